package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.receive.Streams;
import io.recordsockets.rules.RuleSet;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Records out of whatever pieces come in. */
class RecordReceiverTest {
    private final Rig rig = new Rig();

    private Connection connection(String framing) {
        return rig.connection(FakeTransport.ENDLESS, RuleSet.framing(framing));
    }

    private static byte[] next(Connection connection) throws IOException {
        RecordHandle record = connection.tryReceive();
        if (record == null) {
            return null;
        }
        try (record) {
            ByteBuffer view = record.bytes();
            byte[] bytes = new byte[view.remaining()];
            view.get(bytes);
            return bytes;
        }
    }

    @Test
    void cutsTheSameRecordsOutOfEachPairOfPieces() throws IOException {
        for (Streams stream : Streams.all()) {
            for (int cut = 0; cut <= stream.bytes().length; cut++) {
                Connection connection = connection(stream.framing());
                expect(connection, stream, 0, cut);
                expect(connection, stream, cut, stream.bytes().length);
            }
        }
    }

    @Test
    void cutsTheSameRecordsOutOfSingleBytes() throws IOException {
        for (Streams stream : Streams.all()) {
            Connection connection = connection(stream.framing());
            for (int at = 0; at < stream.bytes().length; at++) {
                expect(connection, stream, at, at + 1);
            }
        }
    }

    /** With these bytes come the records that end in them, and no other. */
    private static void expect(Connection connection, Streams stream, int from, int to) throws IOException {
        if (to > from) {
            Rig.transport(connection).arrive(Arrays.copyOfRange(stream.bytes(), from, to));
        }
        int start = 0;
        for (int end : stream.ends()) {
            if (end > from && end <= to) {
                assertEquals(
                        ByteBuffer.wrap(stream.bytes(), start, end - start),
                        ByteBuffer.wrap(next(connection)),
                        () -> "" + stream.framing() + " " + from + ".." + to);
            }
            start = end;
        }
        assertNull(next(connection));
    }

    @Test
    void receivesLargeRecordsBetweenSmallOnes() throws IOException {
        Streams stream = Streams.lengthField(10, 3_000_000, 0, 20_000, 100_000, 5);
        Random random = new Random(3);
        Connection connection = connection(stream.framing());
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        int records = 0;
        for (int at = 0; at < stream.bytes().length; ) {
            int next = Math.min(stream.bytes().length, at + 1 + random.nextInt(100_000));
            Rig.transport(connection).arrive(Arrays.copyOfRange(stream.bytes(), at, next));
            at = next;
            for (byte[] record; (record = next(connection)) != null; records++) {
                seen.writeBytes(record);
            }
        }
        assertEquals(stream.ends().size(), records);
        assertTrue(Arrays.equals(stream.bytes(), seen.toByteArray()));
    }

    @Test
    void receivesLongRecordsWithManyLengthsUpToTheLimit() throws IOException {
        String element = "$65536\r\n" + "c".repeat(65_536) + "\r\n";
        byte[] record = ("*40\r\n" + element.repeat(40)).getBytes(StandardCharsets.ISO_8859_1);
        Connection connection = connection("resp");
        Rig.transport(connection).arrive(record);
        assertTrue(Arrays.equals(record, next(connection)));
        connection.policy(SocketPolicy.DEFAULT.withLimits(1 << 20, 10));
        Rig.transport(connection).arrive(record);
        IOException thrown = assertThrows(IOException.class, () -> next(connection));
        assertTrue(thrown.getMessage().contains("maxBytes"), thrown.getMessage());
    }

    @Test
    void refusesARecordBeyondTheLimitEachTimeItIsAsked() {
        Connection connection = connection(Streams.LENGTH_FIELD);
        connection.policy(SocketPolicy.DEFAULT.withLimits(100, 10));
        Rig.transport(connection).arrive(Streams.record(97));
        assertThrows(IOException.class, () -> next(connection));
        assertThrows(IOException.class, () -> next(connection));
    }

    @Test
    void tellsWhetherTheStreamEndedInTheMiddleOfARecord() throws IOException {
        Connection whole = connection(Streams.LENGTH_FIELD);
        Rig.transport(whole).arrive(Streams.record(5));
        Rig.transport(whole).end();
        assertEquals(9, next(whole).length);
        assertFalse(end(whole).contains("middle"));
        assertFalse(end(whole).contains("middle"));

        Connection cut = connection(Streams.LENGTH_FIELD);
        Rig.transport(cut).arrive(Arrays.copyOf(Streams.record(100_000), 5));
        assertNull(next(cut));
        Rig.transport(cut).end();
        assertTrue(end(cut).contains("in the middle of a record, bytes of it=5"));
    }

