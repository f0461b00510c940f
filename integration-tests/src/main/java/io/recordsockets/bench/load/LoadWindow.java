package io.recordsockets.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What one stretch of load saw: how many exchanges ended in it, and how long each took.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class LoadWindow {
    private static final long MAX_LATENCY_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram latencies = new Histogram(MAX_LATENCY_NS, DIGITS);
    private final long startNs;
    private final long deadlineNs;
    private long completed;
    private long endNs;

    LoadWindow(long startNs, long lengthNs) {
        this.startNs = startNs;
        this.deadlineNs = startNs + lengthNs;
        this.endNs = startNs;
    }

    /** Whether new requests still begin. */
    boolean isOpen(long nowNs) {
        return nowNs - deadlineNs < 0;
    }

    /** An exchange ended. Those that end behind the deadline do not count for the rate. */
    void completed(long begunNs, long nowNs) {
        latencies.recordValue(Math.min(nowNs - begunNs, MAX_LATENCY_NS));
        if (isOpen(nowNs)) {
            completed++;
            endNs = nowNs;
        }
    }

    /** Exchanges per second up to the last that ended in time. */
    public double perSecond() {
        return completed * 1e9 / Math.max(1, endNs - startNs);
    }

    /** All exchanges, those of the run-out too. */
    public long exchanges() {
        return latencies.getTotalCount();
    }

    /** The latency that so many percent of the exchanges did not exceed, in nanoseconds. */
    public double percentileNs(double percent) {
        return latencies.getValueAtPercentile(percent);
    }
}
