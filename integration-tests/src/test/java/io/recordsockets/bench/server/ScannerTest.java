package io.recordsockets.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ScannerTest {
    @Test
    void countsRecordsOfOneLengthWhateverTheCuts() {
        Scanner scanner = Scanner.ofLength(10);
        assertEquals(0, scanner.scan(ByteBuffer.allocate(9)));
        assertEquals(1, scanner.scan(ByteBuffer.allocate(1)));
        assertEquals(2, scanner.scan(ByteBuffer.allocate(25)));
        assertEquals(1, scanner.scan(ByteBuffer.allocate(5)));
    }
}
