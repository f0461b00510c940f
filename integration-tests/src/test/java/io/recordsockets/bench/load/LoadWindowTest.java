package io.recordsockets.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoadWindowTest {
    private static final long START = Long.MAX_VALUE - 500;
    private final LoadWindow window = new LoadWindow(START, 1000);

    @Test
    void isOpenUntilItsLengthIsOverEvenWhereTheClockWraps() {
        assertTrue(window.isOpen(START));
        assertTrue(window.isOpen(START + 999));
        assertFalse(window.isOpen(START + 1000));
    }

    @Test
    void countsForTheRateWhatEndedInTime() {
        window.completed(START, START + 200);
        window.completed(START, START + 500);
        window.completed(START, START + 2000);
        assertEquals(2 * 1e9 / 500, window.perSecond());
        assertEquals(3, window.exchanges());
        assertEquals(2000, window.percentileNs(99), 2);
    }

    @Test
    void hasARateWhereNothingEnded() {
        assertEquals(0, window.perSecond());
    }
}
