package io.recordsockets.outbound.queue;

import java.time.Duration;

/** Durations in nanoseconds, where centuries are as good as for ever. */
public final class Durations {
    private static final long LONGEST_NS = Long.MAX_VALUE / 4;

    private Durations() {}

    public static long toNanos(Duration duration) {
        long longestS = LONGEST_NS / 1_000_000_000;
        long seconds = duration.getSeconds();
        return seconds >= longestS ? LONGEST_NS : seconds <= -longestS ? -LONGEST_NS : duration.toNanos();
    }
}
