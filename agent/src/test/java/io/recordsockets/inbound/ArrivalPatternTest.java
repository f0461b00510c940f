package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalPatternTest {
    private final ArrivalPattern arrivals = new ArrivalPattern(0);

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
    void aRecordMuchLongerThanTheOthersIsNotExpected() {
        for (int i = 0; i < 10; i++) {
            arrivals.record(100);
        }
        assertTrue(arrivals.expected(64 * 1024));
        assertFalse(arrivals.expected(64 * 1024 + 1));
        for (int i = 0; i < 20; i++) {
            arrivals.record(100_000);
        }
        assertTrue(arrivals.expected(300_000));
        assertFalse(arrivals.expected(500_000));
    }

    @Test
    void looksFurtherAheadWhereMoreIsThereThanItTook() {
        assertEquals(1024, arrivals.look());
        for (int i = 0; i < 10; i++) {
            arrivals.looked(arrivals.look(), true);
        }
        assertEquals(8 * 1024, arrivals.look());
        for (int i = 0; i < 100; i++) {
            arrivals.looked(10, false);
        }
        assertTrue(arrivals.look() <= 1024);
    }
}
