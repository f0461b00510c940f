package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.wild.Arrival;
import io.recordsockets.bench.wild.Delays;
import io.recordsockets.bench.wild.Message;
import io.recordsockets.bench.wild.Player;
import io.recordsockets.bench.wild.SyscallTrace;
import io.recordsockets.bench.wild.WildProcess;
import io.recordsockets.bench.wild.WildServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The program of {@link WildScenario} twice, without and with the agent, and the same traffic to both at one time: what
 * disturbs the machine then disturbs both.
 *
 * <p><b>Threading:</b> one thread; the peers of each row and side have one of their own.
 */
final class WildSides implements AutoCloseable {
    /** No message waits longer: longer than all guards of a rule. */
    private static final long SETTLE_MS = 1_500;

    /** Where the program closes, and does not read all that is sent. */
    private static final long SETTLE_CLOSED_MS = 100;

    private final WildProcess plain;
    private final WildProcess agent;
    private final ExecutorService players = Executors.newCachedThreadPool();

    /** What one row came to on one side. */
    record Outcome(Delays delays, long cpuNs, long wrongBytes) {}

    /** What one row came to on both. */
    record Outcomes(Outcome plain, Outcome agent) {}

    private WildSides(WildProcess plain, WildProcess agent) {
        this.plain = plain;
        this.agent = agent;
    }

    /** Starts both. */
    static WildSides start(Setup setup, List<WildShape> shapes) throws IOException, BenchException {
        return start(setup, shapes, null);
    }

    /** Starts both under strace, which writes to files {@code plain} and {@code agent} of a folder. */
    static WildSides start(Setup setup, List<WildShape> shapes, Path traces) throws IOException, BenchException {
        WildProcess plain = start(setup, shapes, false, traces);
        try {
            return new WildSides(plain, start(setup, shapes, true, traces));
        } catch (IOException | BenchException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static WildProcess start(Setup setup, List<WildShape> shapes, boolean withAgent, Path traces)
            throws IOException, BenchException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        int port = FreePort.findRow(shapes.size());
        for (WildShape shape : shapes) {
            ports.put(shape.name(), port);
            arguments.add(shape.argument(port));
            rules.add(shape.rule(port));
            port++;
        }
        JavaCommand command = setup.server(WildServer.class, arguments.toArray(String[]::new));
        if (withAgent) {
            command = setup.withAgent(command, String.join(";", rules));
        }
        if (traces != null) {
            List<String> prefix = new ArrayList<>(command.prefix());
            prefix.addAll(SyscallTrace.command(traces.resolve(withAgent ? "agent" : "plain")));
            command = command.behind(prefix);
        }
        return WildProcess.start(command.words(), ports);
    }

    /** The kernel's numbers of the threads of a row, without and with the agent. */
    long[] threads(String row) {
        return new long[] {plain.thread(row), agent.thread(row)};
    }

    /** Plays all rows of a batch at one time, and waits until all has been read. */
    Map<String, Outcomes> play(WildShape.Batch batch) throws IOException, InterruptedException {
        Map<String, Outcomes> outcomes = new LinkedHashMap<>();
        if (batch.sidesInTurn()) {
            Map<String, Outcome> first = play(batch, plain);
            Map<String, Outcome> second = play(batch, agent);
            first.forEach((name, outcome) -> outcomes.put(name, new Outcomes(outcome, second.get(name))));
            return outcomes;
        }
        Map<String, Outcome> both = play(batch, plain, agent);
        for (WildShape shape : batch.shapes()) {
            outcomes.put(shape.name(), new Outcomes(both.get(key(plain, shape)), both.get(key(agent, shape))));
        }
        return outcomes;
    }

    private Map<String, Outcome> play(WildShape.Batch batch, WildProcess side)
            throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Map<String, Outcome> found = play(batch, new WildProcess[] {side});
        for (WildShape shape : batch.shapes()) {
            outcomes.put(shape.name(), found.get(key(side, shape)));
        }
        return outcomes;
    }

    /** One row on one side while it is played. */
    private record Playing(WildShape shape, WildProcess side, Player player, long cpuNs) {
        Outcome outcome(List<Message> messages, long read) throws IOException {
            List<Arrival> arrivals = side.log(shape.name());
            long wrong = shape.traffic().ends() ? Math.abs(read - player.bytes()) : 0;
            return new Outcome(Delays.of(messages, arrivals), side.cpuNs(shape.name()) - cpuNs, wrong);
        }
    }

    private Map<String, Outcome> play(WildShape.Batch batch, WildProcess... sides)
            throws IOException, InterruptedException {
        List<Playing> playing = new ArrayList<>();
        try {
            for (WildShape shape : batch.shapes()) {
                for (WildProcess side : sides) {
                    side.log(shape.name());
                    Player player =
                            new Player(side, shape.name(), shape.manner(), side.port(shape.name()), shape.traffic());
                    playing.add(new Playing(shape, side, player, side.cpuNs(shape.name())));
                }
            }
            List<Future<List<Message>>> sent = new ArrayList<>();
            for (Playing row : playing) {
                sent.add(players.submit(row.player()));
            }
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            for (int i = 0; i < playing.size(); i++) {
                sent.get(i).get();
            }
            for (int i = 0; i < playing.size(); i++) {
                Playing row = playing.get(i);
                long settleMs = row.shape().traffic().ends() ? SETTLE_MS : SETTLE_CLOSED_MS;
                long read =
                        row.side().awaitBytes(row.shape().name(), row.player().bytes(), settleMs);
                outcomes.put(
                        key(row.side(), row.shape()), row.outcome(sent.get(i).get(), read));
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IOException("the peers of a row failed", e.getCause());
        } finally {
            for (Playing row : playing) {
                row.player().close();
            }
        }
    }

    private String key(WildProcess side, WildShape shape) {
        return (side == plain ? "plain " : "agent ") + shape.name();
    }

    /**
     * What a connection that has sent the begin of its traffic and then nothing takes with the agent, beyond what it takes
     * without, in bytes of heap and direct memory.
     */
    double memoryBytes(WildShape shape, int connections, int settleMs) throws IOException, InterruptedException {
        return memoryBytes(agent, shape, connections, settleMs) - memoryBytes(plain, shape, connections, settleMs);
    }

    private static double memoryBytes(WildProcess side, WildShape shape, int connections, int settleMs)
            throws IOException, InterruptedException {
        byte[] opening = shape.traffic().opening(1);
        int half = opening.length / 2;
        List<SocketChannel> channels = new ArrayList<>();
        side.log(shape.name());
        long before = side.memoryBytes();
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), side.port(shape.name())));
                channels.add(channel);
                writeFully(channel, ByteBuffer.wrap(opening, 0, half));
            }
            for (SocketChannel channel : channels) {
                writeFully(channel, ByteBuffer.wrap(opening, half, opening.length - half));
            }
            side.awaitBytes(shape.name(), (long) opening.length * connections, settleMs);
            return (double) (side.memoryBytes() - before) / connections;
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
            side.awaitClosed(shape.name());
        }
    }

    private static void writeFully(SocketChannel channel, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }

    @Override
    public void close() {
        players.shutdownNow();
        agent.close();
        plain.close();
    }
}
