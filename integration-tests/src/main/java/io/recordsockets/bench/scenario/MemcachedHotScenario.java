package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.demo.MemcachedProcess;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.JvmMemory;
import io.recordsockets.bench.process.MemoryProbe;
import io.recordsockets.bench.process.SocketQueues;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import io.recordsockets.bench.stall.StalledReceiver;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * One value of 256 KiB is asked for by 500 clients, each of which sends its request and reads nothing. The server is the
 * unmodified memcached demo with one worker thread, without the agent and with it (rule {@code memcached share=on}). Then all
 * clients read their answers, which must be right to the byte.
 *
 * <p>Each server has just started and has answered the same request of 16 other clients a few times. Servers take turns.
 *
 * <ul>
 *   <li>{@code memory_ratio}: growth of memory from before the requests until all are answered as far as the sockets take it,
 *       without the agent over with it: that of the machine as {@link MemoryProbe} tells it, which holds direct buffers,
 *       plus the live heap of the server. Differences below 1 MiB are taken as 1 MiB.
 *   <li>{@code cpu_ratio}: CPU time of the server from the first request until it is idle, without over with; the compiler's is left
 *       out.
 * </ul>
 */
public final class MemcachedHotScenario implements Scenario {
    private static final int VALUE_BYTES = 256 << 10;
    private static final int CLIENTS = 500;
    private static final int ROUNDS = 9;

    /** No round begins later in a quick run: how long one takes depends on what else the machine does. */
    private static final long QUICK_NS = TimeUnit.SECONDS.toNanos(22);

    private static final int WARM_UP_CLIENTS = 16;
    private static final int WARM_UP_ROUNDS = 60;
    private static final long MEMORY_BACK_BYTES = 8 << 20;
    private static final double NOISE_BYTES = 1 << 20;
    private static final double MIB = 1 << 20;
    private static final List<Key> KEYS = List.of(Key.higher("memory_ratio"), Key.higher("cpu_ratio"));

    /** What all clients together came to. */
    private record Run(long cpuNs, long takenBytes, long heapBytes, long directBytes, long tookBytes) {
        double memoryBytes() {
            return Math.max(NOISE_BYTES, takenBytes + heapBytes);
        }
    }

    /** The value, and what each client reads. */
    private static final class Hot {
        final byte[] value = new byte[VALUE_BYTES];
        final int answerBytes;
        final long crc;

        Hot() {
            new Random(1).nextBytes(value);
            byte[] head = ascii("VALUE hot 0 " + VALUE_BYTES + "\r\n");
            byte[] tail = ascii("\r\nEND\r\n");
            CRC32 sum = new CRC32();
            sum.update(head);
            sum.update(value);
            sum.update(tail);
            crc = sum.getValue();
            answerBytes = head.length + VALUE_BYTES + tail.length;
        }

        /** Puts it into the server. */
        void set(int port) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = socket.getOutputStream();
                out.write(ascii("set hot 0 0 " + VALUE_BYTES + "\r\n"));
                out.write(value);
                out.write(ascii("\r\n"));
                byte[] answer = new byte["STORED\r\n".length()];
                new DataInputStream(socket.getInputStream()).readFully(answer);
                if (answer[0] != 'S') {
                    throw new IOException("not stored: answer=" + new String(answer, StandardCharsets.US_ASCII));
                }
            }
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Override
    public String name() {
        return "memcached-hot";
    }

