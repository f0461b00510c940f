package io.recordsockets.demo.broadcast;

import java.time.Instant;

/** The time that records carry. */
final class WallClock {
    private static final long NS_PER_S = 1_000_000_000L;

    private WallClock() {}

    /** Nanoseconds since 1970; the same for all processes of a host. */
    static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NS_PER_S + now.getNano();
    }
}
