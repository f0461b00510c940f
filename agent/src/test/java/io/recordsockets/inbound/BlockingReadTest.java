package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingReadTest {
    private final Connection connection = Connection.lengthField();
    private final byte[] record = record(5000);
    private final byte[] dst = new byte[10_000];

    @BeforeEach
    void block() {
        connection.kernel.blocking(true);
    }

    private void arriveAt(long ns, int from, int to) {
        connection.kernel.at(ns, () -> connection.kernel.arrive(record, from, to - from));
    }

    private int read(long timeoutNs) throws IOException {
        return connection.inbound.read(dst, 0, dst.length, timeoutNs);
    }

    @Test
    void returnsTheWholeRecordAfterOneByteWrites() throws IOException {
        for (int i = 0; i < record.length; i++) {
            arriveAt(i * 1000L, i, i + 1);
        }
        assertEquals(5000, read(0));
        assertArrayEquals(record, Arrays.copyOf(dst, 5000));
        assertEquals(1, connection.statistics().wakeups());
    }

    @Test
    void returnsThePartAfterTheStallTime() throws IOException {
        long startNs = connection.clock.nanoTime();
        arriveAt(10 * MS, 0, 1000);
        arriveAt(900 * MS, 1000, 5000);
        assertEquals(1000, read(0));
        assertEquals(210 * MS, connection.clock.nanoTime() - startNs);
        assertEquals(4000, read(0));
        assertEquals(1, connection.released("stall"));
    }

    @Test
    void returnsAPartOfTheHeadAfterTheStallTime() throws IOException {
        arriveAt(10 * MS, 0, 1);
        arriveAt(100 * MS, 1, 3);
        arriveAt(5000 * MS, 3, 5000);
        assertEquals(3, read(0));
        assertEquals(4997, read(0));
    }

    @Test
    void timesOutWhereNothingIsThere() throws IOException {
        long startNs = connection.clock.nanoTime();
        assertThrows(SocketTimeoutException.class, () -> read(50 * MS));
        assertEquals(50 * MS, connection.clock.nanoTime() - startNs);
        arriveAt(10 * MS, 0, 5000);
        assertEquals(5000, read(50 * MS));
    }

    @Test
    void deliversThePartThatIsThereWhenTheTimeIsOver() throws IOException {
        long startNs = connection.clock.nanoTime();
        arriveAt(10 * MS, 0, 1000);
        assertEquals(1000, read(50 * MS));
        assertEquals(50 * MS, connection.clock.nanoTime() - startNs);
        assertEquals(1, connection.released("read-timeout"));
        assertEquals(1, connection.kernel.mark());
    }

    @Test
    void goesOnWaitingWhereAWaitIsCutShort() throws IOException {
        connection.kernel.cutShort(3);
        arriveAt(10 * MS, 0, 5000);
        assertEquals(5000, read(50 * MS));
    }

    @Test
    void goesOnWaitingOnTrustWhereAWaitIsCutShort() throws IOException {
        byte[] small = record(10);
        for (int i = 0; i < 40; i++) {
            connection.kernel.arrive(small);
            assertEquals(10, read(50 * MS));
        }
        connection.kernel.cutShort(3);
        connection.kernel.at(10 * MS, () -> connection.kernel.arrive(small));
        assertEquals(10, read(50 * MS));
    }

    @Test
    void timesOutOnTrustToo() throws IOException {
        byte[] small = record(10);
        for (int i = 0; i < 40; i++) {
            connection.kernel.arrive(small);
            assertEquals(10, read(50 * MS));
        }
        long startNs = connection.clock.nanoTime();
        assertThrows(SocketTimeoutException.class, () -> read(50 * MS));
        assertEquals(50 * MS, connection.clock.nanoTime() - startNs);
    }

    @Test
    void tellsTheEndAfterThePartBeforeIt() throws IOException {
        arriveAt(10 * MS, 0, 1000);
        connection.kernel.at(20 * MS, connection.kernel::end);
        assertEquals(1000, read(0));
        assertEquals(-1, read(0));
        assertEquals(1, connection.released("end-of-stream"));
    }

    @Test
    void tellsTheFailureAfterThePartBeforeItAndOnce() throws IOException {
        IOException reset = new IOException("Connection reset");
        arriveAt(10 * MS, 0, 3);
        connection.kernel.at(20 * MS, () -> connection.kernel.fail(reset));
        assertEquals(3, read(0));
        assertSame(reset, assertThrows(IOException.class, () -> read(0)));
        assertEquals(-1, read(0));
    }

    @Test
    void doesNotBlockForTheRestOnceItHasBytes() throws IOException {
        byte[] two = Connection.concat(record(10), record(10), Arrays.copyOf(record(10), 3));
        connection.kernel.arrive(two);
        int n = read(0);
        while (n < 20) {
            n += read(0);
        }
        connection.kernel.at(10 * MS, () -> connection.kernel.arrive(record(10), 3, 7));
        assertEquals(30 - n, read(0));
    }

    @Test
    void failsWithAnInterruptThatComesWhenItHasBytes() {
        byte[] noRecords = new byte[5000];
        Arrays.fill(noRecords, (byte) 'x');
        connection.kernel.arrive(noRecords);
        // What is read ahead to look for a record is the first receive; the rest goes straight to the application.
        connection.kernel.interruptDuring(2);
        assertThrows(ClosedByInterruptException.class, () -> read(0));
        assertEquals(2, connection.kernel.receives());
    }

    @Test
    void losesNothingWhereThereIsNoMemoryForTheRest() throws IOException {
        byte[] noRecords = new byte[5000];
        Arrays.fill(noRecords, (byte) 'x');
        noRecords[4999] = 'y';
        connection.kernel.arrive(noRecords);
        connection.kernel.outOfMemoryAt(2);
        int n = read(0);
        assertTrue(n > 0 && n < 5000, "n=" + n);
        assertEquals(5000 - n, read(0));
        assertEquals('y', dst[5000 - n - 1]);
    }

    // -- Real threads

    private FutureTask<Integer> reader() throws InterruptedException {
        connection.kernel.useThreads();
        FutureTask<Integer> read = new FutureTask<>(() -> connection.inbound.read(ByteBuffer.allocate(10_000)));
        Thread thread = new Thread(read, "reader");
        thread.setDaemon(true);
        thread.start();
        connection.kernel.awaitWaiter();
        return read;
    }

    @Test
    void closeDoesNotWaitForAReaderThatBlocks() throws Exception {
        connection.kernel.arrive(record, 0, 3);
        FutureTask<Integer> read = reader();
        connection.inbound.closed();
        // Only now does the reader wake; the buffer is his until he has left.
        connection.kernel.close();
        ExecutionException e = assertThrows(ExecutionException.class, read::get);
        assertInstanceOf(ClosedChannelException.class, e.getCause());
        assertEquals(0, connection.memory.used());
    }

    @Test
    void shutDownInputWakesAReaderThatBlocks() throws Exception {
        FutureTask<Integer> read = reader();
        connection.kernel.shutInput();
        connection.inbound.inputShutdown();
        assertEquals(-1, read.get());
        assertEquals(0, connection.memory.used());
    }

    @Test
    void questionsDoNotWaitForAReaderThatBlocks() throws Exception {
        connection.kernel.arrive(record, 0, 3);
        FutureTask<Integer> read = reader();
        assertFalse(connection.inbound.buffered());
        assertTrue(connection.held());
        assertTrue(connection.inbound.bufferedBytes() <= 3);
        connection.kernel.arrive(record, 3, 4997);
        assertEquals(5000, read.get());
    }
}