    @Override
    public String description() {
        return "one value of 256 KiB to 500 clients that do not read: memory of the demo with and without the agent";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        long endNs = System.nanoTime() + QUICK_NS;
        Sums plain = new Sums();
        Sums agent = new Sums();
        Medians memoryRatio = new Medians();
        Medians cpuRatio = new Medians();
        Hot hot = new Hot();
        try (ChildProcess clients =
                ChildProcess.start(setup.load(StalledReceiver.class).words())) {
            clients.awaitLine("ready");
            for (int round = 0; round < ROUNDS && !(setup.isQuick() && System.nanoTime() - endNs > 0); round++) {
                boolean agentFirst = round % 2 != 0;
                Run first = run(setup, clients, hot, agentFirst);
                Run second = run(setup, clients, hot, !agentFirst);
                Run with = agentFirst ? first : second;
                Run without = agentFirst ? second : first;
                agent.add(with);
                plain.add(without);
                memoryRatio.add(without.memoryBytes() / with.memoryBytes());
                cpuRatio.add((double) without.cpuNs() / with.cpuNs());
                setup.progress("round " + (round + 1) + " of " + ROUNDS);
            }
        }
        Row row = new Row()
                .parameter("mode", "demo with agent")
                .parameter("against", "demo without agent")
                .parameter("record_bytes", VALUE_BYTES)
                .parameter("connections", CLIENTS)
                .figure("memory_ratio", memoryRatio.median())
                .figure("cpu_ratio", cpuRatio.median());
        agent.put(row, "");
        plain.put(row, "plain_");
        return new Result(name(), setup.conditions(), KEYS, List.of(row));
    }

    /** A new server; returns when its memory is back. */
    private static Run run(Setup setup, ChildProcess clients, Hot hot, boolean withAgent)
            throws IOException, BenchException, InterruptedException {
        MemoryProbe rest = new MemoryProbe(clients.pid());
        long beforeBytes = rest.settled().bytes();
        Run run;
        try (MemcachedProcess server =
                MemcachedProcess.startDemo(setup, withAgent ? "share=on" : null, "-XX:+AlwaysPreTouch")) {
            hot.set(server.port());
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                ask(clients, server, WARM_UP_CLIENTS);
                readAndLeave(clients, hot, WARM_UP_CLIENTS);
            }
            run = measure(clients, server, hot);
        }
        rest.settledBelow(beforeBytes + MEMORY_BACK_BYTES);
        return run;
    }

    private static void ask(ChildProcess clients, MemcachedProcess server, int count) throws IOException {
        clients.ask("connect " + server.port() + " " + count + " 0", "connected");
        clients.ask("say get hot", "said");
    }

    private static void readAndLeave(ChildProcess clients, Hot hot, int count) throws IOException {
        clients.ask("drain " + hot.answerBytes + " " + hot.crc + " " + count, "drained");
        clients.ask("disconnect", "disconnected");
    }

    private static Run measure(ChildProcess clients, MemcachedProcess server, Hot hot)
            throws IOException, InterruptedException {
        MemoryProbe probe = new MemoryProbe(clients.pid(), server.pid());
        try (JvmMemory jvm = JvmMemory.of(server.pid())) {
            // the first call loads classes
            jvm.directBytes();
            clients.ask("connect " + server.port() + " " + CLIENTS + " 0", "connected");
            long heapBytes = jvm.heapBytes();
            long directBytes = jvm.directBytes();
            long takenBytes = probe.settled().bytes();
            long cpuNs = StallProcesses.quietCpuNs(server.pid());
            clients.ask("say get hot", "said");
            cpuNs = StallProcesses.quietCpuNs(server.pid()) - cpuNs;
            long tookBytes = SocketQueues.bytes(server.port());
            Run run = new Run(
                    cpuNs,
                    probe.settled().bytes() - takenBytes,
                    jvm.heapBytes() - heapBytes,
                    jvm.directBytes() - directBytes,
                    tookBytes);
            readAndLeave(clients, hot, CLIENTS);
            return run;
        }
    }

    /** The medians of one server. */
    private static final class Sums {
        final Medians memoryMib = new Medians();
        final Medians heapMib = new Medians();
        final Medians directMib = new Medians();
        final Medians took = new Medians();
        final Medians cpuMs = new Medians();

        void add(Run run) {
            memoryMib.add((run.takenBytes() + run.heapBytes()) / MIB);
            heapMib.add(run.heapBytes() / MIB);
            directMib.add(run.directBytes() / MIB);
            took.add((double) run.tookBytes() / CLIENTS);
            cpuMs.add(run.cpuNs() / 1e6);
        }

        void put(Row row, String prefix) {
            row.figure(prefix + "memory_mib", memoryMib.median())
                    .figure(prefix + "heap_mib", heapMib.median())
                    .figure(prefix + "direct_mib", directMib.median())
                    .figure(prefix + "took_bytes", took.median())
                    .figure(prefix + "cpu_ms", cpuMs.median());
        }
    }
}
