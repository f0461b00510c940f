package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.concat;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Any doubt makes the connection plain TCP, without loss. */
class DoubtTest {
    private static final byte[] CLIENT_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};

    private static Connection connection(ToLongFunction<ByteBuffer> parser) {
        return new Connection(
                new RecordParser() {
                    @Override
                    public long parse(ByteBuffer head) {
                        return parser.applyAsLong(head);
                    }

                    @Override
                    public int headLength() {
                        return 4;
                    }
                },
                Connection.LIMITS);
    }

    /** Whatever arrives now wakes the application at once, byte by byte, and nothing is missing before it. */
    private static void assertPlain(Connection connection, String reason, byte[] sent) throws IOException {
        assertEquals(1, connection.plain(reason), reason);
        assertArrayEquals(sent, readAll(connection));
        for (int i = 0; i < 10; i++) {
            connection.kernel.arrive(new byte[] {(byte) i});
            assertTrue(connection.select());
            assertArrayEquals(new byte[] {(byte) i}, connection.read(100));
        }
        assertFalse(connection.held());
        assertEquals(1, connection.kernel.mark());
        assertEquals(0, connection.memory.used());
        assertEquals(1, connection.plain(reason), "counted once");
    }

    private static byte[] readAll(Connection connection) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part; connection.select() && (part = connection.read(1 << 20)) != null; ) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void tlsIsPlain() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.arrive(CLIENT_HELLO);
        assertTrue(connection.select());
        assertPlain(connection, "tls", CLIENT_HELLO);
    }

    @Test
    void tlsIsSeenByteByByte() throws IOException {
        Connection connection = Connection.lengthField();
        for (int i = 0; i < 5; i++) {
            connection.kernel.arrive(CLIENT_HELLO, i, 1);
            assertFalse(connection.select(), "byte " + i);
        }
        connection.kernel.arrive(CLIENT_HELLO, 5, 1);
        assertTrue(connection.select());
        assertPlain(connection, "tls", Arrays.copyOf(CLIENT_HELLO, 6));
    }

    @Test
    void aHandshakeInALaterRecordIsNotTls() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.arrive(concat(record(10), CLIENT_HELLO));
        assertTrue(connection.select());
        assertEquals(0, connection.plain("tls"));
    }

    @Test
    void recordsThatBeginLikeTlsAreRecords() throws IOException {
        Connection connection = new Connection(Connection.parser("fixed", Map.of("length", "8")), Connection.LIMITS);
        byte[] record = {0x16, 3, 1, 2, 0, 3, 7, 8};
        connection.kernel.arrive(record, 0, 5);
        assertFalse(connection.select());
        connection.kernel.arrive(record, 5, 2);
        assertFalse(connection.select());
        connection.kernel.arrive(record, 7, 1);
        assertTrue(connection.select());
        assertArrayEquals(record, connection.read(100));
        assertTrue(connection.statistics().plainConnections().isEmpty());
    }

    @Test
    void bytesThatAreNoRecordArePlain() throws IOException {
        Connection connection = new Connection(
                Connection.parser("length-field", Map.of("length", "4", "max", "100")), Connection.LIMITS);
        byte[] sent = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        connection.kernel.arrive(sent);
        assertTrue(connection.select());
        assertPlain(connection, "not-a-record", sent);
    }

    @Test
    void aChangeOfProtocolIsPlainAndNoFault() throws IOException {
        Connection connection = connection(head -> FramingAnswer.UNFRAMED);
        connection.kernel.arrive(new byte[10]);
        assertTrue(connection.select());
        assertPlain(connection, "protocol-change", new byte[10]);
    }

    @Test
    void doubtAfterGoodRecordsDeliversThemToo() throws IOException {
        Connection connection = new Connection(
                Connection.parser("length-field", Map.of("length", "4", "max", "100")), Connection.LIMITS);
        byte[] sent = concat(record(20), record(30), "GET /".getBytes(StandardCharsets.US_ASCII));
        connection.kernel.arrive(sent, 0, 20);
        assertTrue(connection.select());
        assertArrayEquals(record(20), connection.read(1000));
        connection.kernel.arrive(sent, 20, sent.length - 20);
        byte[] rest = Arrays.copyOfRange(sent, 20, sent.length);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (got.size() < rest.length) {
            assertTrue(connection.select());
            got.writeBytes(connection.read(7));
        }
        assertArrayEquals(rest, got.toByteArray());
        assertPlain(connection, "not-a-record", new byte[0]);
    }

    @Test
    void aHeadWithoutEndIsPlain() throws IOException {
        Connection connection = connection(head -> FramingAnswer.atLeast(head.remaining() + 1));
        byte[] sent = new byte[RecordTracker.HEAD_LIMIT + 100];
        for (int at = 0; at < sent.length; at += 1111) {
            connection.kernel.arrive(sent, at, Math.min(1111, sent.length - at));
            connection.select();
        }
        assertPlain(connection, "head-too-long", sent);
    }

    @Test
    void aParserThatAsksForTooMuchAtOnceMakesItPlain() throws IOException {
        Connection connection = connection(head -> FramingAnswer.atLeast(RecordTracker.HEAD_LIMIT + 1));
        connection.kernel.arrive(new byte[10]);
        assertTrue(connection.select());
        assertPlain(connection, "head-too-long", new byte[10]);
    }

    @Test
    void aParserThatThrowsMakesItPlain() throws IOException {
        Connection connection = connection(head -> {
            throw new IllegalStateException("the parser fails");
        });
        connection.kernel.arrive(new byte[10]);
        assertTrue(connection.select());
        assertPlain(connection, "parser-failed", new byte[10]);
    }

    @Test
    void aParserThatThrowsWhileTheApplicationReadsMakesItPlain() throws IOException {
        Connection connection = connection(head -> {
            int length = head.get(head.position());
            if (length == 99) {
                throw new AssertionError("the parser fails");
            }
            return FramingAnswer.record(length);
        });
        // Large enough to be left in the kernel: the second record is met by the application's own read.
        byte[] sent = new byte[20];
        sent[0] = 10;
        sent[10] = 99;
        connection.kernel.arrive(sent);
        assertTrue(connection.select());
        assertArrayEquals(sent, connection.read(100));
        assertPlain(connection, "parser-failed", new byte[0]);
    }

    @Test
    void aParserWhoseHeadLengthThrowsIsAskedAllTheSame() throws IOException {
        Connection connection = new Connection(
                new RecordParser() {
                    @Override
                    public long parse(ByteBuffer head) {
                        return FramingAnswer.record(8);
                    }

                    @Override
                    public int headLength() {
                        throw new IllegalStateException("the parser fails");
                    }
                },
                Connection.LIMITS);
        connection.kernel.arrive(new byte[7]);
        assertFalse(connection.select());
        connection.kernel.arrive(new byte[1]);
        assertTrue(connection.select());
        assertEquals(8, connection.read(100).length);
    }

    @Test
    void aKernelThatRefusesTheMarkMakesItPlain() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.failToRaiseAfter(0);
        connection.kernel.arrive(record(5000), 0, 1000);
        assertTrue(connection.select());
        assertPlain(connection, "option-failed", Arrays.copyOf(record(5000), 1000));
    }

    @Test
    void aMarkThatCannotBeRaisedFurtherComesDown() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.failToRaiseAfter(1);
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        assertTrue(connection.kernel.mark() > 1);
        connection.kernel.arrive(record(5000), 1000, 4000);
        assertTrue(connection.select());
        assertArrayEquals(record(5000), connection.read(8000));
        connection.kernel.arrive(record(5000), 0, 1000);
        assertTrue(connection.select());
        assertPlain(connection, "option-failed", Arrays.copyOf(record(5000), 1000));
    }

    @Test
    void aForeignSelectorMakesItPlain() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        connection.inbound.foreignSelector();
        assertTrue(connection.kernel.readable(), "the mark is down, so that the foreign selector sees the bytes");
        assertPlain(connection, "foreign-selector", Arrays.copyOf(record(5000), 1000));
        assertEquals(1, connection.released("plain"));
    }

    @Test
    void anEngineThatReadsHasAllThereIsAndIsNoDoubt() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        connection.inbound.engineReads();
        assertTrue(connection.kernel.readable(), "the mark is down, so that the engine's selector sees the bytes");
        assertFalse(connection.held());
        assertArrayEquals(Arrays.copyOf(record(5000), 1000), connection.read(5000));
        assertEquals(Map.of(), connection.statistics().plainConnections());
        assertEquals(Map.of(), connection.statistics().holdsReleased());
    }

    @Test
    void aHangUpEndsHolding() throws IOException {
        Connection connection = Connection.lengthField();
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        connection.inbound.hangUp();
        assertFalse(connection.held());
        assertEquals(1, connection.kernel.mark());
        assertArrayEquals(Arrays.copyOf(record(5000), 1000), connection.read(5000));
        assertNotNull(connection.statistics().holdsReleased().get("end-of-stream"));
    }

    @Test
    void recordsOfManyGigabytesAreDeliveredInSteps() throws IOException {
        long[] lengths = {3L << 30, (1L << 62) - 1, (7L << 32) + 5};
        for (long length : lengths) {
            boolean[] first = {true};
            Connection connection = connection(head -> FramingAnswer.record(first[0] ? 10 : length));
            connection.kernel.arrive(new byte[10]);
            assertEquals(10, readAll(connection).length);
            first[0] = false;
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 5; i++) {
                connection.kernel.arrive(block);
                assertEquals(block.length, readAll(connection).length, "length=" + length);
            }
            assertTrue(connection.statistics().plainConnections().isEmpty(), "length=" + length);
        }
    }

    @Test
    void aFirstRecordOfAnAbsurdLengthIsDoubt() throws IOException {
        Connection connection = Connection.lengthField();
        byte[] text = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        connection.kernel.arrive(text);
        assertTrue(connection.select(), "not held");
        assertPlain(connection, "not-a-record", text);
    }
}
