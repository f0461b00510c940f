package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.backlog.Wire;
import io.recordsockets.bench.link.Link;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sender has more bulk for a receiver than the link carries: 16 MiB of it, as much as the default limit of a record
 * socket, wait in its queue at any time, in records of 16 KiB, 128 KiB or 1 MiB. Every few milliseconds it sends an urgent
 * record of 64 bytes. Latency is from the send call until the receiver has read the last byte, on the clock that both share.
 * Plain NIO queues first in, first out, and has no other way once bytes are in the socket; record sockets send the urgent
 * one with urgency 0 and bulk with urgency 5.
 *
 * <p>The link carries 100 Mbit/s: two network namespaces with a token bucket filter where the runner may make them, else a
 * relay; the column {@code link} says which. Each record size has a lane and a connection of its own; the three are
 * measured at the same time, and plain NIO and records in turn. Connections are new in each turn. The bytes that come in
 * while the urgent records are sent make the throughput.
 */
public final class PriorityScenario implements Scenario {
    private static final int[] SIZES = {16 * 1024, 128 * 1024, 1024 * 1024};
    private static final long BACKLOG_BYTES = 16L << 20;
    private static final List<Key> KEYS =
            List.of(Key.higher("p50_ratio"), Key.higher("p99_ratio"), Key.higher("throughput_ratio"));
    private static final double P50 = 0.50;
    private static final double P99 = 0.99;

    /** How long it takes: pairs, the time for a connection to find its rate, and the urgent records of a turn. */
    private record Effort(int pairs, int rampMs, int urgentRecords, int everyUs) {}

    private static final Effort FULL = new Effort(7, 1000, 800, 4000);
    private static final Effort QUICK = new Effort(5, 400, 250, 4000);

    /** What one turn came to on one lane. */
    private record Turn(double p50Ns, double p99Ns, double bytesPerSecond) {}

    @Override
    public String name() {
        return "priority";
    }

    @Override
    public String description() {
        return "urgent records of 64 bytes behind a standing backlog of bulk, over a link of 100 Mbit/s";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        try (BacklogProcesses processes = BacklogProcesses.start(setup, SIZES.length, 1)) {
            List<Lane> lanes = new ArrayList<>();
            for (int i = 0; i < SIZES.length; i++) {
                lanes.add(new Lane());
            }
            for (int pair = 0; pair < effort.pairs(); pair++) {
                boolean recordsFirst = pair % 2 != 0;
                Turn[] first = turn(processes, effort, side(recordsFirst));
                Turn[] second = turn(processes, effort, side(!recordsFirst));
                for (int i = 0; i < SIZES.length; i++) {
                    lanes.get(i).add(recordsFirst ? second[i] : first[i], recordsFirst ? first[i] : second[i]);
                }
                setup.progress("pair " + (pair + 1) + " of " + effort.pairs());
            }
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < SIZES.length; i++) {
                rows.add(lanes.get(i).row(SIZES[i], processes.linkKind()));
            }
            return new Result(name(), setup.conditions(), KEYS, rows);
        }
    }

    private static BacklogProcesses.Side side(boolean records) {
        return records ? BacklogProcesses.Side.RECORDS : BacklogProcesses.Side.PLAIN;
    }

    private static Turn[] turn(BacklogProcesses processes, Effort effort, BacklogProcesses.Side side)
            throws IOException, BenchException, InterruptedException {
        ChildProcess sender = processes.sender(side);
        ChildProcess receivers = processes.receivers();
        processes.connect(side);
        StringBuilder sizes = new StringBuilder();
        for (int size : SIZES) {
            sizes.append(sizes.isEmpty() ? "" : ",").append(size);
        }
        sender.ask("keep " + BACKLOG_BYTES + " " + sizes, "keeping");
        Thread.sleep(effort.rampMs());
        long[] before = numbers(receivers.ask("bytes", "bytes "));
        sender.ask("urgent " + effort.urgentRecords() + " " + effort.everyUs(), "sent");
        long[] after = numbers(receivers.ask("bytes", "bytes "));
        receivers.ask("await " + effort.urgentRecords(), "there");
        receivers.send("dump");
        double[][] latencies = latencies(receivers.linesUntil("end"), effort.urgentRecords());
        processes.disconnect(side);
        Turn[] turns = new Turn[SIZES.length];
        for (int i = 0; i < turns.length; i++) {
            double bytesPerSecond = (after[i + 1] - before[i + 1]) * 1e9 / (after[0] - before[0]);
            turns[i] = new Turn(percentile(latencies[i], P50), percentile(latencies[i], P99), bytesPerSecond);
        }
        return turns;
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** Of each lane, in order. Each urgent record must have come, once and in turn. */
    private static double[][] latencies(List<String> lines, int urgent) throws BenchException {
        double[][] latencies = new double[SIZES.length][urgent];
        int[] counts = new int[SIZES.length];
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("record")) {
                int lane = Integer.parseInt(words[1]);
                int number = Integer.parseInt(words[2]) - Wire.URGENT;
                if (number != counts[lane]) {
                    throw new BenchException(
                            "urgent record out of turn: lane=" + lane + " number=" + number + " after=" + counts[lane]);
                }
                latencies[lane][counts[lane]++] = Long.parseLong(words[5]) - Long.parseLong(words[3]);
            }
        }
        for (double[] lane : latencies) {
            Arrays.sort(lane);
        }
        return latencies;
    }

    private static double percentile(double[] sorted, double fraction) {
        return sorted[(int) Math.ceil(fraction * sorted.length) - 1];
    }

    /** The turns of one record size. */
    private static final class Lane {
        private final Medians p50Ratio = new Medians();
        private final Medians p99Ratio = new Medians();
        private final Medians throughputRatio = new Medians();
        private final Medians p50Ms = new Medians();
        private final Medians p99Ms = new Medians();
        private final Medians plainP50Ms = new Medians();
        private final Medians plainP99Ms = new Medians();
        private final Medians megabits = new Medians();

        void add(Turn plain, Turn records) {
            p50Ratio.add(plain.p50Ns() / records.p50Ns());
            p99Ratio.add(plain.p99Ns() / records.p99Ns());
            throughputRatio.add(records.bytesPerSecond() / plain.bytesPerSecond());
            p50Ms.add(records.p50Ns() / 1e6);
            p99Ms.add(records.p99Ns() / 1e6);
            plainP50Ms.add(plain.p50Ns() / 1e6);
            plainP99Ms.add(plain.p99Ns() / 1e6);
            megabits.add(records.bytesPerSecond() * 8 / 1e6);
        }

        Row row(int recordBytes, String link) {
            return new Row()
                    .parameter("link", link)
                    .parameter("link_mbit", Link.BITS_PER_SECOND / 1_000_000)
                    .parameter("record_bytes", recordBytes)
                    .parameter("backlog_bytes", BACKLOG_BYTES)
                    .figure("p50_ratio", p50Ratio.median())
                    .figure("p99_ratio", p99Ratio.median())
                    .figure("throughput_ratio", throughputRatio.median())
                    .figure("p50_ms", p50Ms.median())
                    .figure("plain_p50_ms", plainP50Ms.median())
                    .figure("p99_ms", p99Ms.median())
                    .figure("plain_p99_ms", plainP99Ms.median())
                    .figure("mbit", megabits.median());
        }
    }
}
