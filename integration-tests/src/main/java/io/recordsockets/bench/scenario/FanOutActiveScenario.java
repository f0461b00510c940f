package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of 64 bytes to 1 MiB go to 100 receivers that keep up: none is ever more than 64 KiB behind, or two records where
 * they are larger. The sender learns how far they are from memory that it shares with them, and waits where it must. Each
 * record is new: its bytes are copied into whatever the way of sending sends from.
 *
 * <p>The ways of sending: record sockets with the agent, which is told to take the listening port for one of records; plain
 * NIO, one write for each record and receiver; Netty's ChannelGroup with writeAndFlush on its event loop, direct buffers;
 * JeroMQ's publisher with one I/O thread. Each is a process of its own, pinned to the core of the server under test; the
 * receivers are one process with one selector thread on the other core, the same for all, which checks lengths and order.
 * Runs take turns.
 *
 * <p>A row for each size and adversary with the ratio of rates, and one for each adversary with the worst of these ({@code
 * min_ratio}) and their median.
 */
public final class FanOutActiveScenario implements Scenario {
    private static final int RECEIVERS = 100;
    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int[] SIZES = {64, 1024, 16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024};
    private static final List<String> SIDES =
            List.of(FanOutProcesses.RECORDS, FanOutProcesses.PLAIN, "netty", FanOutProcesses.JEROMQ);
    private static final List<Key> KEYS = List.of(
            Key.higher("min_ratio"),
            Key.higher("plain_ratio"),
            Key.higher("netty_ratio"),
            Key.higher("netty_median_ratio"),
            Key.higher("jeromq_ratio"));

    /** How often, and how long it takes in milliseconds: the first warm-up, that of each further size, and a run. */
    private record Effort(int starts, int rounds, int warmUpMs, int nextWarmUpMs, int runMs) {}

    private static final Effort FULL = new Effort(3, 7, 3000, 1000, 400);
    private static final Effort QUICK = new Effort(1, 5, 1000, 250, 120);

    @Override
    public String name() {
        return "fan-out-active";
    }

    @Override
    public String description() {
        return "records of 64 bytes to 1 MiB to 100 receivers that keep up, against plain NIO, Netty and JeroMQ";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        List<FanOutRatios> ratios = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            ratios.add(new FanOutRatios(SIDES.size()));
        }
        for (int start = 0; start < effort.starts(); start++) {
            try (FanOutProcesses processes = FanOutProcesses.start(setup, SIDES)) {
                for (int i = 0; i < SIZES.length; i++) {
                    int warmUpMs = i == 0 ? effort.warmUpMs() : effort.nextWarmUpMs();
                    measure(processes, SIZES[i], warmUpMs, effort, ratios.get(i));
                }
            }
            setup.progress("senders started " + (start + 1) + " of " + effort.starts() + " times");
        }
        List<Row> rows = new ArrayList<>();
        for (int side = 1; side < SIDES.size(); side++) {
            for (int i = 0; i < SIZES.length; i++) {
                rows.add(row(SIZES[i], side, ratios.get(i)));
            }
            rows.add(overall(side, ratios));
        }
        return new Result(name(), setup.jdkVersion(), KEYS, rows);
    }

    private static int window(int recordBytes) {
        return Math.max(2, WINDOW_BYTES / recordBytes);
    }

    private static void measure(
            FanOutProcesses processes, int recordBytes, int warmUpMs, Effort effort, FanOutRatios ratios)
            throws IOException {
        int window = window(recordBytes);
        processes.open(new FanOutProcesses.Shape(recordBytes, RECEIVERS, window, Math.max(1, window / 2)));
        FanOutRounds rounds = new FanOutRounds(processes, ratios);
        rounds.warmUp(warmUpMs, effort.runMs(), 1);
        for (int round = 0; round < effort.rounds(); round++) {
            rounds.round(round);
        }
        processes.disconnect();
    }

    private static Row row(int recordBytes, int side, FanOutRatios ratios) {
        return new Row()
                .parameter("against", SIDES.get(side))
                .parameter("record_bytes", recordBytes)
                .parameter("receivers", RECEIVERS)
                .parameter("window_bytes", window(recordBytes) * recordBytes)
                .figure(SIDES.get(side) + "_ratio", ratios.ratio(side))
                .figure("ratio_error", ratios.ratioError(side))
                .figure("cpu_ratio", ratios.cpuRatio(side))
                .figure("records_per_second", ratios.perSecond(0))
                .figure("against_per_second", ratios.perSecond(side))
                .figure("cpu_us", ratios.cpuUs(0))
                .figure("against_cpu_us", ratios.cpuUs(side));
    }

    /** Over all sizes, against one adversary. */
    private static Row overall(int side, List<FanOutRatios> ratios) {
        Medians medians = new Medians();
        double worst = Double.MAX_VALUE;
        for (FanOutRatios size : ratios) {
            medians.add(size.ratio(side));
            worst = Math.min(worst, size.ratio(side));
        }
        return new Row()
                .parameter("against", SIDES.get(side))
                .parameter("receivers", RECEIVERS)
                .figure("min_ratio", worst)
                .figure(SIDES.get(side) + "_median_ratio", medians.median());
    }
}
