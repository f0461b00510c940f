package io.recordsockets.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerStatsTest {
    @Test
    void readsTheLineThatItWrote() {
        ServerStats stats = new ServerStats(1, 2, 3, 4, 5L << 40, -6);
        assertEquals(stats, ServerStats.parse(stats.toLine()));
    }

    @Test
    void countsSinceAnEarlierMoment() {
        ServerStats earlier = new ServerStats(1, 2, 3, 4, 5, 6);
        ServerStats later = new ServerStats(11, 22, 33, 44, 55, 66);
        assertEquals(new ServerStats(10, 20, 30, 40, 50, 60), later.since(earlier));
    }

    @Test
    void namesTheCountThatIsMissing() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ServerStats.parse("wakeups=1 keys=2"));
        assertTrue(e.getMessage().contains("reads"), e.getMessage());
    }

    @Test
    void refusesALineWithoutPairs() {
        assertThrows(IllegalArgumentException.class, () -> ServerStats.parse("marked"));
    }
}
