package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.concat;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How the records of a connection arrive decides how the next is looked at: small ones together, expected ones not at all. */
class ArrivalTest {
    private static final int TRUST_AFTER = 16;

    private final Connection connection = Connection.lengthField();

    private void receiveWhole(byte[] record, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            connection.kernel.arrive(record);
            assertTrue(connection.select());
            assertArrayEquals(record, connection.read(1 << 20));
        }
    }

    @Test
    void aTrustedConnectionIsReadByTheApplicationAlone() throws IOException {
        receiveWhole(record(100), TRUST_AFTER + 1);
        int before = connection.kernel.receives();
        receiveWhole(record(100), 50);
        assertEquals(50, connection.kernel.receives() - before, "one read of the kernel for each record");
        assertEquals(0, connection.kernel.optionCalls());
        assertEquals(TRUST_AFTER + 51, connection.statistics().records());
    }

    @Test
    void aRecordInPiecesEndsTrustAndTheNextIsDearer() throws IOException {
        byte[] record = record(100);
        receiveWhole(record, TRUST_AFTER);
        connection.kernel.arrive(record, 0, 50);
        assertTrue(connection.select(), "woken as expected");
        assertEquals(50, connection.read(1000).length);
        connection.kernel.arrive(record, 50, 50);
        assertTrue(connection.select());
        assertEquals(50, connection.read(1000).length);
        receiveWhole(record, TRUST_AFTER);
        connection.kernel.arrive(record, 0, 50);
        assertFalse(connection.select(), "not expected yet: it takes twice as many now");
        connection.kernel.arrive(record, 50, 50);
        assertTrue(connection.select());
        assertArrayEquals(record, connection.read(1000));
        receiveWhole(record, 2 * TRUST_AFTER);
        connection.kernel.arrive(record, 0, 50);
        assertTrue(connection.select(), "expected again");
    }

    @Test
    void aPartialRecordThatWasReadOnTrustIsHeldLikeAnyOther() throws IOException {
        byte[] record = record(100);
        receiveWhole(record, TRUST_AFTER);
        connection.kernel.arrive(record, 0, 50);
        assertTrue(connection.select());
        assertEquals(50, connection.read(1000).length);
        connection.kernel.arrive(record, 50, 20);
        assertFalse(connection.select());
        connection.kernel.arrive(record, 70, 30);
        assertTrue(connection.select());
        assertArrayEquals(Arrays.copyOfRange(record, 50, 100), connection.read(1000));
    }

    @Test
    void aReadOnTrustThatFindsNothingAnswersNothing() throws IOException {
        receiveWhole(record(100), TRUST_AFTER);
        assertNull(connection.read(100));
        assertNull(connection.read(100));
        receiveWhole(record(100), 1);
    }

    @Test
    void smallRecordsAreDeliveredTogether() throws IOException {
        receiveWhole(record(20), 10);
        byte[][] records = new byte[30][];
        Arrays.setAll(records, i -> record(20 + i));
        byte[] batch = concat(records);
        connection.kernel.arrive(batch);
        assertTrue(connection.select());
        assertArrayEquals(batch, connection.read(10_000));
        assertFalse(connection.select());
        assertEquals(11, connection.statistics().wakeups());
        assertEquals(40, connection.statistics().records());
    }

    @Test
    void theTailWaitsForItsRecordWhereNothingIsBehindIt() throws IOException {
        receiveWhole(record(20), 10);
        byte[] second = record(40);
        connection.kernel.arrive(concat(record(30), Arrays.copyOf(second, 10)));
        assertTrue(connection.select());
        assertArrayEquals(record(30), connection.read(1000));
        assertFalse(connection.select());
        connection.kernel.arrive(second, 10, 30);
        assertTrue(connection.select());
        assertArrayEquals(second, connection.read(1000));
    }

    @Test
    void theTailGoesAlongWhereMoreIsBehindIt() throws IOException {
        receiveWhole(record(20), 10);
        // More than one look takes: a read that stopped at the last whole record would have to come again.
        byte[][] records = new byte[1000][];
        Arrays.setAll(records, i -> record(30));
        byte[] sent = concat(records);
        connection.kernel.arrive(sent, 0, 29_990);
        assertTrue(connection.select());
        assertArrayEquals(Arrays.copyOf(sent, 29_990), connection.read(1 << 16));
        assertFalse(connection.select());
        connection.kernel.arrive(sent, 29_990, 10);
        assertTrue(connection.select());
        assertEquals(10, connection.read(100).length);
    }

    @Test
    void whatAReadLeavesOfWholeRecordsMakesTheKeyReadyWithoutTheKernel() throws IOException {
        receiveWhole(record(20), 10);
        connection.kernel.arrive(concat(record(20), record(20)));
        assertTrue(connection.select());
        assertEquals(15, connection.read(15).length);
        assertEquals(0, connection.kernel.queued());
        assertTrue(connection.inbound.buffered());
        assertTrue(connection.select());
        assertEquals(25, connection.read(100).length);
        assertFalse(connection.inbound.buffered());
    }

    @Test
    void headAndBodyComeInOneReadOfTheApplication() throws IOException {
        byte[] record = record(50_000);
        connection.kernel.arrive(record);
        assertTrue(connection.select());
        assertTrue(connection.inbound.bufferedBytes() > 0, "the head is in user space");
        assertTrue(connection.kernel.queued() > 0, "the body is not");
        ByteBuffer[] dsts = {ByteBuffer.allocate(3), ByteBuffer.allocateDirect(1), ByteBuffer.allocate(60_000)};
        assertEquals(50_000, connection.inbound.read(dsts, 0, 3));
        assertEquals(49_996, dsts[2].position());
        assertEquals(1, connection.statistics().reads());
    }

    @Test
    void readsThatTakeNothingAreTheTransportsAffair() throws IOException {
        connection.kernel.arrive(record(50));
        assertTrue(connection.select());
        ByteBuffer[] full = {ByteBuffer.allocate(0), ByteBuffer.allocate(0)};
        assertEquals(0, connection.inbound.read(full, 0, 2));
        assertArrayEquals(record(50), connection.read(100));
    }
}
