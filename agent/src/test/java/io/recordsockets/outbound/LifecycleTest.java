package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Overflow;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SocketPolicy;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Limits, and how a connection comes to its end. */
class LifecycleTest {
    private final Rig rig = new Rig();

    private Connection limited(Overflow overflow) {
        Connection connection = rig.full();
        connection.policy(SocketPolicy.DEFAULT.withLimits(10, 3).withOverflow(overflow));
        return connection;
    }

    // -- Limits

    @Test
    void failsWhatThereIsNoRoomFor() {
        Connection connection = limited(Overflow.FAIL);
        rig.send(connection, "12345");
        rig.send(connection, "12345");
        SendReceipt refused = rig.send(connection, "1");
        assertEquals(RecordState.FAILED, refused.state(0));
        assertTrue(
                refused.cause(0).getMessage().contains("no room"),
                refused.cause(0).toString());
        assertEquals("1234512345", rig.allow(connection, 100));
    }

    @Test
    void limitsTheNumberOfRecords() {
        Connection connection = limited(Overflow.FAIL);
        rig.send(connection, "1");
        rig.send(connection, "2");
        rig.send(connection, "3");
        assertEquals(RecordState.FAILED, rig.send(connection, "4").state(0));
    }

    @Test
    void acceptsOneRecordOfAnyLengthIntoAnEmptyQueue() {
        Connection connection = limited(Overflow.FAIL);
        SendReceipt long1 = rig.send(connection, "x".repeat(1000));
        assertEquals(RecordState.QUEUED, long1.state(0));
        assertEquals(RecordState.FAILED, rig.send(connection, "y").state(0));
    }

    @Test
    void aLimitOfAllThereIsDoesNotOverflow() {
        Connection connection = rig.full();
        connection.policy(SocketPolicy.DEFAULT.withLimits(Long.MAX_VALUE, Integer.MAX_VALUE));
        rig.send(connection, "1");
        assertEquals(RecordState.QUEUED, rig.send(connection, "2").state(0));
    }

    @Test
    void dropsTheOldestToMakeRoom() {
        Connection connection = limited(Overflow.DROP_OLDEST);
        SendReceipt begun = rig.send(connection, "12345");
        rig.allow(connection, 1);
        SendReceipt first = rig.send(connection, "abc", 5);
        rig.send(connection, "def", 1);
        SendReceipt last = rig.send(connection, "ghi", 3);
        assertEquals(RecordState.STARTED, begun.state(0));
        assertEquals(RecordState.FAILED, first.state(0));
        assertEquals(RecordState.QUEUED, last.state(0));
        assertEquals(RecordState.FAILED, rig.send(connection, "jkl", 7).state(0));
        assertEquals("2345defghi", rig.allow(connection, 100));
    }

    @Test
    void dropsNothingForWhatHasNoRoomEvenSo() {
        Connection connection = limited(Overflow.DROP_OLDEST);
        rig.send(connection, "1234");
        rig.allow(connection, 1);
        SendReceipt queued = rig.send(connection, "56");
        assertEquals(RecordState.FAILED, rig.send(connection, "x".repeat(11)).state(0));
        assertEquals(RecordState.FAILED, rig.send(connection, "x".repeat(8)).state(0));
        assertEquals(RecordState.QUEUED, queued.state(0));
        assertEquals(RecordState.QUEUED, rig.send(connection, "x".repeat(7)).state(0));
        assertEquals(RecordState.FAILED, queued.state(0));
        assertEquals("234xxxxxxx", rig.allow(connection, 100));
    }

    @Test
    void dropsAllForWhatIsTooLongWhereNothingHasBegun() {
        Connection connection = limited(Overflow.DROP_OLDEST);
        SendReceipt one = rig.send(connection, "1");
        SendReceipt two = rig.send(connection, "2");
        rig.send(connection, "x".repeat(11));
        assertEquals(RecordState.FAILED, one.state(0));
        assertEquals(RecordState.FAILED, two.state(0));
        assertEquals("x".repeat(11), rig.allow(connection, 100));
    }

