package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A burst of 100 records of 200 bytes goes to 320 receivers, and the next burst when the last receiver has the last record:
 * what a feed does at each tick. Each record is new: its bytes are copied into whatever the way of sending sends from.
 * A message is one record at one receiver.
 *
 * <p>The ways of sending: record sockets with the agent, which is told to take the listening port for one of records; plain
 * NIO, one write for each record and receiver; Netty's ChannelGroup with one flush for each record ({@code netty}), and with
 * one for each burst ({@code netty-burst}). Each is a process of its own, pinned to the core of the server under test; the
 * receivers are one process with one selector thread on the other core, which checks lengths and order. Runs take turns.
 */
public final class FanOutSmallScenario implements Scenario {
    private static final int RECORD_BYTES = 200;
    private static final int RECEIVERS = 320;
    private static final int BURST = 100;
    private static final List<Key> KEYS =
            List.of(Key.higher("plain_ratio"), Key.higher("netty_ratio"), Key.higher("netty_burst_ratio"));
    private static final List<FanOutProcesses.Way> WAYS = List.of(
            FanOutProcesses.RECORDS,
            FanOutProcesses.PLAIN,
            FanOutProcesses.Way.of("netty"),
            FanOutProcesses.Way.of("netty-burst"));

    /** How long it takes in milliseconds, and how often. */
    private record Effort(int starts, int rounds, int warmUpMs, int runMs) {}

    private static final Effort FULL = new Effort(3, 11, 2500, 500);
    private static final Effort QUICK = new Effort(1, 9, 1500, 250);

    @Override
    public String name() {
        return "fan-out-small";
    }

    @Override
    public String description() {
        return "bursts of 100 records of 200 bytes to 320 receivers, against a plain write loop and Netty";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        FanOutRatios ratios = new FanOutRatios(WAYS.size());
        for (int start = 0; start < effort.starts(); start++) {
            try (FanOutProcesses processes = FanOutProcesses.start(setup, WAYS)) {
                processes.open(new FanOutProcesses.Shape(RECORD_BYTES, RECEIVERS, BURST, BURST));
                FanOutRounds rounds = new FanOutRounds(processes, ratios);
                rounds.warmUp(effort.warmUpMs(), effort.runMs(), BURST);
                for (int round = 0; round < effort.rounds(); round++) {
                    rounds.round(round);
                }
                processes.disconnect();
            }
            setup.progress("senders started " + (start + 1) + " of " + effort.starts() + " times");
        }
        List<Row> rows = new ArrayList<>();
        for (int side = 1; side < WAYS.size(); side++) {
            rows.add(row(side, ratios));
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static Row row(int side, FanOutRatios ratios) {
        return new Row()
                .parameter("against", WAYS.get(side).name())
                .parameter("record_bytes", RECORD_BYTES)
                .parameter("receivers", RECEIVERS)
                .parameter("burst", BURST)
                .figure(WAYS.get(side).name().replace('-', '_') + "_ratio", ratios.ratio(0, side))
                .figure("ratio_error", ratios.ratioError(0, side))
                .figure("cpu_ratio", ratios.cpuRatio(0, side))
                .figure("messages_per_second", ratios.perSecond(0) * RECEIVERS)
                .figure("against_per_second", ratios.perSecond(side) * RECEIVERS)
                .figure("cpu_ns", ratios.cpuUs(0) * 1000 / RECEIVERS)
                .figure("against_cpu_ns", ratios.cpuUs(side) * 1000 / RECEIVERS);
    }
}
