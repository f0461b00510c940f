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
import java.util.concurrent.TimeUnit;

/**
 * 1000 receivers connect and read nothing; the sender offers each of them the same record of 64 KiB, 512 KiB or 1 MiB, once.
 * What a socket does not take, the program keeps by reference, as such programs do. The ways of sending: plain NIO from a heap
 * and from a direct buffer, and Netty's ChannelGroup likewise, each without the agent and, unchanged, with it (rule {@code
 * none share=on}); and record sockets with the agent, against plain NIO with a direct buffer.
 *
 * <p>Socket buffers are the kernel's own ({@code default}); of 4 MiB at the sender ({@code large}), so that the kernel takes
 * all of each record; or of 4 KiB at the receivers ({@code tiny window}). {@code took_bytes} is what the kernel took for each
 * receiver.
 *
 * <p>Each figure comes from a sender that has just started, whose compiler is warm from 16 other receivers and at most 512 MiB
 * that these read, 400 records at most. What plain sending costs
 * varies by several times from run to run on the same machine, probably with where the kernel takes its memory from; so {@code
 * cpu_ratio_min} and {@code cpu_ratio_max} stand beside the median.
 *
 * <p>In the end receivers read all of the record, and it must be right.
 *
 * <ul>
 *   <li>{@code cpu_ratio}: CPU time of the sender's process from the call until it is idle, plain over shared, from {@code
 *       /proc/PID/task/TID/schedstat}, in nanoseconds; the threads of its compiler are left out.
 *   <li>{@code memory_ratio}: growth of memory, plain over shared: MemAvailable, less what other processes took, which holds
 *       the socket queues, files in memory and direct buffers, plus the live heap of the sender. Differences below 1 MiB are
 *       taken as 1 MiB.
 *   <li>{@code bytes_per_extra_receiver}: that growth over all receivers, the record itself included: a bound from above.
 * </ul>
 */
public final class FanOutBacklogScenario implements Scenario {
    private static final int RECEIVERS = 1000;
    private static final int ROUNDS = 5;

    /** No round begins later in a quick run: how long one takes depends on what else the machine does. */
    private static final long QUICK_NS = TimeUnit.SECONDS.toNanos(24);

    private static final int TINY_CHECKED = 20;
    private static final int LARGE_BYTES = 4 << 20;
    private static final int TINY_BYTES = 4 << 10;
    private static final int[] SIZES = {64 << 10, 512 << 10, 1 << 20};
    private static final double NOISE_BYTES = 1 << 20;
    private static final double MIB = 1 << 20;
    private static final List<String> PLAIN = List.of("plain-heap", "plain-direct", "netty-heap", "netty-direct");
    private static final String RECORDS = "records";
    private static final List<Key> KEYS =
            List.of(Key.higher("cpu_ratio"), Key.higher("memory_ratio"), Key.lower("bytes_per_extra_receiver"));

    /** Two ways that are compared; plain first. */
    private record Pair(StallProcesses.Way plain, StallProcesses.Way shared, String mode) {}

    @Override
    public String name() {
        return "fan-out-backlog";
    }

