package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.demo.DemoSide;
import io.recordsockets.bench.demo.MemcachedProcess;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import io.recordsockets.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Eight ordinary memcached clients set values and get them back, over a relay that hands on what they send in pieces
 * of 1400 bytes with a small pause behind each. They talk to the same unmodified server twice, once without and once
 * with the agent, in turn. Not a benchmark but a look: what comes back is the same, and the server is woken less.
 */
public final class DemoScenario implements Scenario {
    private static final List<Key> KEYS = List.of(
            Key.lower("wakeups_per_request"),
            Key.lower("reads_per_request"),
            Key.higher("cpu_ratio"),
            Key.higher("p50_ratio"),
            Key.higher("p99_ratio"));
    private static final List<Size> SIZES = List.of(
            new Size("100 bytes", 100, 60),
            new Size("4 KiB", 4 * 1024, 60),
            new Size("64 KiB", 64 * 1024, 12),
            new Size("512 KiB", 512 * 1024, 2));
    private static final int PAIRS = 5;

    /** For each size, which takes ways of its own through the servers: code that is not compiled yet is many times slower. */
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(4);

    /** How large the values are, and how many of them each client sets in a batch. */
    private record Size(String words, int bytes, int times) {}

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String description() {
        return "an unmodified memcached server behind a slow network, without and with the agent, side by side";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        setup.pinning().pinLoad();
        List<Row> rows = new ArrayList<>();
        try (DemoSide plain = DemoSide.connect(MemcachedProcess.startDemo(setup));
                DemoSide agent = DemoSide.connect(MemcachedProcess.startDemoWithAgent(setup))) {
            for (Size size : SIZES) {
                setup.progress("values of " + size.words() + " ...");
                warmUp(plain, agent, size);
                rows.add(compare(plain, agent, size));
            }
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static void warmUp(DemoSide plain, DemoSide agent, Size size) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + WARM_UP_NS;
        while (System.nanoTime() - endNs < 0) {
            plain.run(size.bytes(), size.times());
            agent.run(size.bytes(), size.times());
        }
    }

    private static Row compare(DemoSide plain, DemoSide agent, Size size)
            throws IOException, BenchException, InterruptedException {
        Side without = new Side();
        Side with = new Side();
        for (int pair = 0; pair < PAIRS; pair++) {
            boolean agentFirst = pair % 2 != 0;
            DemoSide.Batch first = (agentFirst ? agent : plain).run(size.bytes(), size.times());
            DemoSide.Batch second = (agentFirst ? plain : agent).run(size.bytes(), size.times());
            if (!first.checksums().equals(second.checksums())) {
                throw new BenchException("answers with and without the agent differ: value_bytes=" + size.bytes()
                        + " with=" + (agentFirst ? first : second).checksums()
                        + " without=" + (agentFirst ? second : first).checksums());
            }
            with.add(agentFirst ? first : second);
            without.add(agentFirst ? second : first);
        }
        return row(size, without, with);
    }

    private static Row row(Size size, Side without, Side with) {
        return new Row()
                .parameter("record_bytes", size.bytes())
                .parameter("value", size.words())
                .figure("wakeups_per_request", with.wakeups.median())
                .figure("plain_wakeups", without.wakeups.median())
                .figure("reads_per_request", with.reads.median())
                .figure("plain_reads", without.reads.median())
                .figure("cpu_ratio", without.cpuUs.median() / with.cpuUs.median())
                .figure("cpu_us", with.cpuUs.median())
                .figure("plain_cpu_us", without.cpuUs.median())
                .figure("p50_ratio", without.p50Ms.median() / with.p50Ms.median())
                .figure("p50_ms", with.p50Ms.median())
                .figure("plain_p50_ms", without.p50Ms.median())
                .figure("p99_ratio", without.p99Ms.median() / with.p99Ms.median())
                .figure("p99_ms", with.p99Ms.median())
                .figure("plain_p99_ms", without.p99Ms.median());
    }

    @Override
    public String table(Result result) {
        Table table = new Table(List.of("value size", "for each request", "without agent", "with agent"));
        for (Row row : result.rows()) {
            Map<String, Object> cells = row.cells();
            String value = cells.get("value").toString();
            table.add(List.of(value, "times woken", cells.get("plain_wakeups"), cells.get("wakeups_per_request")));
            table.add(List.of("", "read calls", cells.get("plain_reads"), cells.get("reads_per_request")));
            table.add(List.of("", "CPU microseconds", cells.get("plain_cpu_us"), cells.get("cpu_us")));
            table.add(List.of("", "typical wait, ms", cells.get("plain_p50_ms"), cells.get("p50_ms")));
            table.add(List.of("", "slowest 1 in 100, ms", cells.get("plain_p99_ms"), cells.get("p99_ms")));
        }
        return "All answers were the same, byte for byte, with and without the agent.\n"
                + "Half of the requests carry a value to the server, the other half fetch it back.\n"
                + "Waking once may serve several connections, so less than once for each request is possible.\n\n"
                + table;
    }

    /** The batches of one server. */
    private static final class Side {
        private static final double MEDIAN = 50;
        private static final double P99 = 99;

        final Medians wakeups = new Medians();
        final Medians reads = new Medians();
        final Medians cpuUs = new Medians();
        final Medians p50Ms = new Medians();
        final Medians p99Ms = new Medians();

        void add(DemoSide.Batch batch) {
            wakeups.add(batch.perRequest(batch.counts().wakeups()));
            reads.add(batch.perRequest(batch.counts().reads()));
            cpuUs.add(batch.perRequest(batch.cpuNs() / 1000.0));
            p50Ms.add(batch.latenciesNs().getValueAtPercentile(MEDIAN) / 1e6);
            p99Ms.add(batch.latenciesNs().getValueAtPercentile(P99) / 1e6);
        }
    }
}
