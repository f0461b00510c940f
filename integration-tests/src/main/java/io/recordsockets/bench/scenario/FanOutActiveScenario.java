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
 * JeroMQ's publisher with one I/O thread; and the same plain NIO program, unchanged, with the agent and the rule {@code none
 * share=on} ({@code agent}). Each is a process of its own, pinned to the core of the server under test; the
 * receivers are one process with one selector thread on the other core, the same for all, which checks lengths and order.
 * Runs take turns.
 *
 * <p>A row for each size and adversary with the ratio of rates, and one for each adversary with the worst of these ({@code
 * min_ratio}) and their median. The plain program with the agent is compared with itself without: {@code agent_ratio}, and over
 * all sizes {@code agent_min_ratio}.
 */
public final class FanOutActiveScenario implements Scenario {
    private static final int RECEIVERS = 100;
    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int[] SIZES = {64, 1024, 16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024};
    private static final int PLAIN = 1;
    private static final int AGENT = 4;
    private static final List<FanOutProcesses.Way> WAYS = List.of(
            FanOutProcesses.RECORDS,
            FanOutProcesses.PLAIN,
            FanOutProcesses.Way.of("netty"),
            FanOutProcesses.JEROMQ,
            FanOutProcesses.AGENT);
    private static final List<Key> KEYS = List.of(
            Key.higher("min_ratio"),
            Key.higher("plain_ratio"),
            Key.higher("netty_ratio"),
            Key.higher("netty_median_ratio"),
            Key.higher("jeromq_ratio"),
            Key.higher("agent_min_ratio"),
            Key.higher("agent_ratio"));

    /** How often, and how long it takes in milliseconds: the first warm-up, that of each further size, and a run. */
    private record Effort(int starts, int rounds, int warmUpMs, int nextWarmUpMs, int runMs) {}

    private static final Effort FULL = new Effort(3, 7, 3000, 1000, 400);
    private static final Effort QUICK = new Effort(1, 5, 900, 200, 100);

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
            ratios.add(new FanOutRatios(WAYS.size()));
        }
        for (int start = 0; start < effort.starts(); start++) {
            try (FanOutProcesses processes = FanOutProcesses.start(setup, WAYS)) {
                for (int i = 0; i < SIZES.length; i++) {
                    int warmUpMs = i == 0 ? effort.warmUpMs() : effort.nextWarmUpMs();
                    measure(processes, SIZES[i], warmUpMs, effort, ratios.get(i));
                }
            }
            setup.progress("senders started " + (start + 1) + " of " + effort.starts() + " times");
        }
        List<Row> rows = new ArrayList<>();
        for (int side = PLAIN; side < AGENT; side++) {
            for (int i = 0; i < SIZES.length; i++) {
                rows.add(row(SIZES[i], 0, side, ratios.get(i))
                        .figure(name(side) + "_ratio", ratios.get(i).ratio(0, side)));
            }
            rows.add(overall(side, ratios));
        }
        double worst = Double.MAX_VALUE;
        for (int i = 0; i < SIZES.length; i++) {
            double ratio = ratios.get(i).ratio(AGENT, PLAIN);
            rows.add(row(SIZES[i], AGENT, PLAIN, ratios.get(i)).figure("agent_ratio", ratio));
            worst = Math.min(worst, ratio);
        }
        rows.add(new Row()
                .parameter("mode", name(AGENT))
                .parameter("against", name(PLAIN))
                .parameter("receivers", RECEIVERS)
                .figure("agent_min_ratio", worst));
        return new Result(name(), setup.conditions(), KEYS, rows);
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

    private static String name(int side) {
        return WAYS.get(side).name();
    }

    private static Row row(int recordBytes, int side, int against, FanOutRatios ratios) {
        return new Row()
                .parameter("mode", name(side))
                .parameter("against", name(against))
                .parameter("record_bytes", recordBytes)
                .parameter("receivers", RECEIVERS)
                .parameter("window_bytes", window(recordBytes) * recordBytes)
                .figure("ratio_error", ratios.ratioError(side, against))
                .figure("cpu_ratio", ratios.cpuRatio(side, against))
                .figure("records_per_second", ratios.perSecond(side))
                .figure("against_per_second", ratios.perSecond(against))
                .figure("cpu_us", ratios.cpuUs(side))
                .figure("against_cpu_us", ratios.cpuUs(against));
    }

    /** Over all sizes, against one adversary. */
    private static Row overall(int side, List<FanOutRatios> ratios) {
        Medians medians = new Medians();
        double worst = Double.MAX_VALUE;
        for (FanOutRatios size : ratios) {
            medians.add(size.ratio(0, side));
            worst = Math.min(worst, size.ratio(0, side));
        }
        return new Row()
                .parameter("mode", name(0))
                .parameter("against", name(side))
                .parameter("receivers", RECEIVERS)
                .figure("min_ratio", worst)
                .figure(name(side) + "_median_ratio", medians.median());
    }
}
