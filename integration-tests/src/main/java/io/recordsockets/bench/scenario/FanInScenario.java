package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.load.PieceSender;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.RecordServerProcess;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import io.recordsockets.bench.server.RecordServer;
import io.recordsockets.bench.server.ServerStats;
import io.recordsockets.bench.wild.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records come in on many connections in small pieces, and a single-threaded NIO server counts them. The pieces are
 * real: each is a write of its own with TCP_NODELAY, and the sender goes round the connections, one piece for each,
 * before the next piece of the same record, as {@link PieceSender} tells. It never waits for an answer.
 *
 * <p>Three kinds of arrival: {@code paced}, a piece every 8 microseconds over all connections, which a server that is woken
 * for each piece can just follow, as on a network that is slower than the server; and {@code flood}, as fast as the
 * sockets take it, where a server that lags behind finds more of the record at each read, plain or not. {@code nagle} is
 * paced, from peers that have left Nagle's algorithm on.
 *
 * <p>Beside records with their length in front there are heads of HTTP/1.1 with and without a body, multi-gets of memcached,
 * and lines, whole or in pieces, on up to 10,000 connections or as many as the runner may have open.
 *
 * <p>The server makes one read call for each ready key, or in mode {@code drain} reads until nothing is left; its
 * buffer has room for a record, and for 64 KiB.
 *
 * <p>One run is the same number of records for the server with and the server without the agent, from the first write
 * until the server has counted the last record. Runs go in pairs whose order changes. Figures of the plain server
 * stand beside as {@code plain_...}. The error of the ratio is that of its pairs: what the compiler made of either server,
 * which may be a few hundredths, shows only between one run of the program and the next.
 */
public final class FanInScenario implements Scenario {
    private static final List<Key> KEYS = List.of(
            Key.lower("reads_per_record"),
            Key.lower("wakeups_per_record"),
            Key.higher("cpu_ratio"),
            Key.higher("wall_ratio"));
    private static final String ONE_READ = "one read";
    private static final String DRAIN = "drain";
    private static final String PACED = "paced";
    private static final String FLOOD = "flood";
    private static final String NAGLE = "nagle";
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final int QUICK_TEXT_SHAPES = 3;
    private static final long PACE_NS = 8_000;
    private static final String LENGTH_FIELD = "length-field";

    /** Descriptors that the runner needs beside those of its connections, which are two for each of a row: one to each server. */
    private static final int OTHER_DESCRIPTORS = 500;

    private static final int MANY = 10_000;

    /** Those of quick runs. */
    private static final List<Shape> SHAPES = List.of(
            of(64 * 1024, 1400, 200, PACED, ONE_READ),
            of(64 * 1024, 1400, 200, PACED, DRAIN),
            of(64 * 1024, 1400, 200, FLOOD, ONE_READ),
            of(4 * 1024, 100, 200, PACED, ONE_READ),
            of(4 * 1024, 100, 200, FLOOD, ONE_READ),
            of(1024 * 1024, 16 * 1024, 8, FLOOD, ONE_READ),
            of(1024, 100, 200, PACED, ONE_READ),
            of(200, 200, 200, FLOOD, ONE_READ));

    /** Of these a quick run has the first three. */
    private static final List<Shape> TEXT_SHAPES = List.of(
            text("http1", Heads.http1(1500, 0), WHOLE, 512, PACED),
            text("memcached", Heads.multiGet(100), WHOLE, 512, PACED),
            text("line", Samples.record("line", 1_000), 1400, 512, PACED),
            text("http1", Heads.http1(500, 0), WHOLE, 512, PACED),
            text("http1", Heads.http1(8000, 0), 1400, 512, PACED),
            text("http1", Heads.http1(500, 20_000), 1400, 512, PACED),
            text("http1", Heads.http1(1500, 20_000), 1400, 512, PACED),
            text("http1", Heads.http1(8000, 20_000), 1400, 512, PACED),
            text("http1", Heads.http1(1500, 0), WHOLE, 2_000, FLOOD),
            text("http1", Heads.http1(1500, 0), WHOLE, MANY, PACED),
            text("memcached", Heads.multiGet(100), 400, 512, PACED),
            text("memcached", Heads.multiGet(100), WHOLE, 512, FLOOD),
            text("memcached", Heads.multiGet(100), WHOLE, MANY, PACED),
            text("line", Samples.record("line", 79), WHOLE, 512, PACED),
            text("line", Samples.record("line", 79), WHOLE, 512, FLOOD),
            text("line", Samples.record("line", 10_000), 1400, 512, PACED),
            text("line", Samples.record("line", 79), WHOLE, MANY, PACED),
            text(LENGTH_FIELD, Samples.record(LENGTH_FIELD, 400), 100, 64, NAGLE),
            text(LENGTH_FIELD, Samples.record(LENGTH_FIELD, 4_000), 500, 512, NAGLE),
            text("http1", Heads.http1(1500, 20_000), 1400, 512, NAGLE));

