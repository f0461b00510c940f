package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static io.recordsockets.inbound.Connection.concat;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** An event is held back until the record is whole, or until one of the reasons to give up waiting. */
class HoldReleaseTest {
    private final Connection connection = Connection.lengthField();

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Test
    void wakesOnlyOnceTheRecordIsWhole() throws IOException {
        byte[] record = record(5000);
        for (int at = 0; at < 4900; at += 100) {
            connection.kernel.arrive(record, at, 100);
            assertFalse(connection.select());
        }
        connection.kernel.arrive(record, 4900, 100);
        assertTrue(connection.select());
        assertArrayEquals(record, connection.read(8192));
        assertEquals(1, connection.statistics().wakeups());
        assertTrue(connection.statistics().holdsReleased().isEmpty());
    }

    @Test
    void marksWhatIsMissingSoThatTheKernelSleepsToo() throws IOException {
        byte[] record = record(5000);
        connection.kernel.arrive(record, 0, 100);
        assertFalse(connection.select());
        int inUserSpace = connection.inbound.bufferedBytes();
        assertEquals(5000 - inUserSpace, connection.kernel.mark());
        connection.kernel.arrive(record, 100, 4899);
        assertFalse(connection.kernel.readable());
        connection.kernel.arrive(record, 4999, 1);
        assertTrue(connection.select());
        assertEquals(1, connection.kernel.mark());
    }

    @Test
    void wakesAfterTheStallTimeWithoutProgress() throws IOException {
        byte[] record = record(100);
        connection.kernel.arrive(record, 0, 60);
        assertFalse(connection.select());
        assertEquals(connection.clock.nanoTime() + 200 * MS, connection.inbound.holdDeadlineNs());
        connection.clock.advance(200 * MS - 1);
        assertFalse(connection.select());
        connection.clock.advance(1);
        assertTrue(connection.select());
        assertEquals(1, connection.released("stall"));
        assertArrayEquals(part(record, 0, 60), connection.read(1000));
        assertEquals(1, connection.kernel.mark());
    }

    @Test
    void waitsOnWhileTheRecordMakesProgress() {
        byte[] record = record(1000);
        for (int at = 0; at < 900; at += 10) {
            connection.kernel.arrive(record, at, 10);
            assertFalse(connection.select());
            connection.clock.advance(99 * MS);
            assertFalse(connection.select(), "held for " + at * 9.9 + " ms");
        }
        assertTrue(connection.statistics().holdsReleased().isEmpty());
    }

    @Test
    void wakesAfterTheHoldTimeEvenWhileTheRecordMakesProgress() throws IOException {
        byte[] record = record(1000);
        long startNs = connection.clock.nanoTime();
        int at = 0;
        do {
            connection.kernel.arrive(record, at++, 1);
            if (connection.select()) {
                break;
            }
            connection.clock.advance(150 * MS);
        } while (!connection.select());
        assertTrue(connection.clock.nanoTime() - startNs >= Connection.LIMITS.holdTimeNs());
        assertTrue(connection.clock.nanoTime() - startNs <= Connection.LIMITS.holdTimeNs() + 150 * MS);
        assertEquals(1, connection.released("hold-time"));
        assertArrayEquals(part(record, 0, at), connection.read(2000));
    }

    @Test
    void deliversARecordOverTheLimitInSteps() throws IOException {
        Connection limited = Connection.lengthField(new InboundLimits(HoldMode.ON, 4000, 200 * MS, 10_000 * MS));
        byte[] record = record(10_000);
        limited.kernel.arrive(record, 0, 999);
        assertFalse(limited.select());
        limited.kernel.arrive(record, 999, 200);
        assertTrue(limited.select());
        assertEquals(1, limited.released("hold-limit"));
        assertArrayEquals(part(record, 0, 1199), limited.read(20_000));
        limited.kernel.arrive(record, 1199, 999);
        assertFalse(limited.select());
        limited.kernel.arrive(record, 2198, 1);
        assertTrue(limited.select());
    }

    @Test
    void deliversARecordOfTheLimitWhole() throws IOException {
        Connection limited = Connection.lengthField(new InboundLimits(HoldMode.ON, 4000, 200 * MS, 10_000 * MS));
        byte[] record = record(4000);
        limited.kernel.arrive(record, 0, 3999);
        assertFalse(limited.select());
        limited.kernel.arrive(record, 3999, 1);
        assertTrue(limited.select());
        assertTrue(limited.statistics().holdsReleased().isEmpty());
    }

    @Test
    void wakesWhereTheKernelCannotHoldTheRecord() throws IOException {
        connection.kernel.capMark(2000);
        byte[] record = record(5000);
        connection.kernel.arrive(record, 0, 1000);
        assertFalse(connection.select());
        connection.kernel.arrive(record, 1000, 2000);
        assertTrue(connection.select());
        assertEquals(1, connection.released("hold-limit"));
        assertArrayEquals(part(record, 0, 3000), connection.read(9000));
    }

