package io.recordsockets.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecordScannerTest {
    private final ByteBuffer threeRecords =
            ByteBuffer.allocate(4 + 5 + 4 + 4 + 300).putInt(0, 5).putInt(9, 0).putInt(13, 300);

    @Test
    void countsRecordsThatComeTogether() {
        assertEquals(3, new RecordScanner().scan(threeRecords));
    }

    @Test
    void countsTheSameAtEveryCut() {
        for (int cut = 0; cut <= threeRecords.capacity(); cut++) {
            RecordScanner scanner = new RecordScanner();
            int records = scanner.scan(threeRecords.slice(0, cut));
            records += scanner.scan(threeRecords.slice(cut, threeRecords.capacity() - cut));
            assertEquals(3, records, "cut=" + cut);
        }
    }

    @Test
    void countsTheSameOneByteAtATime() {
        RecordScanner scanner = new RecordScanner();
        int records = 0;
        for (int i = 0; i < threeRecords.capacity(); i++) {
            records += scanner.scan(threeRecords.slice(i, 1));
        }
        assertEquals(3, records);
    }

    @Test
    void refusesANegativeLength() {
        ByteBuffer negative = ByteBuffer.allocate(4).putInt(0, -1);
        assertThrows(IllegalStateException.class, () -> new RecordScanner().scan(negative));
    }
}
