package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.demo.MemcachedProcess;
import io.recordsockets.bench.load.ClosedLoop;
import io.recordsockets.bench.load.LoadWindow;
import io.recordsockets.bench.load.MemcachedClient;
import io.recordsockets.bench.load.MemcachedWorkload;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Nine gets to one set of values of one size, on 1, 10 and 100 connections with one request under way on each,
 * against the memcached demo without the agent, the demo with it, and the memcached in C where it is installed; one
 * worker thread each. Requests leave whole, or in pieces of 1400 bytes, each a write of its own with TCP_NODELAY
 * (values of 100 bytes fit one piece, so there is no second row for them). The three servers live side by side and
 * are loaded one at a time, in short windows whose order rotates.
 *
 * <p>The ratios are those of the demo with the agent to the demo without; what the one in C does stands beside.
 */
public final class MemcachedScenario implements Scenario {
    private static final int PIECE_BYTES = 1400;
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final int PLAIN = 0;
    private static final int AGENT = 1;
    private static final int C = 2;
    private static final List<Key> KEYS =
            List.of(Key.higher("ops_ratio"), Key.higher("p99_ratio"), Key.higher("cpu_ratio"));

    /** What is asked for, on how many connections, and how requests are cut. */
    private record Shape(int valueBytes, int connections, int pieceBytes) {
        String mode() {
            return pieceBytes == WHOLE ? "whole" : "fragmented";
        }
    }

    /** How long it takes: windows and warm-up in milliseconds. */
    private record Effort(int rounds, int windowMs, int warmUpMs) {}

    private static final Effort FULL = new Effort(9, 500, 1500);
    private static final Effort QUICK = new Effort(5, 180, 300);

    @Override
    public String name() {
        return "memcached";
    }

    @Override
    public String description() {
        return "nine gets to one set: the demo with and without the agent, and the memcached in C";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        setup.pinning().pinLoad();
        List<Row> rows = new ArrayList<>();
        List<MemcachedProcess> servers = new ArrayList<>();
        try {
            servers.add(MemcachedProcess.startDemo(setup));
            servers.add(MemcachedProcess.startDemoWithAgent(setup));
            if (MemcachedProcess.isCInstalled()) {
                servers.add(MemcachedProcess.startC(setup));
            } else {
                setup.progress("the memcached in C is not installed: no figures for it");
            }
            for (Shape shape : setup.isQuick() ? quickShapes() : shapes()) {
                rows.add(measure(servers, shape, setup.isQuick() ? QUICK : FULL));
                setup.progress("done: " + shape.valueBytes() + " bytes, " + shape.connections() + " connections, "
                        + shape.mode());
            }
        } finally {
            servers.forEach(MemcachedProcess::close);
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (int connections : new int[] {1, 10, 100}) {
            shapes.add(new Shape(100, connections, WHOLE));
            for (int valueBytes : new int[] {4 * 1024, 64 * 1024}) {
                shapes.add(new Shape(valueBytes, connections, WHOLE));
                shapes.add(new Shape(valueBytes, connections, PIECE_BYTES));
            }
        }
        return shapes;
    }

    private static List<Shape> quickShapes() {
        return List.of(
                new Shape(100, 1, WHOLE),
                new Shape(100, 100, WHOLE),
                new Shape(4 * 1024, 10, WHOLE),
                new Shape(64 * 1024, 10, PIECE_BYTES),
                new Shape(4 * 1024, 100, PIECE_BYTES),
                new Shape(64 * 1024, 100, PIECE_BYTES));
    }

    private static Row measure(List<MemcachedProcess> servers, Shape shape, Effort effort) throws IOException {
        MemcachedWorkload workload = new MemcachedWorkload(shape.valueBytes());
        List<ClosedLoop> loads = new ArrayList<>();
        try {
            for (MemcachedProcess server : servers) {
                workload.setAll(server.port());
                loads.add(ClosedLoop.connect(
                        server.port(), shape.connections(), MemcachedClient.workload(workload, shape.pieceBytes())));
            }
            for (ClosedLoop load : loads) {
                load.run(TimeUnit.MILLISECONDS.toNanos(effort.warmUpMs()));
            }
            return row(shape, rounds(servers, loads, effort));
        } finally {
            for (ClosedLoop load : loads) {
                load.close();
            }
        }
    }

    private static SideRatios rounds(List<MemcachedProcess> servers, List<ClosedLoop> loads, Effort effort)
            throws IOException {
        SideRatios ratios = new SideRatios(servers.size());
        for (int round = 0; round < effort.rounds(); round++) {
            for (int turn = 0; turn < servers.size(); turn++) {
                int side = (round + turn) % servers.size();
                long cpuNs = servers.get(side).cpuNs();
                LoadWindow window = loads.get(side).run(TimeUnit.MILLISECONDS.toNanos(effort.windowMs()));
                ratios.add(side, window, servers.get(side).cpuNs() - cpuNs);
            }
            ratios.endRound();
        }
        return ratios;
    }

    private static Row row(Shape shape, SideRatios ratios) {
        Row row = new Row()
                .parameter("record_bytes", shape.valueBytes())
                .parameter("connections", shape.connections())
                .parameter("mode", shape.mode())
                .parameter("against", "demo without agent")
                .figure("ops_ratio", ratios.throughput(AGENT))
                .figure("p99_ratio", ratios.p99(AGENT))
                .figure("cpu_ratio", ratios.cpu(AGENT));
        side(row, "plain_", ratios, PLAIN);
        side(row, "agent_", ratios, AGENT);
        if (ratios.sides() > C) {
            side(row, "c_", ratios, C);
        }
        return row;
    }

    private static void side(Row row, String prefix, SideRatios ratios, int side) {
        row.figure(prefix + "ops_per_second", ratios.perSecond(side))
                .figure(prefix + "p99_us", ratios.p99Us(side))
                .figure(prefix + "cpu_us", ratios.cpuUs(side));
    }
}
