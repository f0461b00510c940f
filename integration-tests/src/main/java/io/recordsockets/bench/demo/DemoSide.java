package io.recordsockets.bench.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One of the two servers of the demo, with its relay and its clients.
 *
 * <p><b>Threading:</b> one thread; each client works on a thread of its own within {@link #run}.
 */
public final class DemoSide implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int PIECE_BYTES = 1400;
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_LATENCY_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final MemcachedProcess server;
    private final FragmentingRelay relay;
    private final ServerCounts counts;
    private final List<DemoClient> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    /** What one batch of requests came to. */
    public record Batch(ServerCounts.Counts counts, long cpuNs, Histogram latenciesNs, List<Long> checksums) {
        /** An amount for each request. */
        public double perRequest(double amount) {
            return amount / counts.requests();
        }
    }

    private DemoSide(MemcachedProcess server, FragmentingRelay relay, ServerCounts counts) {
        this.server = server;
        this.relay = relay;
        this.counts = counts;
    }

    /** Connects to the server and takes it over: close ends it. */
    public static DemoSide connect(MemcachedProcess server) throws IOException {
        DemoSide side = new DemoSide(
                server, new FragmentingRelay(server.port(), PIECE_BYTES, PAUSE_NS), new ServerCounts(server.port()));
        for (int i = 0; i < CLIENTS; i++) {
            side.clients.add(new DemoClient(side.relay.port(), i));
        }
        return side;
    }

    /** Every client sets so many values of one size and gets them back. */
    public Batch run(int valueBytes, int times) throws IOException, InterruptedException {
        List<Histogram> latencies = new ArrayList<>();
        List<Callable<Long>> jobs = new ArrayList<>();
        for (DemoClient client : clients) {
            Histogram histogram = new Histogram(MAX_LATENCY_NS, DIGITS);
            latencies.add(histogram);
            jobs.add(() -> client.setAndGet(valueBytes, times, histogram));
        }
        ServerCounts.Counts before = counts.ask();
        long cpuNs = server.cpuNs();
        List<Long> checksums = new ArrayList<>();
        for (Future<Long> job : threads.invokeAll(jobs)) {
            checksums.add(result(job));
        }
        cpuNs = server.cpuNs() - cpuNs;
        ServerCounts.Counts done = counts.ask().since(before);
        Histogram all = new Histogram(MAX_LATENCY_NS, DIGITS);
        latencies.forEach(all::add);
        return new Batch(done, cpuNs, all, checksums);
    }

    private static long result(Future<Long> job) throws IOException, InterruptedException {
        try {
            return job.get();
        } catch (ExecutionException e) {
            throw new IOException("a memcached client failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        clients.forEach(DemoClient::close);
        counts.close();
        relay.close();
        server.close();
    }
}
