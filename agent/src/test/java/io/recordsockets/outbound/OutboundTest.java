package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One connection that takes as much as the test lets it. */
class OutboundTest {
    private final Rig rig = new Rig();

    // -- Writing

    @Test
    void writesAtOnceAfterAPause() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        SendReceipt receipt = rig.send(connection, "record");
        assertEquals("record", Rig.transport(connection).text());
        assertEquals(RecordState.SENT, receipt.state(0));
        assertTrue(
                !receipt.startedAfter(0).isNegative() && receipt.endedAfter(0).compareTo(receipt.startedAfter(0)) >= 0);
        assertSame(receipt, receipt.ended().toCompletableFuture().join());
        Rig.assertEmpty(connection);
    }

    @Test
    void whatHasBegunIsFinishedBeforeAnythingElse() {
        Connection connection = rig.full();
        SendReceipt bulk = rig.send(connection, "abcdef", 7);
        assertEquals("ab", rig.allow(connection, 2));
        assertEquals(RecordState.STARTED, bulk.state(0));
        assertEquals(4, connection.backlog().bytes());
        rig.send(connection, "urgent", 0);
        assertEquals("cdef", rig.allow(connection, 4));
        assertEquals(RecordState.SENT, bulk.state(0));
        assertEquals("urgent", rig.allow(connection, 100));
        Rig.assertEmpty(connection);
    }

    @Test
    void whatWasInAShortWriteAndHasNotBegunIsOvertaken() {
        Connection connection = rig.full();
        rig.send(connection, "one", 5);
        SendReceipt two = rig.send(connection, "two", 5);
        rig.send(connection, "three", 5);
        assertEquals("one", rig.allow(connection, 3));
        assertEquals(RecordState.QUEUED, two.state(0));
        assertEquals(null, two.startedAfter(0));
        rig.send(connection, "first", 0);
        assertEquals("firsttwothree", rig.allow(connection, 100));
    }

    @Test
    void manySmallRecordsAreOneWrite() {
        Connection connection = rig.full();
        for (int i = 0; i < 100; i++) {
            rig.send(connection, "record");
        }
        int before = Rig.transport(connection).taken.size();
        rig.allow(connection, FakeTransport.ENDLESS);
        assertEquals(before + 1, Rig.transport(connection).taken.size());
    }

    @Test
    void writesLargeAndSmallRecordsAsTheyWereSent() {
        Connection connection = rig.full();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String text = String.valueOf((char) ('a' + i % 26)).repeat(1 + i * 37 % 5000);
            rig.send(connection, text);
            expected.append(text);
        }
        StringBuilder seen = new StringBuilder();
        for (int i = 0; seen.length() < expected.length(); i++) {
            seen.append(rig.allow(connection, 1 + i * 7919 % 20_000));
        }
        assertEquals(expected.toString(), seen.toString());
        Rig.assertEmpty(connection);
    }

    @Test
    void heapMemoryGoesInSlices() {
        Connection connection = rig.full();
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 8);
        }
        try (RecordHandle record = rig.engine.wrap(ByteBuffer.wrap(bytes))) {
            connection.send(record);
        }
        Rig.transport(connection).allow(FakeTransport.ENDLESS);
        rig.settle();
        assertEquals(
                ByteBuffer.wrap(bytes),
                ByteBuffer.wrap(Rig.transport(connection).written()));
        assertTrue(Rig.transport(connection).taken.stream().allMatch(n -> n <= 128 << 10));
    }

    @Test
    void oneVisitDoesNotLastForEver() throws IOException {
        Connection connection = rig.full();
        try (RecordHandle record = rig.engine.copyOf(ByteBuffer.allocate(1 << 20))) {
            for (int i = 0; i < 8; i++) {
                connection.send(record);
            }
        }
        Rig.transport(connection).allow(FakeTransport.ENDLESS);
        rig.flusher.pass();
        int first = Rig.transport(connection).written().length;
        assertTrue(first >= 1 << 20 && first <= 4 << 20, "written=" + first);
        rig.settle();
        assertEquals(8 << 20, Rig.transport(connection).written().length);
    }

    @Test
    void aRecordThatComesDuringAWriteIsNotForgotten() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        Rig.transport(connection).duringWrite = () -> rig.send(connection, "second");
        rig.send(connection, "first");
        rig.settle();
        assertEquals("firstsecond", Rig.transport(connection).text());
    }

    @Test
    void tellsSinceWhenTheOldestWaits() {
        Connection connection = rig.full();
        SendReceipt old = rig.send(connection, "old", 7);
        rig.send(connection, "urgent", 0);
        rig.allow(connection, 2);
        long ageNs = Duration.between(old.queuedAt(), Instant.now()).toNanos();
        assertTrue(connection.backlog().oldest().toNanos() >= ageNs, "age=" + ageNs);
    }

    // -- Taking back

    @Test
    void answersExactlyWhatUnsendFound() {
        Connection connection = rig.full();
        RecordHandle record = rig.record("abc");
        connection.send(record);
        connection.send(record);
        connection.send(record);
        connection.send(record);
        rig.allow(connection, 4);
        UnsendResult result = record.unsend();
        assertEquals(List.of(connection, connection), result.unsent());
        assertEquals(List.of(connection), result.started());
        // What has ended is in the answer too: it is about all sends, not only about what there is left to do.
        assertEquals(List.of(connection), result.sent());
        assertEquals(List.of(), result.ended());
        assertEquals("bc", rig.allow(connection, 100));
        Rig.assertEmpty(connection);
        UnsendResult again = connection.unsend(record);
        assertEquals(List.of(), again.unsent());
        assertEquals(List.of(), again.started());
        assertEquals(List.of(connection, connection), again.sent());
        assertEquals(List.of(connection, connection), again.ended());
        record.close();
    }

    @Test
    void unsendTellsOfEachSendHowItEnded() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        try (RecordHandle record = rig.record("abc")) {
            connection.send(record);
            rig.settle();
            assertEquals(List.of(connection), record.unsend().sent());
            connection.close();
            connection.send(record);
            assertEquals(List.of(connection), record.unsend().ended());
            assertEquals(List.of(connection), record.unsend().sent());
        }
    }

    @Test
    void unsendWaitsForTheAnswerOfAWriteThatIsUnderWay() throws InterruptedException {
        assertEquals("unsent", unsendDuringWrite(0));
        assertEquals("started", unsendDuringWrite(3));
        assertEquals("sent", unsendDuringWrite(100));
    }

    private String unsendDuringWrite(int taken) throws InterruptedException {
        Connection connection = rig.full();
        RecordHandle record = rig.record("record");
        connection.send(record);
        AtomicReference<UnsendResult> answer = new AtomicReference<>();
        Thread thread = new Thread(() -> answer.set(record.unsend()));
        Rig.transport(connection).appetite = n -> Math.min(n, taken);
        Rig.transport(connection).duringWrite = () -> {
            thread.start();
            awaitWaiting(thread);
        };
        Rig.transport(connection).allow(100);
        rig.settlePasses(1);
        thread.join();
        Rig.transport(connection).appetite = n -> n;
        rig.settle();
        record.close();
        UnsendResult result = answer.get();
        assertEquals(taken == 0 ? "" : "record", Rig.transport(connection).text());
        return result.unsent().size() == 1 ? "unsent" : result.started().size() == 1 ? "started" : "sent";
    }

    /** Until a thread has gone to sleep. */
    static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(thread.getState() != Thread.State.TERMINATED, "the thread did not wait");
            Thread.onSpinWait();
        }
    }

    @Test
    void takesBackByKeyAndByUrgency() {
        Connection connection = rig.full();
        rig.send(connection, "1", SendOptions.DEFAULT.withKey("k"));
        rig.send(connection, "2", SendOptions.DEFAULT.withKey("k"));
        rig.send(connection, "3", SendOptions.DEFAULT.withKey("l"));
        rig.send(connection, "4", 7);
        rig.send(connection, "5", 7);
        assertEquals(List.of(connection), connection.unsendKey("k").unsent());
        assertEquals(List.of(), connection.unsendKey("k").unsent());
        assertEquals(
                List.of(connection, connection), connection.unsendUrgency(7).unsent());
        assertEquals("3", rig.allow(connection, 100));
    }

    @Test
    void replacesByKeyWhatIsBeingWrittenIfItHasNotBegun() {
        Connection connection = rig.full();
        SendOptions options = SendOptions.DEFAULT.withKey("k");
        SendReceipt old = rig.send(connection, "old", options);
        Rig.transport(connection).appetite = n -> 0;
        Rig.transport(connection).duringWrite = () -> rig.send(connection, "new", options);
        Rig.transport(connection).allow(100);
        rig.settlePasses(3);
        assertEquals(RecordState.SUPERSEDED, old.state(0));
        Rig.transport(connection).appetite = n -> n;
        rig.settle();
        assertEquals("new", Rig.transport(connection).text());
    }

    @Test
    void expiresWhereNothingMoves() {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "late", SendOptions.DEFAULT.withLifetime(Duration.ofNanos(1)));
        rig.settle();
        assertEquals(RecordState.EXPIRED, receipt.state(0));
        Rig.assertEmpty(connection);
    }

    // -- Failing

    @Test
    void everyRecordFailsOnceWithTheCause() {
        Connection connection = rig.full();
        SendReceipt begun = rig.send(connection, "begun");
        rig.allow(connection, 2);
        SendReceipt queued = rig.send(connection, "queued");
        IOException cause = new IOException("reset by the test");
        Rig.transport(connection).fail(cause);
        rig.settle();
        for (SendReceipt receipt : List.of(begun, queued)) {
            assertEquals(RecordState.FAILED, receipt.state(0));
            assertSame(cause, receipt.cause(0));
            assertSame(receipt, receipt.ended().toCompletableFuture().join());
        }
        assertTrue(begun.startedAfter(0) != null);
        assertEquals(null, queued.startedAfter(0));
        assertEquals(RecordState.FAILED, rig.send(connection, "later").state(0));
        assertThrows(
                Exception.class, () -> connection.closed().toCompletableFuture().join());
        Rig.assertEmpty(connection);
        assertFalse(Rig.transport(connection).isOpen());
    }

    @Test
    void sendsWithTheBatchThereIsWhereMemoryIsShort() throws InterruptedException {
        Connection one = rig.connection(FakeTransport.ENDLESS);
        Connection two = rig.connection(FakeTransport.ENDLESS);
        rig.outOfMemory = true;
        Thread other = new Thread(() -> rig.send(two, "two"));
        Rig.transport(one).duringWrite = () -> {
            // This writer has the only batch.
            other.start();
            awaitWaiting(other);
        };
        rig.send(one, "one");
        other.join();
        assertEquals("one", Rig.transport(one).text());
        assertEquals("two", Rig.transport(two).text());
        assertFalse(one.state().over() || two.state().over());
    }
}