    @Override
    public String description() {
        return "one large record to 1000 receivers that have stopped reading: CPU and memory of the sender";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        List<StallProcesses.Shape> shapes = setup.isQuick() ? List.of(shape("default", 1 << 20)) : shapes();
        List<Pair> pairs = setup.isQuick() ? pairs(setup, List.of("plain-direct")) : pairs(setup, PLAIN);
        List<Row> rows = new ArrayList<>();
        try (StallProcesses processes = StallProcesses.start(setup)) {
            for (StallProcesses.Shape shape : shapes) {
                rows.addAll(measure(setup, processes, shape, pairs));
            }
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static List<StallProcesses.Shape> shapes() {
        List<StallProcesses.Shape> shapes = new ArrayList<>();
        for (String buffers : new String[] {"default", "large", "tiny window"}) {
            for (int recordBytes : SIZES) {
                shapes.add(shape(buffers, recordBytes));
            }
        }
        return shapes;
    }

    private static StallProcesses.Shape shape(String buffers, int recordBytes) {
        boolean tiny = buffers.equals("tiny window");
        return new StallProcesses.Shape(
                buffers,
                recordBytes,
                RECEIVERS,
                buffers.equals("large") ? LARGE_BYTES : 0,
                tiny ? TINY_BYTES : 0,
                tiny ? TINY_CHECKED : RECEIVERS);
    }

    private static List<Pair> pairs(Setup setup, List<String> programs) {
        List<Pair> pairs = new ArrayList<>();
        for (String program : programs) {
            pairs.add(new Pair(
                    new StallProcesses.Way(program, false),
                    new StallProcesses.Way(program, true),
                    program + " with agent"));
        }
        // In a control run the plain way stands in for records, which would not run without the agent's jar.
        String records = setup.isControl() ? "plain-direct" : RECORDS;
        pairs.add(new Pair(
                new StallProcesses.Way("plain-direct", false), new StallProcesses.Way(records, true), RECORDS));
        return pairs;
    }

    private static List<Row> measure(
            Setup setup, StallProcesses processes, StallProcesses.Shape shape, List<Pair> pairs)
            throws IOException, BenchException, InterruptedException {
        List<StallProcesses.Way> ways = ways(pairs);
        List<List<StallProcesses.Run>> runs = new ArrayList<>();
        ways.forEach(way -> runs.add(new ArrayList<>()));
        long endNs = System.nanoTime() + QUICK_NS;
        for (int round = 0; round < ROUNDS && !(setup.isQuick() && System.nanoTime() - endNs > 0); round++) {
            for (int turn = 0; turn < ways.size(); turn++) {
                int way = (round + turn) % ways.size();
                runs.get(way).add(processes.run(ways.get(way), shape));
            }
            setup.progress(shape.buffers() + " buffers, " + shape.recordBytes() + " bytes: round " + (round + 1)
                    + " of " + ROUNDS);
        }
        List<Row> rows = new ArrayList<>();
        for (Pair pair : pairs) {
            rows.add(row(shape, pair, runs.get(ways.indexOf(pair.plain())), runs.get(ways.indexOf(pair.shared()))));
        }
        return rows;
    }

    /** Each once, although it may be part of two pairs. */
    private static List<StallProcesses.Way> ways(List<Pair> pairs) {
        List<StallProcesses.Way> ways = new ArrayList<>();
        for (Pair pair : pairs) {
            for (StallProcesses.Way way : List.of(pair.plain(), pair.shared())) {
                if (!ways.contains(way)) {
                    ways.add(way);
                }
            }
        }
        return ways;
    }

    private static Row row(
            StallProcesses.Shape shape, Pair pair, List<StallProcesses.Run> plain, List<StallProcesses.Run> shared) {
        Medians cpuRatio = new Medians();
        Medians memoryRatio = new Medians();
        int unstill = 0;
        for (int i = 0; i < plain.size(); i++) {
            cpuRatio.add((double) plain.get(i).cpuNs() / shared.get(i).cpuNs());
            memoryRatio.add(Math.max(NOISE_BYTES, plain.get(i).memoryBytes())
                    / Math.max(NOISE_BYTES, shared.get(i).memoryBytes()));
            unstill += plain.get(i).isStill() && shared.get(i).isStill() ? 0 : 1;
        }
        Row row = new Row()
                .parameter("mode", pair.mode())
                .parameter("against", pair.plain().program())
                .parameter("buffers", shape.buffers())
                .parameter("record_bytes", shape.recordBytes())
                .parameter("receivers", shape.receivers())
                .figure("cpu_ratio", cpuRatio.median())
                .figure("cpu_ratio_min", cpuRatio.min())
                .figure("cpu_ratio_max", cpuRatio.max())
                .figure("memory_ratio", memoryRatio.median());
        Figures of = new Figures(shared, shape.receivers());
        Figures against = new Figures(plain, shape.receivers());
        return row.figure("bytes_per_extra_receiver", of.bytesPerReceiver.median())
                .figure("plain_bytes_per_receiver", against.bytesPerReceiver.median())
                .figure("took_bytes", of.took.median())
                .figure("plain_took_bytes", against.took.median())
                .figure("cpu_ms", of.cpuMs.median())
                .figure("plain_cpu_ms", against.cpuMs.median())
                .figure("memory_mib", of.memoryMib.median())
                .figure("plain_memory_mib", against.memoryMib.median())
                .figure("heap_mib", of.heapMib.median())
                .figure("direct_mib", of.directMib.median())
                .figure("restless_pairs", unstill);
    }

    /** The medians of one way of sending. */
    private static final class Figures {
        final Medians cpuMs = new Medians();
        final Medians memoryMib = new Medians();
        final Medians heapMib = new Medians();
        final Medians directMib = new Medians();
        final Medians bytesPerReceiver = new Medians();
        final Medians took = new Medians();

        Figures(List<StallProcesses.Run> runs, int receivers) {
            for (StallProcesses.Run run : runs) {
                cpuMs.add(run.cpuNs() / 1e6);
                memoryMib.add(run.memoryBytes() / MIB);
                heapMib.add(run.heapBytes() / MIB);
                directMib.add(run.directBytes() / MIB);
                bytesPerReceiver.add((double) run.memoryBytes() / receivers);
                took.add((double) run.tookBytes() / receivers);
            }
        }
    }
}