    @Test
    void aRecordTakesTheRoomOfTheOneThatItReplaces() {
        SendOptions options = SendOptions.DEFAULT.withKey("k");
        for (Overflow overflow : Overflow.values()) {
            Connection connection = limited(overflow);
            SendReceipt other = rig.send(connection, "12345");
            SendReceipt old = rig.send(connection, "abcde", options);
            SendReceipt next = rig.send(connection, "fghij", options);
            assertEquals(RecordState.SUPERSEDED, old.state(0), overflow.name());
            assertEquals(RecordState.QUEUED, next.state(0), overflow.name());
            assertEquals(RecordState.QUEUED, other.state(0), overflow.name());
            assertEquals("12345fghij", rig.allow(connection, 100));
        }
    }

    @Test
    void aLongerRecordNeedsMoreRoomThanTheOneThatItReplaces() {
        Connection connection = limited(Overflow.FAIL);
        SendOptions options = SendOptions.DEFAULT.withKey("k");
        rig.send(connection, "12345");
        SendReceipt old = rig.send(connection, "abcde", options);
        assertEquals(RecordState.FAILED, rig.send(connection, "fghijk", options).state(0));
        assertEquals(RecordState.QUEUED, old.state(0));
        rig.allow(connection, 10);
    }

    @Test
    void disconnectsWhoeverTakesNoMore() {
        Connection connection = limited(Overflow.DISCONNECT);
        SendReceipt queued = rig.send(connection, "1234567890");
        SendReceipt refused = rig.send(connection, "1");
        assertEquals(RecordState.FAILED, queued.state(0));
        assertEquals(RecordState.FAILED, refused.state(0));
        assertInstanceOf(SendRefusedException.class, refused.cause(0));
        assertFalse(connection.isOpen());
    }

    @Test
    void blocksUntilThereIsRoom() throws InterruptedException {
        Connection connection = limited(Overflow.BLOCK);
        rig.send(connection, "1234567890");
        AtomicReference<SendReceipt> receipt = new AtomicReference<>();
        Thread sender = new Thread(() -> receipt.set(rig.send(connection, "next")));
        sender.start();
        OutboundTest.awaitWaiting(sender);
        rig.allow(connection, 10);
        sender.join();
        rig.settle();
        assertEquals(RecordState.QUEUED, receipt.get().state(0));
        assertEquals("next", rig.allow(connection, 4));
    }

    @Test
    void anInterruptEndsTheWaitForRoom() throws InterruptedException {
        Connection connection = limited(Overflow.BLOCK);
        rig.send(connection, "1234567890");
        AtomicReference<SendReceipt> receipt = new AtomicReference<>();
        Thread sender = new Thread(() -> receipt.set(rig.send(connection, "next")));
        sender.start();
        OutboundTest.awaitWaiting(sender);
        sender.interrupt();
        sender.join();
        assertEquals(RecordState.FAILED, receipt.get().state(0));
        assertInstanceOf(InterruptedIOException.class, receipt.get().cause(0));
        assertTrue(connection.isOpen());
    }

    @Test
    void closingEndsTheWaitForRoom() throws InterruptedException {
        Connection connection = limited(Overflow.BLOCK);
        rig.send(connection, "1234567890");
        AtomicReference<SendReceipt> receipt = new AtomicReference<>();
        Thread sender = new Thread(() -> receipt.set(rig.send(connection, "next")));
        sender.start();
        OutboundTest.awaitWaiting(sender);
        connection.close();
        sender.join();
        assertEquals(RecordState.FAILED, receipt.get().state(0));
        assertEquals("1234567890", rig.allow(connection, 100));
    }

    @Test
    void aLifetimeEndsTheWaitForRoom() {
        Connection connection = limited(Overflow.BLOCK);
        rig.send(connection, "1234567890");
        SendReceipt receipt = rig.send(connection, "next", SendOptions.DEFAULT.withLifetime(Duration.ofNanos(1)));
        assertEquals(RecordState.EXPIRED, receipt.state(0));
    }

