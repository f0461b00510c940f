package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sun.nio.ch.RecordInbound;

class HoldTest {
    /** The origin of the clock is anything: small, negative, and just before it wraps within a stall or a hold. */
    @ParameterizedTest
    @ValueSource(longs = {0, -500, 1L << 50, Long.MAX_VALUE - 300, Long.MAX_VALUE - 600, Long.MIN_VALUE})
    void endsAfterTheStallOrTheHoldTime(long startNs) {
        Hold hold = new Hold();
        assertFalse(hold.active());
        assertEquals(RecordInbound.NO_DEADLINE, hold.deadlineNs());
        hold.begin(startNs, 10, 200, 1000);
        assertTrue(hold.active());
        assertEquals(startNs + 200, hold.deadlineNs());
        assertFalse(hold.moved(startNs + 200, 10), "nothing new");
        assertTrue(hold.moved(startNs + 250, 11));
        assertEquals(startNs + 450, hold.deadlineNs());
        assertTrue(hold.moved(startNs + 900, 12));
        assertEquals(startNs + 1000, hold.deadlineNs(), "the hold time is the last word");
        assertFalse(hold.overdue(startNs + 999));
        assertTrue(hold.overdue(startNs + 1000));
        assertFalse(hold.moved(startNs + 1000, 13));
        hold.end();
        assertFalse(hold.active());
    }
}
