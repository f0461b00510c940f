package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.rules.RuleSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What an application writes to the channel itself, between records. Its own records are lines. */
class ApplicationWritesTest {
    private final Rig rig = new Rig();

    private Connection full() {
        return rig.full(RuleSet.framing("line"));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int write(Connection connection, String text) throws IOException {
        ByteBuffer src = bytes(text);
        int n = Rig.application(connection).write(src);
        assertEquals(n, src.position(), "as many bytes are gone as were accepted");
        return n;
    }

    @Test
    void goStraightThroughWhereNothingIsQueued() throws IOException {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        ByteBuffer[] srcs = {bytes("not"), bytes("ab"), bytes("c"), bytes("not")};
        assertEquals(3, Rig.application(connection).write(srcs, 1, 2));
        assertEquals("abc", Rig.transport(connection).text());
        assertEquals(0, srcs[0].position());
        assertFalse(srcs[2].hasRemaining());
        Rig.assertEmpty(connection);
    }

    @Test
    void theRestOfAShortWriteIsQueuedBeforeAnythingElse() throws IOException {
        Connection connection = rig.connection(2, RuleSet.framing("line"));
        Rig.transport(connection).duringWrite = () -> rig.send(connection, "urgent", 0);
        assertEquals(5, write(connection, "line\n"));
        assertEquals("ne\nurgent", rig.allow(connection, 100));
        Rig.assertEmpty(connection);
    }

    @Test
    void queueBehindWhatHasTheSameUrgency() throws IOException {
        Connection connection = full();
        rig.send(connection, "first ");
        assertEquals(5, write(connection, "line\n"));
        rig.send(connection, "last");
        rig.send(connection, "urgent ", 0);
        assertEquals("urgent first line\nlast", rig.allow(connection, 100));
    }

    @Test
    void nothingComesBetweenTwoWritesOfOneRecord() throws IOException {
        Connection connection = full();
        rig.send(connection, "first ");
        write(connection, "li");
        rig.send(connection, "urgent ", 0);
        assertEquals("urgent first li", rig.allow(connection, 100));
        rig.send(connection, "more urgent ", 0);
        rig.settle();
        assertEquals("", rig.allow(connection, 100));
        write(connection, "ne\nsec");
        assertEquals("ne\nsec", rig.allow(connection, 100));
        write(connection, "ond\n");
        assertEquals("ond\nmore urgent ", rig.allow(connection, 100));
        Rig.assertEmpty(connection);
    }

    @Test
    void aRefusalIsToldAndItsEndToo() throws IOException {
        Connection connection = full();
        connection.policy(SocketPolicy.DEFAULT.withLimits(10, 100));
        rig.send(connection, "1234567");
        assertEquals(3, write(connection, "line\n"));
        // The rest of a record that was accepted in part must not wait for what waits for it.
        assertEquals(2, write(connection, "e\n"));
        assertEquals(0, write(connection, "next\n"));
        assertFalse(Rig.application(connection).writable());
        int rooms = rooms(connection);
        assertEquals("123", rig.allow(connection, 3));
        assertTrue(Rig.application(connection).writable());
        assertTrue(rooms(connection) > rooms);
        assertEquals(1, write(connection, "next\n"));
        assertEquals("4567line\nn", rig.allow(connection, 100));
        assertEquals(4, write(connection, "ext\n"));
        rig.settle();
        assertEquals("1234567line\nnext\n", Rig.transport(connection).text());
    }

    private static int rooms(Connection connection) {
        return (int)
                Rig.transport(connection).calls.stream().filter("room"::equals).count();
    }

    @Test
    void theKernelsRefusalIsToldWhenItEnds() throws IOException {
        Connection connection = rig.connection(0);
        assertEquals(0, write(connection, "line\n"));
        rig.settle();
        int rooms = rooms(connection);
        rig.allow(connection, 100);
        assertTrue(rooms(connection) > rooms);
        assertEquals(5, write(connection, "line\n"));
    }

    @Test
    void aCutRecordIsFinishedThoughTheQueueIsFull() throws IOException {
        Connection connection = full();
        connection.policy(SocketPolicy.DEFAULT.withLimits(10, 100));
        rig.send(connection, "0", 0);
        assertEquals(2, write(connection, "li"));
        rig.send(connection, "1234567");
        assertEquals("0li", rig.allow(connection, 100));
        assertTrue(Rig.application(connection).writable());
        assertEquals(3, write(connection, "ne\n"));
        assertEquals("ne\n1234567", rig.allow(connection, 100));
    }

    @Test
    void areNeverTakenBackOrDropped() throws IOException {
        Connection connection = full();
        rig.send(connection, "first ", 0);
        write(connection, "line\n");
        SendReceipt record = rig.send(connection, "record");
        assertEquals(
                1,
                connection.unsendUrgency(SendOptions.DEFAULT_URGENCY).unsent().size());
        assertEquals(RecordState.UNSENT, record.state(0));
        assertEquals("first line\n", rig.allow(connection, 100));
    }

    @Test
    void withoutAFramingEachWriteIsARecord() throws IOException {
        Connection connection = rig.full();
        rig.send(connection, "first ");
        write(connection, "own ");
        rig.send(connection, "urgent ", 0);
        write(connection, "own ");
        assertEquals("urgent first own own ", rig.allow(connection, 100));
    }

    @Test
    void drainWithTheRest() throws IOException {
        Connection connection = full();
        rig.send(connection, "first ");
        write(connection, "line\n");
        connection.close();
        assertThrows(ClosedChannelException.class, () -> write(connection, "more\n"));
        assertTrue(Rig.application(connection).writable(), "a write throws at once");
        assertEquals("first line\n", rig.allow(connection, 100));
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void closingInTheMiddleOfARecordGivesUpWhatIsBehindItAtOnce() throws IOException {
        for (boolean shutdown : new boolean[] {true, false}) {
            Connection connection = rig.connection(FakeTransport.ENDLESS, RuleSet.framing("line"));
            write(connection, "half a li");
            SendReceipt behind = rig.send(connection, "behind");
            rig.settle();
            assertEquals(RecordState.QUEUED, behind.state(0));
            if (shutdown) {
                connection.shutdownOutput();
            } else {
                connection.close();
            }
            rig.settle();
            assertEquals(RecordState.FAILED, behind.state(0));
            assertTrue(behind.cause(0).getMessage().contains("in the middle of a record"));
            assertEquals("half a li", Rig.transport(connection).text());
            assertEquals(shutdown, Rig.transport(connection).isOpen());
            assertEquals(shutdown, Rig.transport(connection).calls.contains("shutdownOutput"));
            if (!shutdown) {
                assertThrows(
                        CompletionException.class,
                        () -> connection.closed().toCompletableFuture().join());
            }
            Rig.assertEmpty(connection);
        }
    }

    @Test
    void closingInTheMiddleOfARecordStillSendsWhatWasAcceptedOfIt() throws IOException {
        Connection connection = rig.connection(4, RuleSet.framing("line"));
        write(connection, "half a li");
        SendReceipt behind = rig.send(connection, "behind");
        connection.close();
        assertEquals(" a", rig.allow(connection, 2));
        assertEquals(RecordState.QUEUED, behind.state(0));
        assertEquals(" li", rig.allow(connection, 100));
        assertEquals(RecordState.FAILED, behind.state(0));
        assertFalse(Rig.transport(connection).isOpen());
    }

    @Test
    void aRecordIsFinishedThoughClosingBeginsInTheMiddleOfItsWrite() throws IOException {
        Connection connection = rig.connection(2, RuleSet.framing("line"));
        Rig.transport(connection).duringWrite = () -> {
            rig.send(connection, "record");
            connection.close();
        };
        assertEquals(5, write(connection, "line\n"));
        assertEquals("ne\nrecord", rig.allow(connection, 100));
        assertEquals(SendState.CLOSED, connection.state());
    }

    @Test
    void aFailureIsTheWritersToSee() {
        Connection connection = rig.connection(100);
        IOException cause = new IOException("reset by the test");
        Rig.transport(connection).fail(cause);
        assertEquals(cause, assertThrows(IOException.class, () -> write(connection, "line\n")));
    }

    @Test
    void bytesAreThoseOfTheMomentOfTheWrite() throws IOException {
        Connection connection = full();
        rig.send(connection, "first ");
        ByteBuffer src = bytes("line\n");
        Rig.application(connection).write(src);
        src.clear().put(bytes("XXXXX"));
        assertEquals("first line\n", rig.allow(connection, 100));
    }
}
