package io.recordsockets.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FanOutRatiosTest {
    private static final long SECOND_NS = 1_000_000_000;

    @Test
    void ratiosAreThoseWithinARound() {
        FanOutRatios ratios = new FanOutRatios(2);
        // the machine is slower from round to round; the first is always twice as fast, for half of the CPU time
        for (int round = 1; round <= 5; round++) {
            ratios.add(new FanOutProcesses.Run[] {
                new FanOutProcesses.Run(200, round * SECOND_NS, round * 100_000L),
                new FanOutProcesses.Run(100, round * SECOND_NS, round * 100_000L)
            });
        }
        assertEquals(2, ratios.ratio(0, 1), 1e-9);
        assertEquals(0.5, ratios.ratio(1, 0), 1e-9);
        assertEquals(0, ratios.ratioError(0, 1), 1e-9);
        assertEquals(2, ratios.cpuRatio(0, 1), 1e-9);
        assertEquals(200 / 3.0, ratios.perSecond(0), 1e-9);
    }
}
