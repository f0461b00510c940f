package io.recordsockets.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadsTest {
    @Test
    void headsAreAboutAsLongAsIsAskedFor() {
        for (int size : new int[] {500, 1_500, 8_000}) {
            int length = Heads.http1(size, 0).length;
            assertTrue(Math.abs(length - size) < 100, "size=" + size + " length=" + length);
        }
    }

    @Test
    void aBodyIsAsLongAsItsHeadSays() {
        String request = new String(Heads.http1(500, 20_000), StandardCharsets.ISO_8859_1);
        int body = request.indexOf("\r\n\r\n") + 4;
        assertTrue(request.contains("Content-Length: 20000\r\n"));
        assertEquals(20_000, request.length() - body);
    }

    @Test
    void aMultiGetIsOneLine() {
        String line = new String(Heads.multiGet(100), StandardCharsets.ISO_8859_1);
        assertEquals(line.length() - 2, line.indexOf("\r\n"));
        assertEquals(100, line.split(" ").length - 1);
    }
}
