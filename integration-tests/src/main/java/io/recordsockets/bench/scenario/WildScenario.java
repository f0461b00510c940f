package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import io.recordsockets.bench.wild.Delays;
import io.recordsockets.bench.wild.Kind;
import io.recordsockets.bench.wild.SyscallTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * For each framing the traffic for which its rule is right, and five kinds for which it is wrong ({@link Kind}); then traffic
 * that was met in the wild ({@link io.recordsockets.bench.wild.Situation}), and peers with Nagle's algorithm. Each row has a
 * rule of its own, that has seen nothing before. The program reads, and notes what it was given when; it runs without and
 * with the agent at a time, on one core, and gets the same bytes at the same time. Rows of one batch are played together,
 * each on a thread of its own in both programs, so that CPU time and system calls are those of the row.
 *
 * <p>The delay of a message is the time from the begin of the write of its last byte until the read that gave it to the program.
 * {@code added_ms_p50} and {@code added_ms_p99} are differences between the same percentile with and without the agent, over
 * the messages behind the first quarter. A message is late, be it the first, whose delay is beyond the 99th percentile
 * without the agent in the same row, and five milliseconds; {@code late_messages} is how many are on the connection that has
 * most, {@code late_of_rule} how many on all, {@code plain_late} the latter without the agent by the same measure: noise.
 *
 * <p>{@code cpu_ratio} is of the threads of the row. {@code syscalls_ratio} counts reads and all that surrounds them (polls,
 * options, FIONREAD), by strace, in a run of its own; where there is no strace it is left out. Both are above 1 where the
 * agent does better. {@code memory_bytes_per_connection} is what the agent adds to heap and direct buffers for a connection
 * that has sent the first bytes of the traffic, in two writes, and then nothing; the kernel's memory is not in it. {@code wrong_bytes}
 * are bytes that were added or lost, with the agent; without it there are some, too, where two urgent bytes meet in a
 * program that is late.
 *
 * <p>A full run starts the programs anew in each of its rounds and gives medians over these.
 */
public final class WildScenario implements Scenario {
    private static final List<Key> KEYS = List.of(
            Key.lower("added_ms_p50"),
            Key.lower("added_ms_p99"),
            Key.lower("late_messages"),
            Key.lower("late_of_rule"),
            Key.higher("cpu_ratio"),
            Key.lower("memory_bytes_per_connection"),
            Key.higher("syscalls_ratio"),
            Key.lower("wrong_bytes"));
    private static final double LATE_MS = 5;
    private static final double MEDIAN = 50;
    private static final double P99 = 99;
    private static final int WARM_UP_MS = 400;

    /**
     * Rounds; how long a row is played, and how long under strace, in milliseconds; the connections that show memory, how long
     * their bytes may wait for the program, and whether all rows show memory.
     */
    private record Effort(int rounds, int lengthMs, int tracedMs, int connections, int settleMs, boolean allMemory) {}

    private static final Effort FULL = new Effort(3, 3_000, 1_200, 500, 1_000, true);
    private static final Effort QUICK = new Effort(1, 900, 300, 200, 200, false);

    @Override
    public String name() {
        return "wild";
    }

    @Override
    public String description() {
        return "traffic that fits a rule and traffic that does not: what is late, and what it costs";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        setup.pinning().pinLoad();
        List<WildShape.Batch> batches = WildShape.batches(effort.lengthMs());
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (WildShape shape : shapes(batches)) {
            figures.put(shape.name(), new Figures(shape));
        }
        for (int round = 0; round < effort.rounds(); round++) {
            playAll(setup, batches, figures);
        }
        measureMemory(setup, effort, batches, figures);
        if (SyscallTrace.isPossible()) {
            trace(setup, effort, figures);
        } else {
            setup.progress("no strace here, or it may not trace: system calls are not counted");
        }
        return new Result(
                name(),
                setup.conditions(),
                KEYS,
                figures.values().stream().map(Figures::row).toList());
    }

    private static List<WildShape> shapes(List<WildShape.Batch> batches) {
        List<WildShape> shapes = new ArrayList<>();
        batches.forEach(batch -> shapes.addAll(batch.shapes()));
        return shapes;
    }

    private static List<WildShape> withWarmUp(List<WildShape.Batch> batches) {
        List<WildShape> shapes = shapes(batches);
        shapes.addAll(WildShape.warmUp(WARM_UP_MS).shapes());
        return shapes;
    }

    private static void playAll(Setup setup, List<WildShape.Batch> batches, Map<String, Figures> figures)
            throws IOException, BenchException, InterruptedException {
        try (WildSides sides = WildSides.start(setup, withWarmUp(batches))) {
            sides.play(WildShape.warmUp(WARM_UP_MS));
            for (WildShape.Batch batch : batches) {
                sides.play(batch).forEach((name, outcomes) -> figures.get(name).add(outcomes));
                setup.progress("done: " + batch.name());
            }
        }
    }