    // -- Draining

    @Test
    void closeSendsWhatIsQueuedAndThenCloses() {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        connection.close();
        assertFalse(connection.isOpen());
        assertTrue(Rig.transport(connection).isOpen());
        SendReceipt later = rig.send(connection, "later");
        assertInstanceOf(ClosedChannelException.class, later.cause(0));
        assertEquals("record", rig.allow(connection, 6));
        assertEquals(RecordState.SENT, receipt.state(0));
        assertFalse(Rig.transport(connection).isOpen());
        assertNull(connection.closed().toCompletableFuture().join());
        connection.close();
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void closesAtOnceWhereNothingIsQueued() {
        Connection connection = rig.connection(0);
        connection.close();
        assertEquals(SendState.CLOSED, connection.state());
        assertNull(connection.closed().toCompletableFuture().join());
    }

    @Test
    void closesWhenTheLastRecordIsTakenBack() {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        connection.close();
        connection.unsendUrgency(SendOptions.DEFAULT_URGENCY);
        assertEquals(RecordState.UNSENT, receipt.state(0));
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void shutdownOutputSendsWhatIsQueuedFirst() {
        Connection connection = rig.full();
        rig.send(connection, "record");
        connection.shutdownOutput();
        assertEquals(SendState.SHUTTING, connection.state());
        assertEquals("record", rig.allow(connection, 6));
        assertEquals(SendState.SHUT, connection.state());
        assertTrue(Rig.transport(connection).calls.contains("shutdownOutput"));
        assertTrue(Rig.transport(connection).isOpen());
        connection.close();
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void whatDidNotLeaveInTimeFails() {
        Connection connection = rig.full();
        connection.policy(SocketPolicy.DEFAULT.withDrainTimeout(Duration.ZERO));
        SendReceipt receipt = rig.send(connection, "record");
        connection.close();
        rig.settle();
        assertEquals(RecordState.FAILED, receipt.state(0));
        assertTrue(
                receipt.cause(0).getMessage().contains("drain"),
                receipt.cause(0).toString());
        assertThrows(
                CompletionException.class,
                () -> connection.closed().toCompletableFuture().join());
        Rig.assertEmpty(connection);
    }

    @Test
    void closeDuringAWriteIsDoneByTheWriter() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        Rig.transport(connection).duringWrite = () -> {
            connection.close();
            assertEquals(SendState.CLOSING, connection.state());
        };
        SendReceipt receipt = rig.send(connection, "record");
        assertEquals(RecordState.SENT, receipt.state(0));
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void failingDuringAWriteIsDoneByTheWriter() {
        Connection connection = rig.connection(3);
        Rig.transport(connection).duringWrite =
                () -> connection.outbound().lifecycle().fail(new ClosedChannelException());
        SendReceipt receipt = rig.send(connection, "record");
        assertEquals(RecordState.FAILED, receipt.state(0));
        assertEquals(SendState.CLOSED, connection.state());
        Rig.assertEmpty(connection);
    }

    // -- Release

    @Test
    void givesAnIdleChannelBack() throws Exception {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        rig.send(connection, "record");
        rig.settle();
        Thread releasing = new Thread(() -> {
            try {
                connection.detach();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        releasing.start();
        OutboundTest.awaitWaiting(releasing);
        rig.settle();
        releasing.join();
        assertEquals(SendState.RELEASED, connection.state());
        assertTrue(Rig.transport(connection).calls.contains("kernelBytes 0"));
        assertTrue(Rig.transport(connection).calls.contains("release"));
        assertTrue(Rig.transport(connection).isOpen());
        assertEquals(RecordState.FAILED, rig.send(connection, "later").state(0));
        assertEquals(1, rig.engine.statistics().sent());
    }

    @Test
    void keepsAChannelThatIsNotIdle() {
        Connection connection = rig.full();
        rig.send(connection, "record");
        assertThrows(IllegalStateException.class, connection::detach);
        assertTrue(connection.isOpen());
        assertEquals("record", rig.allow(connection, 100));
    }
}
