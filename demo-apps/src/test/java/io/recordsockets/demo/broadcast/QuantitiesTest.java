package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
    @Test
    void readsSizes() {
        assertEquals(200, Quantities.bytes("200"));
        assertEquals(512 << 10, Quantities.bytes("512k"));
        assertEquals(3L << 30, Quantities.bytes("3G"));
        for (String bad : new String[] {"", "k", "0", "-1", "1x", "1.5m", "99999999999g"}) {
            assertThrows(NumberFormatException.class, () -> Quantities.bytes(bad), bad);
        }
    }

    @Test
    void readsRatesInBitsAndInBytes() {
        assertEquals(12_500_000, Quantities.bytesPerSecond("100mbit"));
        assertEquals(125_000_000, Quantities.bytesPerSecond("1gbit"));
        assertEquals(1_000, Quantities.bytesPerSecond("8Kbit"));
        assertEquals(1, Quantities.bytesPerSecond("8bit"));
        assertEquals(2 << 20, Quantities.bytesPerSecond("2m"));
        for (String bad : new String[] {"bit", "mbit", "7bit", "-8bit", "fast", "0"}) {
            assertThrows(NumberFormatException.class, () -> Quantities.bytesPerSecond(bad), bad);
        }
    }

    @Test
    void readsTimes() {
        assertEquals(Duration.ofMillis(150), Quantities.duration("150ms"));
        assertEquals(Duration.ofSeconds(20), Quantities.duration("20s"));
        assertEquals(Duration.ofSeconds(3), Quantities.duration("3"));
        assertEquals(Duration.ofMinutes(2), Quantities.duration("2m"));
        for (String bad : new String[] {"", "ms", "0", "-1s", "1h"}) {
            assertThrows(NumberFormatException.class, () -> Quantities.duration(bad), bad);
        }
    }

    @Test
    void writesThreeDigits() {
        assertEquals("0 B", Quantities.textOfBytes(0));
        assertEquals("999 B", Quantities.textOfBytes(999));
        assertEquals("0.977 KiB", Quantities.textOfBytes(1000));
        assertEquals("12.3 MiB", Quantities.textOfBytes(12.3 * (1 << 20)));
        assertEquals("0.250 ms", Quantities.textOfTime(250_000));
        assertEquals("123 ms", Quantities.textOfTime(123_400_000));
        assertEquals("1.20 s", Quantities.textOfTime(1_200_000_000));
        assertEquals("-", Quantities.textOfTime(-1));
    }
}