    private static void measureMemory(
            Setup setup, Effort effort, List<WildShape.Batch> batches, Map<String, Figures> figures)
            throws IOException, BenchException, InterruptedException {
        try (WildSides sides = WildSides.start(setup, withWarmUp(batches))) {
            sides.play(WildShape.warmUp(WARM_UP_MS));
            // What is loaded and grown once is no matter of a connection.
            sides.memoryBytes(WildShape.warmUp(WARM_UP_MS).shapes().get(0), effort.connections(), effort.settleMs());
            for (WildShape shape : shapes(batches)) {
                boolean shown = effort.allMemory() || shape.mode().equals(Kind.ANNOUNCED.word());
                if (shown && !shape.manner().dials()) {
                    figures.get(shape.name())
                            .memory
                            .add(sides.memoryBytes(shape, effort.connections(), effort.settleMs()));
                }
            }
        }
        setup.progress("done: memory");
    }

    private static void trace(Setup setup, Effort effort, Map<String, Figures> figures)
            throws IOException, BenchException, InterruptedException {
        Path folder = Files.createTempDirectory("record-bench-wild");
        try {
            List<WildShape.Batch> batches = WildShape.batches(effort.tracedMs());
            Map<String, long[]> threads = new LinkedHashMap<>();
            try (WildSides sides = WildSides.start(setup, withWarmUp(batches), folder)) {
                sides.play(WildShape.warmUp(WARM_UP_MS));
                for (WildShape.Batch batch : batches) {
                    sides.play(batch);
                }
                for (WildShape shape : shapes(batches)) {
                    threads.put(shape.name(), sides.threads(shape.name()));
                }
            }
            Map<Long, Integer> plain = SyscallTrace.counts(folder.resolve("plain"));
            Map<Long, Integer> agent = SyscallTrace.counts(folder.resolve("agent"));
            threads.forEach((name, ids) -> figures.get(name)
                    .syscalls
                    .add((double) plain.getOrDefault(ids[0], 0) / agent.getOrDefault(ids[1], 1)));
        } finally {
            Files.deleteIfExists(folder.resolve("plain"));
            Files.deleteIfExists(folder.resolve("agent"));
            Files.deleteIfExists(folder);
        }
        setup.progress("done: system calls");
    }

    /** What is known of one row. */
    private static final class Figures {
        private final WildShape shape;
        private final Medians addedMedian = new Medians();
        private final Medians addedP99 = new Medians();
        private final Medians plainP99 = new Medians();
        private final Medians late = new Medians();
        private final Medians lateOfRule = new Medians();
        private final Medians plainLate = new Medians();
        private final Medians cpu = new Medians();
        private final Medians wrong = new Medians();
        private final Medians plainWrong = new Medians();
        private final Medians syscalls = new Medians();
        private final Medians memory = new Medians();
        private int messages;

        Figures(WildShape shape) {
            this.shape = shape;
        }

        void add(WildSides.Outcomes outcomes) {
            Delays plain = outcomes.plain().delays();
            Delays agent = outcomes.agent().delays();
            double limitMs = plain.percentileMs(P99) + LATE_MS;
            messages = plain.count();
            addedMedian.add(agent.settledMs(MEDIAN) - plain.settledMs(MEDIAN));
            addedP99.add(agent.settledMs(P99) - plain.settledMs(P99));
            plainP99.add(plain.settledMs(P99));
            late.add(agent.laterOnOneConnection(limitMs));
            lateOfRule.add(agent.later(limitMs));
            plainLate.add(plain.later(limitMs));
            cpu.add((double) outcomes.plain().cpuNs() / outcomes.agent().cpuNs());
            wrong.add(outcomes.agent().wrongBytes());
            plainWrong.add(outcomes.plain().wrongBytes());
        }

        Row row() {
            Row row = new Row()
                    .parameter("framing", shape.framing())
                    .parameter("mode", shape.mode())
                    .parameter("messages", messages);
            figure(row, "added_ms_p50", addedMedian);
            figure(row, "added_ms_p99", addedP99);
            figure(row, "plain_ms_p99", plainP99);
            figure(row, "late_messages", late);
            figure(row, "late_of_rule", lateOfRule);
            figure(row, "plain_late", plainLate);
            figure(row, "cpu_ratio", cpu);
            figure(row, "memory_bytes_per_connection", memory);
            figure(row, "syscalls_ratio", syscalls);
            figure(row, "wrong_bytes", wrong);
            figure(row, "plain_wrong_bytes", plainWrong);
            return row;
        }

        private static void figure(Row row, String name, Medians values) {
            if (values.count() > 0) {
                row.figure(name, values.median());
            }
        }
    }
}
