package io.recordsockets.it;

import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.wild.Arrival;
import io.recordsockets.bench.wild.Delays;
import io.recordsockets.bench.wild.Kind;
import io.recordsockets.bench.wild.Manner;
import io.recordsockets.bench.wild.Message;
import io.recordsockets.bench.wild.Player;
import io.recordsockets.bench.wild.Samples;
import io.recordsockets.bench.wild.SyscallTrace;
import io.recordsockets.bench.wild.Traffic;
import io.recordsockets.bench.wild.WildProcess;
import io.recordsockets.bench.wild.WildServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One program on the plain JDK and once more with the agent, which get the same traffic at one time: what a slow machine does to
 * one it does to the other. With the property {@code recordsockets.wild.control} the second is plain, too.
 *
 * <p><b>Threading:</b> one thread.
 */
final class WildRivals implements AutoCloseable {
    private static final boolean CONTROL = Boolean.getBoolean("recordsockets.wild.control");
    private static final long SETTLE_MS = 2_500;
    private static final List<Row> WARM_UP = warmUp();

    final WildProcess plain;
    final WildProcess agent;
    private final List<Row> rows;
    private final ExecutorService players = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "peers");
        thread.setDaemon(true);
        return thread;
    });

    /** A rule of its own, and what meets it. The framing is one of {@link Samples}, or all that a rule says of it. */
    record Row(String name, String framing, Manner manner, Traffic traffic) {
        Row(String name, String framing, Traffic traffic) {
            this(name, framing, Manner.SINK, traffic);
        }

        private String rule(int port) {
            return (manner.dials() ? "connect" : "listen") + " *:" + port + " " + Samples.rule(framing);
        }
    }

    /** What one row came to on one side. */
    record Side(Delays delays, int reads, long wrongBytes) {}

    /** What one row came to on both. */
    record Outcome(Row row, Side plain, Side agent) {
        @Override
        public String toString() {
            return row.name() + ": plain p50=" + plain.delays().percentileMs(50) + "ms p90="
                    + plain.delays().percentileMs(90) + "ms, agent p50="
                    + agent.delays().percentileMs(50) + "ms p90="
                    + agent.delays().percentileMs(90) + "ms";
        }
    }

    private WildRivals(WildProcess plain, WildProcess agent, List<Row> rows) {
        this.plain = plain;
        this.agent = agent;
        this.rows = rows;
    }

    static WildRivals start(Jdk jdk, List<Row> rows, String... options) throws Exception {
        return start(jdk, null, rows, options);
    }

    /** Under strace where there is a folder for files {@code plain} and {@code agent}. */
    static WildRivals start(Jdk jdk, Path traces, List<Row> rows, String... options) throws Exception {
        List<Row> all = new ArrayList<>(rows);
        all.addAll(WARM_UP);
        WildProcess plain = start(jdk, traces, all, false, options);
        try {
            WildRivals rivals = new WildRivals(plain, start(jdk, traces, all, true, options), rows);
            rivals.play(WARM_UP);
            return rivals;
        } catch (Exception e) {
            plain.close();
            throw e;
        }
    }

    /** Rules and threads that nobody looks at: classes are loaded by them, which takes a while on a busy machine. */
    private static List<Row> warmUp() {
        List<Row> rows = new ArrayList<>();
        for (String framing : Samples.FRAMINGS) {
            rows.add(new Row("warm-up-" + framing, framing, Kind.RIGHT.of(framing, 150)));
            rows.add(new Row("warm-up-too-" + framing, framing, Kind.TRICKLE.of(framing, 150)));
        }
        return rows;
    }

    private static WildProcess start(Jdk jdk, Path traces, List<Row> rows, boolean withAgent, String... options)
            throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        int port = FreePort.findRow(rows.size());
        for (Row row : rows) {
            ports.put(row.name(), port);
            rules.add(row.rule(port));
            arguments.add(row.name() + ":" + row.manner().word() + ":" + port);
            port++;
        }
        List<String> command = new ArrayList<>();
        if (traces != null) {
            command.addAll(SyscallTrace.command(traces.resolve(withAgent ? "agent" : "plain")));
        }
        command.add(jdk.java().toString());
        command.addAll(List.of(options));
        if (withAgent && !CONTROL) {
            command.add("-javaagent:" + Artifacts.agent() + "=strict=true;quiet=true;" + String.join(";", rules));
        }
        command.addAll(List.of("-cp", Artifacts.classPath(), WildServer.class.getName()));
        command.addAll(arguments);
        return WildProcess.start(command, ports);
    }

    /** Plays rows to both at one time, until all has been read. */
    List<Outcome> play(List<Row> played) throws Exception {
        List<Player> toPlain = new ArrayList<>();
        List<Player> toAgent = new ArrayList<>();
        try {
            List<Future<List<Message>>> plainSent = new ArrayList<>();
            List<Future<List<Message>>> agentSent = new ArrayList<>();
            for (Row row : played) {
                toPlain.add(player(plain, row));
                toAgent.add(player(agent, row));
            }
            for (int i = 0; i < played.size(); i++) {
                plainSent.add(players.submit(toPlain.get(i)));
                agentSent.add(players.submit(toAgent.get(i)));
            }
            for (int i = 0; i < played.size(); i++) {
                plainSent.get(i).get();
                agentSent.get(i).get();
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < played.size(); i++) {
                Row row = played.get(i);
                outcomes.add(new Outcome(
                        row,
                        side(plain, row, toPlain.get(i), plainSent.get(i).get()),
                        side(agent, row, toAgent.get(i), agentSent.get(i).get())));
            }
            return outcomes;
        } finally {
            for (Player player : toPlain) {
                player.close();
            }
            for (Player player : toAgent) {
                player.close();
            }
        }
    }

    List<Outcome> play() throws Exception {
        return play(rows);
    }

    private static Player player(WildProcess side, Row row) throws IOException {
        side.log(row.name());
        return new Player(side, row.name(), row.manner(), side.port(row.name()), row.traffic());
    }

    private static Side side(WildProcess side, Row row, Player player, List<Message> sent) throws Exception {
        boolean ends = row.traffic().ends();
        long read = side.awaitBytes(row.name(), player.bytes(), ends ? SETTLE_MS : 100);
        List<Arrival> arrivals = side.log(row.name());
        return new Side(Delays.of(sent, arrivals), arrivals.size(), ends ? Math.abs(read - player.bytes()) : 0);
    }

    @Override
    public void close() {
        players.shutdownNow();
        agent.close();
        plain.close();
    }
}
