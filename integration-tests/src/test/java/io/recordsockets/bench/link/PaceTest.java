package io.recordsockets.bench.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long BITS = 100_000_000;
    private static final long NS_PER_KILOBYTE = 80_000;

    @Test
    void bytesFollowEachOtherAtTheRate() {
        PacingRelay.Pace pace = new PacingRelay.Pace(BITS);
        long start = pace.book(0, System.nanoTime());
        for (int i = 1; i <= 100; i++) {
            assertEquals(start + i * NS_PER_KILOBYTE, pace.book(1000, start));
        }
    }

    @Test
    void anIdleLaneCatchesUpOnTwoMillisecondsAtMost() {
        PacingRelay.Pace pace = new PacingRelay.Pace(BITS);
        long later = System.nanoTime() + 1_000_000_000;
        assertEquals(later - 2_000_000 + NS_PER_KILOBYTE, pace.book(1000, later));
    }
}
