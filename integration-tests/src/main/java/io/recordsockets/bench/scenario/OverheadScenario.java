package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.load.ClosedLoop;
import io.recordsockets.bench.load.EchoClient;
import io.recordsockets.bench.load.LoadWindow;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.RecordServerProcess;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import io.recordsockets.bench.server.RecordServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Small and middling records are echoed on 50 connections, whole, by a single-threaded NIO server: the case in which
 * record framing has nothing to win. Three such servers live side by side and are loaded one at a time, in short
 * windows whose order rotates: one without the agent, one with an agent whose rule is for another port, one whose
 * rule matches. Each round gives the ratios of its three windows; the figures are medians over all rounds. The
 * servers are started anew a few times, since two JVMs of the same program differ by some percent for as long as they
 * live (the compiler's luck), and no number of rounds shows that. The columns {@code ..._error} tell how far the
 * rates may be off, apart from that.
 *
 * <p>Ping-pong has one record under way on each connection, pipelined has 16. The load runs closed, so the server is
 * always busy and a slower one shows in the rate as well as in the latency.
 */
public final class OverheadScenario implements Scenario {
    private static final int CONNECTIONS = 50;
    private static final List<Key> KEYS = List.of(
            Key.higher("unmatched_throughput"),
            Key.higher("matched_throughput"),
            Key.higher("unmatched_p99"),
            Key.higher("matched_p99"),
            Key.lower("premain_ms"));
    private static final String[] SIDES = {"plain", "unmatched", "matched"};
    private static final List<Shape> SHAPES = List.of(
            new Shape(64, "ping-pong", 1),
            new Shape(64, "pipelined", 16),
            new Shape(1024, "ping-pong", 1),
            new Shape(1024, "pipelined", 16),
            new Shape(16 * 1024, "ping-pong", 1),
            new Shape(16 * 1024, "pipelined", 16));

    /** What is echoed, and how many records are under way on a connection. */
    private record Shape(int recordBytes, String mode, int underWay) {}

    /** How long it takes: windows, the first warm-up of a server, and that of each further shape in milliseconds. */
    private record Effort(int starts, int rounds, int windowMs, int warmUpMs, int nextWarmUpMs, int startUpPairs) {}

    private static final Effort FULL = new Effort(5, 30, 100, 2000, 700, 21);
    private static final Effort QUICK = new Effort(1, 14, 60, 1000, 200, 11);

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String description() {
        return "whole records echoed on 50 connections: what the agent costs where it has nothing to win";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        double premainMs = StartUpTime.addedMs(setup, effort.startUpPairs(), rules(FreePort.find()));
        setup.pinning().pinLoad();
        List<SideRatios> ratios = new ArrayList<>();
        for (int i = 0; i < SHAPES.size(); i++) {
            ratios.add(new SideRatios(SIDES.length));
        }
        for (int start = 0; start < effort.starts(); start++) {
            runOnce(setup, effort, ratios);
            setup.progress("servers started " + (start + 1) + " of " + effort.starts() + " times");
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < SHAPES.size(); i++) {
            rows.add(row(SHAPES.get(i), ratios.get(i)));
        }
        rows.add(new Row().parameter("mode", "start-up").figure("premain_ms", premainMs));
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static void runOnce(Setup setup, Effort effort, List<SideRatios> ratios)
            throws IOException, BenchException {
        List<RecordServerProcess> servers = new ArrayList<>();
        try {
            for (String side : SIDES) {
                servers.add(start(setup, side));
            }
            for (int i = 0; i < SHAPES.size(); i++) {
                int warmUpMs = i == 0 ? effort.warmUpMs() : effort.nextWarmUpMs();
                measure(servers, SHAPES.get(i), warmUpMs, effort, ratios.get(i));
            }
        } finally {
            servers.forEach(RecordServerProcess::close);
        }
    }

    private static RecordServerProcess start(Setup setup, String side) throws IOException, BenchException {
        int port = FreePort.find();
        JavaCommand command = setup.server(RecordServer.class, "echo", Integer.toString(port));
        return RecordServerProcess.start(
                switch (side) {
                    case "unmatched" -> setup.withAgent(command, rules(FreePort.find()));
                    case "matched" -> setup.withAgent(command, rules(port));
                    default -> command;
                });
    }

    private static String rules(int port) {
        return "listen *:" + port + " length-field(offset=0,length=4)";
    }

    private static void measure(
            List<RecordServerProcess> servers, Shape shape, int warmUpMs, Effort effort, SideRatios ratios)
            throws IOException {
        List<ClosedLoop> loads = new ArrayList<>();
        try {
            for (RecordServerProcess server : servers) {
                loads.add(ClosedLoop.connect(
                        server.port(), CONNECTIONS, EchoClient.workload(shape.recordBytes(), shape.underWay())));
            }
            for (ClosedLoop load : loads) {
                load.run(TimeUnit.MILLISECONDS.toNanos(warmUpMs));
            }
            for (int round = 0; round < effort.rounds(); round++) {
                for (int turn = 0; turn < SIDES.length; turn++) {
                    int side = (round + turn) % SIDES.length;
                    servers.get(side).mark();
                    LoadWindow window = loads.get(side).run(TimeUnit.MILLISECONDS.toNanos(effort.windowMs()));
                    ratios.add(side, window, servers.get(side).cpuNs());
                }
                ratios.endRound();
            }
        } finally {
            for (ClosedLoop load : loads) {
                load.close();
            }
        }
    }

    private static Row row(Shape shape, SideRatios ratios) {
        return new Row()
                .parameter("record_bytes", shape.recordBytes())
                .parameter("mode", shape.mode())
                .parameter("connections", CONNECTIONS)
                .figure("unmatched_throughput", ratios.throughput(1))
                .figure("matched_throughput", ratios.throughput(2))
                .figure("unmatched_error", ratios.throughputError(1))
                .figure("matched_error", ratios.throughputError(2))
                .figure("unmatched_p99", ratios.p99(1))
                .figure("matched_p99", ratios.p99(2))
                .figure("unmatched_cpu", ratios.cpu(1))
                .figure("matched_cpu", ratios.cpu(2))
                .figure("plain_per_second", ratios.perSecond(0))
                .figure("plain_p99_us", ratios.p99Us(0));
    }
}
