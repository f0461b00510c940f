package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryProbeTest {
    @Test
    void readsALineOfTheKernel() throws IOException {
        String text = "MemTotal:       24683680 kB\nMemFree:        22057192 kB\nAnonPages:          12 kB\n";
        assertEquals(24_683_680, MemoryProbe.kilobytes(text, "MemTotal:"));
        assertEquals(12, MemoryProbe.kilobytes(text, "AnonPages:"));
    }

    @Test
    void saysWhichLineIsMissing() {
        IOException e =
                assertThrows(IOException.class, () -> MemoryProbe.kilobytes("MemFree: 1 kB\n", "MemAvailable:"));
        assertTrue(e.getMessage().contains("MemAvailable"), e.getMessage());
    }

    @Test
    void sumsThePagesAtHandOfAllZonesAndCores() {
        String zones = """
                Node 0, zone    DMA32
                        managed  772917
                  pagesets
                    cpu: 0
                              count:    7
                              high:     3048
                              high_min: 3048
                    cpu: 1
                              count:    30
                Node 0, zone   Normal
                    cpu: 0
                              count:    97958
                """;
        assertEquals(7 + 30 + 97_958, MemoryProbe.pagesAtHand(zones));
    }

    @Test
    void seesThatTheMachineHasSomethingTaken() throws IOException {
        assertTrue(new MemoryProbe(ProcessHandle.current().pid()).takenBytes() > 0);
    }
}
