package io.recordsockets.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalPatternTest {
    private final ArrivalPattern arrivals = new ArrivalPattern();

    private int wholeUntilTrusted() {
        int n = 0;
        while (!arrivals.trusted()) {
            arrivals.arrivedWhole();
            n++;
        }
        return n;
    }

    @Test
    void strangersAreTakenForBulk() {
        assertTrue(arrivals.bulk());
    }

    @Test
    void smallRecordsEndBulkAndLargeOnesBringItBack() {
        for (int i = 0; i < 10; i++) {
            arrivals.record(100);
        }
        assertFalse(arrivals.bulk());
        for (int i = 0; i < 10; i++) {
            arrivals.record(100_000);
        }
        assertTrue(arrivals.bulk());
        arrivals.record(Long.MAX_VALUE >> 2);
        assertTrue(arrivals.bulk());
    }

    @Test
    void trustIsEarnedByWholeRecordsInARow() {
        assertEquals(32, wholeUntilTrusted());
        arrivals.arrivedInPieces();
        assertFalse(arrivals.trusted());
        assertEquals(32, wholeUntilTrusted());
    }

    @Test
    void disappointedTrustTakesTwiceAsLongUpToALimit() {
        int[] expected = {32, 64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096};
        for (int n : expected) {
            assertEquals(n, wholeUntilTrusted());
            arrivals.trustFailed();
        }
    }
}
