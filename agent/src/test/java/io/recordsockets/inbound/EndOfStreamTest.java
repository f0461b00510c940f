package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.END;
import static io.recordsockets.inbound.Connection.concat;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Ends, errors, shut-down and close: first the bytes, then what came after them, and no buffer stays behind. */
class EndOfStreamTest {
    private final Connection connection = Connection.lines();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anEndWithNothingBeforeItIsTold() throws IOException {
        connection.kernel.end();
        assertTrue(connection.select());
        assertSame(END, connection.read(10));
        assertTrue(connection.select());
        assertSame(END, connection.read(10));
        assertTrue(connection.statistics().holdsReleased().isEmpty());
    }

    @Test
    void anEndThatComesWithTheLastRecordIsToldAfterIt() throws IOException {
        connection.kernel.arrive(ascii("one\ntwo\n"));
        connection.kernel.end();
        assertTrue(connection.select());
        assertArrayEquals(ascii("one\ntwo\n"), connection.read(100));
        assertTrue(connection.select());
        assertSame(END, connection.read(100));
        assertEquals(0, connection.memory.used());
    }

    @Test
    void theFailureComesAfterTheBytesAndOnce() throws IOException {
        IOException reset = new IOException("Connection reset");
        connection.kernel.arrive(ascii("one\ntw"));
        connection.kernel.fail(reset);
        assertTrue(connection.select());
        assertArrayEquals(ascii("one"), connection.read(3));
        assertTrue(connection.select());
        assertArrayEquals(ascii("\ntw"), connection.read(100));
        assertTrue(connection.select());
        assertSame(reset, assertThrows(IOException.class, () -> connection.read(100)));
        assertTrue(connection.select());
        assertSame(END, connection.read(100));
        assertEquals(0, connection.memory.used());
    }

    @Test
    void aFailureThatIsMetWhileReadingAheadWaitsForItsTurn() throws IOException {
        IOException reset = new IOException("Connection reset");
        connection.kernel.arrive(ascii("on"));
        assertFalse(connection.select());
        connection.kernel.fail(reset);
        // The application reads without an event, so the engine meets the failure by itself.
        assertArrayEquals(ascii("on"), connection.read(100));
        assertTrue(connection.inbound.buffered(), "a failure that waits makes the key ready");
        assertSame(reset, assertThrows(IOException.class, () -> connection.read(100)));
        assertFalse(connection.inbound.buffered());
        assertSame(END, connection.read(100));
        assertEquals(1, connection.released("error"));
    }

    @Test
    void availableBytesAreThoseInUserSpaceAndInTheKernel() throws IOException {
        connection.kernel.arrive(ascii("one\ntwo\nth"));
        assertTrue(connection.select());
        for (int left = 10; left > 2; left--) {
            assertEquals(left, connection.inbound.bufferedBytes() + connection.kernel.queued());
            assertEquals(1, connection.read(1).length);
        }
    }

    @Test
    void shutDownInputForgetsWhatIsBuffered() throws IOException {
        connection.kernel.arrive(ascii("one\ntw"));
        assertTrue(connection.select());
        assertEquals(1, connection.read(1).length);
        connection.kernel.shutInput();
        connection.inbound.inputShutdown();
        assertSame(END, connection.read(100));
        assertEquals(0, connection.inbound.bufferedBytes());
        assertEquals(0, connection.memory.used());
    }

    @Test
    void closeGivesTheBufferBack() throws IOException {
        connection.kernel.arrive(ascii("on"));
        assertFalse(connection.select());
        assertTrue(connection.memory.used() > 0);
        connection.kernel.close();
        connection.inbound.closed();
        connection.inbound.closed();
        assertEquals(0, connection.memory.used());
        assertFalse(connection.inbound.buffered());
        assertThrows(ClosedChannelException.class, () -> connection.read(100));
    }

    @Test
    void idleConnectionsHaveNoBuffer() throws IOException {
        for (int i = 0; i < 100; i++) {
            connection.kernel.arrive(ascii("one\ntwo\n"));
            assertTrue(connection.select());
            assertEquals(8, connection.read(100).length);
            assertEquals(0, connection.memory.used());
        }
        assertNull(connection.read(100));
        assertEquals(0, connection.memory.used());
    }

    @Test
    void largeRecordsTakeNoBufferBeyondTheirHeads() throws IOException {
        Connection large = Connection.lengthField();
        byte[] sent = concat(record(50_000), record(60_000));
        large.kernel.arrive(sent, 0, 50_010);
        assertTrue(large.select());
        assertArrayEquals(Arrays.copyOf(sent, 50_000), large.read(50_000));
        assertEquals(0, large.memory.used());
    }
}