    /** What is sent, on how many connections, how it arrives, and how the server reads. */
    private record Shape(String framing, byte[] record, int pieceBytes, int connections, String arrival, String mode) {
        long gapNs() {
            return arrival.equals(FLOOD) ? 0 : PACE_NS;
        }

        int recordBytes() {
            return record.length;
        }

        String[] serverArguments(int port) {
            // A server that knows how large its records get has room for one.
            String buffer = Integer.toString(Math.max(record.length, RecordServer.BUFFER_BYTES));
            List<String> arguments = new ArrayList<>(List.of("sink", Integer.toString(port), buffer));
            if (mode.equals(DRAIN)) {
                arguments.add(DRAIN);
            } else if (!framing.equals(LENGTH_FIELD)) {
                arguments.add(Integer.toString(record.length));
            }
            return arguments.toArray(String[]::new);
        }

        String describe() {
            return framing + ", " + recordBytes() + " bytes in pieces of " + pieceBytes + " on " + connections + ", "
                    + arrival + ", " + mode;
        }

        Shape atMost(int limit) {
            return new Shape(framing, record, pieceBytes, Math.min(connections, limit), arrival, mode);
        }
    }

    private static Shape of(int recordBytes, int pieceBytes, int connections, String arrival, String mode) {
        byte[] record = Samples.record(LENGTH_FIELD, recordBytes - Integer.BYTES);
        return new Shape(LENGTH_FIELD, record, pieceBytes, connections, arrival, mode);
    }

    private static Shape text(String framing, byte[] record, int pieceBytes, int connections, String arrival) {
        return new Shape(framing, record, Math.min(pieceBytes, record.length), connections, arrival, ONE_READ);
    }

    /** What one run of one server came to. */
    private record Run(ServerStats stats, long cpuNs) {
        double perRecord(double amount) {
            return amount / stats.records();
        }

        double cpuUs() {
            return perRecord(cpuNs / 1000.0);
        }

        double wallMs() {
            return stats.wallNs() / 1e6;
        }
    }

    /** How long it takes: a run of the plain server and the warm-up of each server in milliseconds. */
    private record Effort(int pairs, int runMs, int warmUpMs) {}

    private static final Effort FULL = new Effort(11, 1000, 5000);
    private static final Effort QUICK = new Effort(5, 110, 350);

    @Override
    public String name() {
        return "fan-in";
    }

