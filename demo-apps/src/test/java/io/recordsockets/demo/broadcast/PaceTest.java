package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MS = 1_000_000;

    /** Takes all that is allowed, whenever it is due. */
    private static long taken(Pace pace, long fromNs, long untilNs) {
        long taken = 0;
        for (long now = fromNs; now < untilNs; now = Math.max(now + 1, pace.dueNs())) {
            int allowed = pace.allowed(now);
            pace.take(allowed);
            taken += allowed;
        }
        return taken;
    }

    @Test
    void letsTheRatePass() {
        for (long rate : new long[] {1, 100, 20_000, 3 << 20, 12_500_000, 1L << 40}) {
            long taken = taken(new Pace(rate, 0), 0, 100_000 * MS);
            assertEquals(1.0, taken / (rate * 100.0), 0.05, "rate=" + rate);
        }
    }

    @Test
    void allowsNothingAtOnce() {
        Pace pace = new Pace(1_000_000, 0);
        assertEquals(0, pace.allowed(0));
        assertEquals(0, pace.allowed(pace.dueNs() - 1));
        assertTrue(pace.allowed(pace.dueNs()) > 0);
    }

    @Test
    void aPauseGivesNoMoreThanAPortion() {
        Pace pace = new Pace(1_000_000, 0);
        assertEquals(10_000, pace.allowed(60_000 * MS), "10 ms of the rate");
    }

    @Test
    void whatWasTakenAtOnceIsPaidBack() {
        Pace pace = new Pace(1_000_000, 0);
        pace.take(1_000_000);
        assertEquals(0, pace.allowed(1_000 * MS));
        assertTrue(pace.allowed(1_005 * MS) > 0);
    }
}
