package io.recordsockets.bench.backlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void writesDownWhenARecordBeganAndWhenItWasWhole() throws IOException {
        ByteBuffer record = Wire.record(64, Wire.URGENT + 7, 1000);
        for (int i = 0; i < 64; i++) {
            assertEquals(0, arrivals.urgent());
            arrivals.read(ByteBuffer.wrap(new byte[] {record.get(i)}), 2000 + i);
            assertEquals(i < 63, arrivals.isInside());
        }
        assertEquals(1, arrivals.urgent());
        assertEquals("record 3 " + (Wire.URGENT + 7) + " 1000 2000 2063\n", printed());
    }

    @Test
    void findsRecordsBehindEachOtherInOneRead() throws IOException {
        ByteBuffer both = ByteBuffer.allocate(16 + 100);
        both.put(Wire.record(16, 1, 10)).put(Wire.record(100, 2, 20)).flip();
        arrivals.read(both, 30);
        assertEquals("record 3 1 10 30 30\nrecord 3 2 20 30 30\n", printed());
        assertEquals(116, arrivals.bytes());
    }

    @Test
    void uncountedBulkShowsInTheBytesAlone() throws IOException {
        arrivals.read(Wire.record(1000, Wire.BULK, 0), 1);
        assertEquals("", printed());
        assertEquals(1000, arrivals.bytes());
        assertFalse(arrivals.isInside());
    }

    @Test
    void refusesWhatIsNoRecord() {
        IOException e = assertThrows(IOException.class, () -> arrivals.read(ByteBuffer.allocate(64), 1));
        assertTrue(e.getMessage().contains("length=0"), e.getMessage());
    }

    private String printed() {
        StringBuilder out = new StringBuilder();
        arrivals.print(3, out);
        return out.toString();
    }
}