    private static String end(Connection connection) {
        return assertThrows(EOFException.class, () -> next(connection)).getMessage();
    }

    @Test
    void whatDoesNotFollowTheFramingIsAnError() {
        Connection connection = connection("http1");
        Rig.transport(connection).arrive(new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        assertThrows(IOException.class, () -> next(connection));
    }

    @Test
    void nothingIsReceivedWithoutAFraming() {
        assertThrows(IllegalStateException.class, () -> rig.connection(0).tryReceive());
    }

    @Test
    void theFlusherWakesWhoeverWaits() throws InterruptedException {
        Connection connection = connection(Streams.LENGTH_FIELD);
        AtomicReference<Object> answer = new AtomicReference<>();
        Thread receiver = receive(connection, answer, null);
        rig.settle();
        Rig.transport(connection).arrive(Arrays.copyOf(Streams.record(3), 5));
        rig.settle();
        OutboundTest.awaitWaiting(receiver);
        rig.settle();
        Rig.transport(connection).arrive(Arrays.copyOfRange(Streams.record(3), 5, 7));
        while (receiver.isAlive()) {
            rig.settle();
        }
        assertEquals(7L, ((RecordHandle) answer.get()).length());
    }

    private static Thread receive(Connection connection, AtomicReference<Object> answer, Duration timeout) {
        Thread receiver = new Thread(() -> {
            try {
                answer.set(timeout == null ? connection.receive() : connection.receive(timeout));
            } catch (IOException | InterruptedException e) {
                answer.set(e);
            }
        });
        receiver.start();
        OutboundTest.awaitWaiting(receiver);
        return receiver;
    }

    @Test
    void closingWakesWhoeverWaits() throws InterruptedException {
        Connection connection = connection(Streams.LENGTH_FIELD);
        AtomicReference<Object> answer = new AtomicReference<>();
        Thread receiver = receive(connection, answer, null);
        connection.close();
        receiver.join();
        assertEquals(ClosedChannelException.class, answer.get().getClass());
    }

    @Test
    void anInterruptKeepsWhatHasComeIn() throws Exception {
        Connection connection = connection(Streams.LENGTH_FIELD);
        Rig.transport(connection).arrive(Arrays.copyOf(Streams.record(3), 5));
        AtomicReference<Object> answer = new AtomicReference<>();
        Thread receiver = receive(connection, answer, null);
        receiver.interrupt();
        receiver.join();
        assertEquals(InterruptedException.class, answer.get().getClass());
        Rig.transport(connection).arrive(Arrays.copyOfRange(Streams.record(3), 5, 7));
        assertEquals(7, next(connection).length);
    }

    @Test
    void aTimeOutHoldsBesideAnotherWhoWaits() throws Exception {
        Connection connection = connection(Streams.LENGTH_FIELD);
        AtomicReference<Object> answer = new AtomicReference<>();
        Thread receiver = receive(connection, answer, null);
        assertNull(connection.receive(Duration.ofMillis(1)));
        assertNull(connection.receive(Duration.ofSeconds(Long.MIN_VALUE)));
        assertNull(connection.tryReceive());
        receiver.interrupt();
        receiver.join();
    }

    @Test
    void whatWasReceivedIsSentOnWithoutACopy() throws IOException {
        Connection in = connection(Streams.LENGTH_FIELD);
        Connection out = rig.connection(FakeTransport.ENDLESS);
        Rig.transport(in).arrive(Streams.record(50_000));
        try (RecordHandle record = in.tryReceive()) {
            out.send(record);
        }
        rig.settle();
        assertTrue(Arrays.equals(Streams.record(50_000), Rig.transport(out).written()));
    }

    @Test
    void aChannelIsNotGivenBackInTheMiddleOfARecord() throws IOException {
        Connection connection = connection(Streams.LENGTH_FIELD);
        Rig.transport(connection).arrive(new byte[] {0, 0});
        assertNull(next(connection));
        assertThrows(IllegalStateException.class, connection::detach);
        assertTrue(connection.isOpen());
    }
}