    @Test
    void wakesWhereTheStreamEndsInTheMiddleOfARecord() throws IOException {
        byte[] record = record(5000);
        connection.kernel.arrive(record, 0, 3000);
        assertFalse(connection.select());
        connection.kernel.end();
        assertTrue(connection.select());
        assertEquals(1, connection.released("end-of-stream"));
        assertArrayEquals(part(record, 0, 3000), connection.read(9000));
        assertTrue(connection.select());
        assertEquals(Connection.END, connection.read(9000));
    }

    @Test
    void wakesWhereTheStreamEndsInTheMiddleOfAHead() throws IOException {
        connection.kernel.arrive(record(100), 0, 3);
        assertFalse(connection.select());
        connection.kernel.end();
        assertTrue(connection.select());
        assertArrayEquals(part(record(100), 0, 3), connection.read(100));
        assertTrue(connection.select());
        assertEquals(Connection.END, connection.read(100));
        assertEquals(1, connection.released("end-of-stream"));
    }

    @Test
    void wakesWhereTheConnectionFailsInTheMiddleOfARecord() throws IOException {
        connection.kernel.arrive(record(100), 0, 50);
        assertFalse(connection.select());
        connection.kernel.fail(new IOException("Connection reset"));
        assertTrue(connection.select());
        assertArrayEquals(part(record(100), 0, 50), connection.read(100));
    }

    @Test
    void heldBytesAreReadByNobody() throws IOException {
        connection.kernel.arrive(record(100), 0, 50);
        assertFalse(connection.select());
        assertNull(connection.read(100));
        assertFalse(connection.select());
    }

    @Test
    void aReadWithoutAnEventBeginsAHoldToo() throws IOException {
        connection.kernel.arrive(record(100), 0, 50);
        assertNull(connection.read(100));
        assertTrue(connection.selectAtDeadline());
        assertEquals(1, connection.released("stall"));
    }

    @Test
    void theTailThatAReadLeavesBehindIsReleasedInTime() throws IOException {
        Connection lines = Connection.lines();
        lines.kernel.arrive(new byte[] {'a', 'b', '\n', 'c', 'd'});
        assertTrue(lines.select());
        assertArrayEquals(new byte[] {'a', 'b', '\n'}, lines.read(100));
        assertFalse(lines.select());
        assertTrue(lines.selectAtDeadline());
        assertArrayEquals(new byte[] {'c', 'd'}, lines.read(100));
        assertEquals(1, lines.released("stall"));
    }

    @Test
    void holdsAreNotReleasedEarlyByTheBytesOfTheRecordBefore() throws IOException {
        connection.kernel.arrive(concat(record(5000), part(record(5000), 0, 10)));
        assertTrue(connection.select());
        assertArrayEquals(record(5000), connection.read(5000));
        connection.clock.advance(150 * MS);
        assertFalse(connection.select());
        connection.clock.advance(150 * MS);
        assertFalse(connection.select());
        connection.clock.advance(50 * MS);
        assertTrue(connection.select());
    }

    @Test
    void aRecordThatHasStalledGoesOnAsItComes() throws IOException {
        byte[] record = record(1000);
        connection.kernel.arrive(record, 0, 100);
        assertFalse(connection.select());
        assertTrue(connection.selectAtDeadline());
        assertEquals(100, connection.read(200).length);
        for (int at = 100; at < 1000; at += 100) {
            connection.kernel.arrive(record, at, 100);
            assertTrue(connection.select(), "no stall after the stall");
            assertEquals(100, connection.read(200).length);
        }
        connection.kernel.arrive(record, 0, 100);
        assertFalse(connection.select(), "the next record is held again");
    }

    @Test
    void recordsThatStallInARowMakeThePlainSocket() throws IOException {
        byte[] record = record(100);
        for (int i = 0; i < 16; i++) {
            assertEquals(0, connection.plain("stalled"));
            connection.kernel.arrive(record, 0, 50);
            assertFalse(connection.select());
            assertTrue(connection.selectAtDeadline());
            assertEquals(50, connection.read(100).length);
            connection.kernel.arrive(record, 50, 50);
            assertTrue(connection.select());
            assertEquals(50, connection.read(100).length);
        }
        assertEquals(1, connection.plain("stalled"));
        connection.kernel.arrive(record, 0, 1);
        assertTrue(connection.select());
    }

    @Test
    void stallsAreForgottenOnceARecordIsHeldWhole() throws IOException {
        byte[] record = record(100);
        for (int i = 0; i < 40; i++) {
            connection.kernel.arrive(record, 0, 50);
            assertFalse(connection.select());
            if (i % 2 == 0) {
                assertTrue(connection.selectAtDeadline());
                assertEquals(50, connection.read(100).length);
            }
            connection.kernel.arrive(record, 50, 50);
            assertTrue(connection.select());
            assertEquals(i % 2 == 0 ? 50 : 100, connection.read(100).length);
        }
        assertEquals(20, connection.released("stall"));
        assertTrue(connection.statistics().plainConnections().isEmpty());
    }
}
