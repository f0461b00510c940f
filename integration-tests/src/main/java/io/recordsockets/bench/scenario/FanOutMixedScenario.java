package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.MemoryProbe;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of 64 KiB and of 256 KiB go to 900 receivers that keep up, as fast as these take them: none is ever more than two
 * records behind. Beside them 100 receivers have stopped reading, or there are none such. The sender is plain NIO from the
 * heap, which queues four records at most for a receiver, by reference, and drops what does not fit; it runs without the
 * agent and, unchanged, with it (rule {@code none share=on}).
 *
 * <p>That makes four senders, each a process of its own with its own receivers, pinned to the core of the server under test;
 * all receivers are one process on the other core, which checks lengths and order. They take turns. The stalled receivers
 * connect once, before the first run that counts, and get all records from then on.
 *
 * <ul>
 *   <li>{@code throughput_ratio}: rate of the 900 beside the stalled ones, over their rate without, with the agent; {@code
 *       plain_throughput_ratio} is the same without.
 *   <li>{@code agent_ratio}: rate beside the stalled ones, with the agent over without.
 *   <li>{@code memory_ratio}: memory that the stalled ones take when their queues are full, without the agent over with it.
 *       It is told by {@link MemoryProbe}; differences below 1 MiB are taken as 1 MiB. {@code growth_mib} is what is added
 *       from then until after the last run, by both senders.
 * </ul>
 */
public final class FanOutMixedScenario implements Scenario {
    private static final int KEEP_UP = 900;
    private static final int STALLED = 100;
    private static final int WINDOW = 2;
    private static final int[] SIZES = {64 << 10, 256 << 10};
    private static final double MIB = 1 << 20;
    private static final String RULE = "none share=on";
    private static final int PLAIN = 0;
    private static final int PLAIN_STALLED = 1;
    private static final int AGENT = 2;
    private static final int AGENT_STALLED = 3;
    private static final List<FanOutProcesses.Way> WAYS = List.of(
            new FanOutProcesses.Way("plain", "bounded", null, 0),
            new FanOutProcesses.Way("plain_stalled", "bounded", null, STALLED),
            new FanOutProcesses.Way("agent", "bounded", RULE, 0),
            new FanOutProcesses.Way("agent_stalled", "bounded", RULE, STALLED));
    private static final List<Key> KEYS =
            List.of(Key.higher("throughput_ratio"), Key.higher("agent_ratio"), Key.higher("memory_ratio"));

    /** A row needs so many, however long they take: fewer tell nothing of their error. */
    private static final int LEAST_ROUNDS = 4;

    /** How often, how long it takes in milliseconds, and after how long a row is to end. */
    private record Effort(int rounds, int warmUpMs, int runMs, long rowMs) {}

    private static final Effort FULL = new Effort(15, 3000, 1500, 600_000);
    private static final Effort QUICK = new Effort(7, 300, 250, 12_000);

    @Override
    public String name() {
        return "fan-out-mixed";
    }

    @Override
    public String description() {
        return "large records to 900 receivers that keep up, beside 100 that have stopped reading and without";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (FanOutProcesses processes = FanOutProcesses.start(setup, WAYS)) {
            for (int recordBytes : SIZES) {
                rows.add(measure(processes, recordBytes, setup.isQuick() ? QUICK : FULL));
                setup.progress("done: " + recordBytes + " bytes");
            }
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static Row measure(FanOutProcesses processes, int recordBytes, Effort effort)
            throws IOException, InterruptedException {
        long endNs = System.nanoTime() + effort.rowMs() * 1_000_000;
        processes.open(new FanOutProcesses.Shape(recordBytes, KEEP_UP, WINDOW, 1));
        FanOutRatios ratios = new FanOutRatios(WAYS.size());
        FanOutRounds rounds = new FanOutRounds(processes, ratios);
        rounds.warmUp(effort.warmUpMs(), effort.runMs(), 1);
        Stalled plain = new Stalled(processes, PLAIN_STALLED);
        Stalled agent = new Stalled(processes, AGENT_STALLED);
        plain.connect();
        agent.connect();
        double filledMib = agent.takenMib();
        for (int round = 0; round < effort.rounds(); round++) {
            if (round >= LEAST_ROUNDS && System.nanoTime() - endNs > 0) {
                break;
            }
            rounds.round(round);
        }
        Row row = new Row()
                .parameter("mode", "agent")
                .parameter("against", "plain")
                .parameter("record_bytes", recordBytes)
                .parameter("receivers", KEEP_UP)
                .parameter("stalled", STALLED)
                .figure("throughput_ratio", ratios.ratio(AGENT_STALLED, AGENT))
                .figure("ratio_error", ratios.ratioError(AGENT_STALLED, AGENT))
                .figure("plain_throughput_ratio", ratios.ratio(PLAIN_STALLED, PLAIN))
                .figure("agent_ratio", ratios.ratio(AGENT_STALLED, PLAIN_STALLED))
                .figure("cpu_ratio", ratios.cpuRatio(AGENT_STALLED, PLAIN_STALLED))
                .figure("memory_ratio", Math.max(1, plain.fullMib()) / Math.max(1, agent.fullMib()))
                .figure("memory_mib", agent.fullMib())
                .figure("plain_memory_mib", plain.fullMib())
                .figure("growth_mib", agent.takenMib() - filledMib);
        for (int side = 0; side < WAYS.size(); side++) {
            row.figure(WAYS.get(side).name() + "_per_second", ratios.perSecond(side));
        }
        processes.disconnect();
        return row;
    }

    /** The stalled receivers of one sender, and the memory that they take. */
    private static final class Stalled {
        private static final int IDLE_LOOKS = 3;
        private static final int MOST_LOOKS = 12;

        private final FanOutProcesses processes;
        private final int side;
        private final MemoryProbe probe;
        private double fullMib;

        Stalled(FanOutProcesses processes, int side) {
            this.processes = processes;
            this.side = side;
            this.probe = new MemoryProbe(
                    processes.receivers().pid(), processes.sender(side).pid());
        }

        /** Connects them, and sends until their queues are full. */
        void connect() throws IOException, InterruptedException {
            double beforeMib = takenMib();
            processes.stall(side);
            // a socket that is full may take more a little later, when the kernel has given it a larger buffer
            for (int look = 0, idle = 0; look < MOST_LOOKS && idle < IDLE_LOOKS; look++, idle++) {
                double last = fullMib;
                processes.run(side, WINDOW + 1);
                fullMib = takenMib() - beforeMib;
                if (fullMib > last + 1) {
                    idle = 0;
                }
            }
        }

        double fullMib() {
            return fullMib;
        }

        /** What the machine has taken now, for whatever. */
        double takenMib() throws IOException, InterruptedException {
            return probe.settled().bytes() / MIB;
        }
    }
}