    @Override
    public String description() {
        return "records that come in by pieces on many connections: how often the server is woken, and what it costs";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        setup.pinning().pinLoad();
        List<Row> rows = new ArrayList<>();
        List<Shape> wanted = shapes(setup).stream()
                .filter(shape -> setup.wants(shape.describe()))
                .toList();
        if (wanted.isEmpty()) {
            throw new BenchException("no row is described so; rows: "
                    + shapes(setup).stream().map(Shape::describe).toList());
        }
        for (Shape shape : wanted) {
            rows.add(measure(setup, effort, shape));
            setup.progress("done: " + shape.describe());
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static List<Shape> shapes(Setup setup) throws IOException {
        List<Shape> shapes = new ArrayList<>(SHAPES);
        shapes.addAll(setup.isQuick() ? TEXT_SHAPES.subList(0, QUICK_TEXT_SHAPES) : TEXT_SHAPES);
        int limit = (int) Math.min(MANY, (descriptors() - OTHER_DESCRIPTORS) / 2);
        shapes.replaceAll(shape -> shape.atMost(limit));
        return shapes;
    }

    /** How many files this process may have open: the JVM takes all that it is allowed. */
    private static long descriptors() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String[] words = line.split(" +");
                return words[3].equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(words[3]);
            }
        }
        throw new IOException("the kernel does not tell how many files may be open");
    }

    private static Row measure(Setup setup, Effort effort, Shape shape) throws IOException, BenchException {
        int plainPort = FreePort.find();
        int agentPort = FreePort.find();
        JavaCommand plainCommand = setup.server(RecordServer.class, shape.serverArguments(plainPort));
        JavaCommand agentCommand = setup.withAgent(
                setup.server(RecordServer.class, shape.serverArguments(agentPort)),
                "listen *:" + agentPort + " " + Samples.rule(shape.framing()));
        try (RecordServerProcess plain = RecordServerProcess.start(plainCommand);
                RecordServerProcess agent = RecordServerProcess.start(agentCommand);
                PieceSender toPlain = connect(plain, shape);
                PieceSender toAgent = connect(agent, shape)) {
            int records = warmUp(plain, toPlain, shape, effort);
            warmUp(agent, toAgent, shape, effort);
            Pairs pairs = new Pairs();
            for (int pair = 0; pair < effort.pairs(); pair++) {
                boolean agentFirst = pair % 2 != 0;
                Run first = run(agentFirst ? agent : plain, agentFirst ? toAgent : toPlain, shape, records);
                Run second = run(agentFirst ? plain : agent, agentFirst ? toPlain : toAgent, shape, records);
                pairs.add(agentFirst ? second : first, agentFirst ? first : second);
            }
            return pairs.row(shape);
        }
    }

    private static PieceSender connect(RecordServerProcess server, Shape shape) throws IOException {
        boolean nagle = shape.arrival().equals(NAGLE);
        return PieceSender.connect(
                server.port(), shape.connections(), shape.record(), shape.pieceBytes(), shape.gapNs(), nagle);
    }

    /** Sends until the compiler has had its time; answers how many records on each connection make a run. */
    private static int warmUp(RecordServerProcess server, PieceSender sender, Shape shape, Effort effort)
            throws IOException {
        long end = System.nanoTime() + effort.warmUpMs() * 1_000_000L;
        double runMs;
        int records = 1;
        do {
            runMs = run(server, sender, shape, records).wallMs();
            double wanted = records * effort.runMs() / runMs;
            // not too far at once: the first runs are slow
            records = (int) Math.max(1, Math.min(Math.round(wanted), 4L * records));
        } while (System.nanoTime() - end < 0);
        return records;
    }

    private static Run run(RecordServerProcess server, PieceSender sender, Shape shape, int records)
            throws IOException {
        server.mark();
        sender.send(records);
        ServerStats stats = server.await((long) records * shape.connections());
        return new Run(stats, server.cpuNs());
    }

    /** The runs of one shape. */
    private static final class Pairs {
        private final Medians reads = new Medians();
        private final Medians wakeups = new Medians();
        private final Medians plainReads = new Medians();
        private final Medians plainWakeups = new Medians();
        private final Medians cpuRatio = new Medians();
        private final Medians wallRatio = new Medians();
        private final Medians cpuUs = new Medians();
        private final Medians plainCpuUs = new Medians();

        void add(Run plain, Run agent) {
            plainReads.add(plain.perRecord(plain.stats.reads()));
            plainWakeups.add(plain.perRecord(plain.stats.wakeups()));
            plainCpuUs.add(plain.cpuUs());
            reads.add(agent.perRecord(agent.stats.reads()));
            wakeups.add(agent.perRecord(agent.stats.wakeups()));
            cpuUs.add(agent.cpuUs());
            cpuRatio.add(plain.cpuUs() / agent.cpuUs());
            wallRatio.add(plain.wallMs() / agent.wallMs());
        }

        Row row(Shape shape) {
            return new Row()
                    .parameter("framing", shape.framing())
                    .parameter("record_bytes", shape.recordBytes())
                    .parameter("piece_bytes", shape.pieceBytes())
                    .parameter("connections", shape.connections())
                    .parameter("arrival", shape.arrival())
                    .parameter("mode", shape.mode())
                    .figure("reads_per_record", reads.median())
                    .figure("plain_reads", plainReads.median())
                    .figure("wakeups_per_record", wakeups.median())
                    .figure("plain_wakeups", plainWakeups.median())
                    .figure("cpu_ratio", cpuRatio.median())
                    .figure("cpu_ratio_error", cpuRatio.error())
                    .figure("cpu_us", cpuUs.median())
                    .figure("plain_cpu_us", plainCpuUs.median())
                    .figure("wall_ratio", wallRatio.median());
        }
    }
}
