package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void smallNumbersAreExact() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100; i++) {
            latencies.add(i);
        }
        assertEquals(1, latencies.percentile(0));
        assertEquals(50, latencies.percentile(0.5));
        assertEquals(99, latencies.percentile(0.99));
        assertEquals(100, latencies.percentile(1));
        assertEquals(100, latencies.count());
    }

    @Test
    void largeOnesAreAtMostASixtyFourthTooLarge() {
        for (long ns = 1; ns > 0 && ns < Long.MAX_VALUE / 3; ns = ns * 3 + 1) {
            Latencies latencies = new Latencies();
            latencies.add(ns);
            long percentile = latencies.percentile(0.5);
            assertTrue(percentile >= ns && percentile - ns <= ns / 64, ns + " is told as " + percentile);
        }
        Latencies latencies = new Latencies();
        latencies.add(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, latencies.percentile(1));
    }

    @Test
    void nothingMeasuredIsToldApart() {
        assertEquals(-1, new Latencies().percentile(0.5));
    }

    @Test
    void aClockThatWasSetBackCountsAsNoTime() {
        Latencies latencies = new Latencies();
        latencies.add(-5);
        assertEquals(0, latencies.percentile(1));
    }

    @Test
    void takingBeginsAnew() {
        Latencies latencies = new Latencies();
        latencies.add(7);
        assertEquals(7, latencies.takePercentile(0.99));
        assertEquals(-1, latencies.takePercentile(0.99));
        assertEquals(0, latencies.count());
    }
}
