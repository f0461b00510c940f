package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where records come whole, hardly any is looked at; where they begin to come in pieces, that is seen soon. */
class SamplerTest {
    private static final InboundLimits LIMITS = new InboundLimits(HoldMode.AUTO, 1 << 20, 200 * MS, 1000 * MS);

    /** Counts how often it is asked. */
    private static final class Counting implements RecordParser {
        private final RecordParser parser = Connection.parser("length-field", Map.of("length", "4"));
        private int asked;

        @Override
        public long parse(ByteBuffer head) {
            asked++;
            return parser.parse(head);
        }

        @Override
        public int headLength() {
            return parser.headLength();
        }
    }

    private final Counting parser = new Counting();
    private final Connection connection = new Connection(parser, LIMITS);

    private static void whole(Connection connection, byte[] bytes) throws IOException {
        connection.kernel.arrive(bytes);
        assertTrue(connection.select());
        assertArrayEquals(bytes, connection.read(1 << 17));
        assertFalse(connection.select());
        connection.clock.advance(MS / 10);
    }

    /** Sends a record in equal pieces; answers how often the application was woken for it. */
    private static int inPieces(Connection connection, byte[] record, int pieces) throws IOException {
        int woken = 0;
        int step = (record.length + pieces - 1) / pieces;
        for (int at = 0; at < record.length; at += step) {
            connection.kernel.arrive(record, at, Math.min(step, record.length - at));
            while (connection.select()) {
                woken++;
                connection.read(1 << 17);
            }
            connection.clock.advance(MS / 10);
        }
        return woken;
    }

    @Test
    void hardlyAnyIsLookedAtWhereRecordsComeWhole() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            whole(connection, record(100));
        }
        assertTrue(parser.asked < 10_000 / 50, parser.asked + " of 10,000");
        assertEquals(10_000, connection.kernel.receives());
        connection.inbound.closed();
        assertEquals(10_000, connection.statistics().records(), "what is not looked at counts as a record");
        assertEquals(10_000, connection.statistics().reads());
    }

    @Test
    void eachIsLookedAtWithHoldOn() throws IOException {
        Connection always = Connection.lengthField();
        for (int i = 0; i < 1000; i++) {
            whole(always, record(100));
        }
        always.kernel.arrive(record(100), 0, 50);
        assertTrue(always.select(), "the first is followed");
        always.read(100);
        always.kernel.arrive(record(100), 50, 50);
        assertTrue(always.select());
        always.read(100);
        always.kernel.arrive(record(100), 0, 50);
        assertFalse(always.select());
    }

    @Test
    void recordsThatBeginToComeInPiecesBehindAnswersAreHeldSoon() throws IOException {
        for (int i = 0; i < 1000; i++) {
            whole(connection, record(100));
            connection.inbound.wrote();
        }
        int records = 0;
        for (int woken = 0; woken != 1; records++) {
            woken = inPieces(connection, record(50_000), 20);
            connection.inbound.wrote();
            assertTrue(records < 20, "still not held");
        }
        assertEquals(Map.of(), connection.statistics().plainConnections());
    }

    @Test
    void recordsThatBeginToComeInPiecesAndAreNotAnsweredAreHeldInTheEnd() throws IOException {
        for (int i = 0; i < 1000; i++) {
            whole(connection, record(100));
        }
        int records = 0;
        for (int woken = 0; woken != 1; records++) {
            woken = inPieces(connection, record(20_000), 10);
            assertTrue(records < 2_000, "still not held");
        }
        assertEquals(Map.of(), connection.statistics().plainConnections());
    }

    @Test
    void hardlyAnyIsLookedAtWherePiecesAreFarApart() throws IOException {
        for (int i = 0; i < 1000; i++) {
            for (int at = 0; at < 100; at += 50) {
                connection.kernel.arrive(record(100), at, 50);
                assertTrue(connection.select());
                connection.read(100);
                connection.clock.advance(30 * MS);
            }
            connection.inbound.wrote();
        }
        assertTrue(parser.asked < 1000 / 10, parser.asked + " of 1,000");
        assertEquals(Map.of(), connection.statistics().plainConnections());
    }

    @Test
    void everyByteArrivesWhateverASampleIsTakenFor() throws IOException {
        Random random = new Random(23);
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(100); i > 0; i--) {
                whole(connection, record(4 + random.nextInt(200)));
                if (random.nextInt(10) == 0) {
                    connection.inbound.wrote();
                }
            }
            byte[] noRecord = new byte[1 + random.nextInt(300)];
            for (int i = random.nextInt(40); i > 0; i--) {
                random.nextBytes(noRecord);
                connection.kernel.arrive(noRecord);
                assertTrue(connection.select(), "nothing is held here");
                assertArrayEquals(noRecord, connection.read(1 << 17));
            }
        }
    }

    /** Samples, holds and bytes that are no record, with and without a budget: what is in user space goes out first. */
    @Test
    void everyByteArrivesInItsOrderAmongSamplesAndHolds() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RecordParser length = Connection.parser("length-field", Map.of("length", "4"));
            InboundRule rule = new InboundRule(
                    LIMITS,
                    new io.recordsockets.monitor.RuleCounters(),
                    "listen *:1 test",
                    () -> Connection.parser("length-field", Map.of("length", "4")),
                    new TestClock(MS),
                    new HoldMemory(seed % 3 == 0 ? 0 : 1 << 20),
                    new Arenas(1));
            Connection each = new Connection(length, rule);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            for (int i = 0; i < 400; i++) {
                byte[] bytes = i < 20 ? record(100) : record(4 + random.nextInt(i % 100 < 50 ? 9000 : 100));
                if (random.nextInt(100) == 0) {
                    random.nextBytes(bytes);
                }
                int pieces = i < 20 || i / 40 % 2 == 0 ? 1 : 6;
                int step = (bytes.length + pieces - 1) / pieces;
                for (int at = 0; at < bytes.length; at += step) {
                    int n = Math.min(step, bytes.length - at);
                    each.kernel.arrive(bytes, at, n);
                    sent.write(bytes, at, n);
                    if (random.nextInt(3) > 0) {
                        readAll(each, got, 1 + random.nextInt(20_000));
                    }
                    each.clock.advance(MS / 10);
                }
            }
            while (got.size() < sent.size()) {
                int before = got.size();
                readAll(each, got, 20_000);
                if (got.size() == before) {
                    each.clock.advanceTo(Math.max(each.inbound.holdDeadlineNs(), each.clock.nanoTime()));
                }
            }
            assertArrayEquals(sent.toByteArray(), got.toByteArray(), "seed " + seed);
        }
    }

    private static void readAll(Connection from, ByteArrayOutputStream to, int room) throws IOException {
        while (from.select()) {
            byte[] bytes = from.read(room);
            if (bytes == null) {
                return;
            }
            to.write(bytes, 0, bytes.length);
        }
    }

    @Test
    void aSampleThatIsNoRecordEndsNothing() throws IOException {
        Connection requests = new Connection(Connection.parser("memcached", Map.of()), LIMITS);
        for (int i = 0; i < 500; i++) {
            whole(requests, "get abc\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals(0, requests.plain("not-a-record"));
        // Not a request: the place may have been wrong.
        for (int i = 0; i < 500; i++) {
            whole(requests, new byte[] {1, 2, 3, '\r', '\n'});
        }
        assertEquals(Map.of(), requests.statistics().plainConnections());
    }

    @Test
    void tlsBehindManyWholeRecordsIsSeen() throws IOException {
        for (int i = 0; i < 100; i++) {
            whole(connection, record(100));
        }
        byte[] handshake = new byte[200];
        handshake[0] = 22;
        handshake[1] = 3;
        handshake[2] = 1;
        handshake[4] = (byte) 195;
        handshake[5] = 1;
        handshake[8] = (byte) 191;
        for (int i = 0; i < 200; i++) {
            whole(connection, handshake);
        }
        assertEquals(Map.of("tls", 1L), connection.statistics().plainConnections());
    }

    @Test
    void aParserThatCannotBeMadeAnewEndsFraming() throws IOException {
        RecordParser once = new RecordParser() {
            @Override
            public long parse(ByteBuffer head) {
                return head.get(head.position()) == 1 ? FramingAnswer.record(1) : FramingAnswer.NOT_A_RECORD;
            }

            @Override
            public int headLength() {
                return 1;
            }
        };
        InboundRule rule = new InboundRule(
                LIMITS,
                new io.recordsockets.monitor.RuleCounters(),
                "listen *:1 test",
                () -> null,
                new TestClock(MS),
                new HoldMemory(1000),
                new Arenas(1));
        Connection failing = new Connection(once, rule);
        for (int i = 0; i < 40; i++) {
            whole(failing, new byte[] {1});
        }
        for (int i = 0; i < 100; i++) {
            whole(failing, new byte[] {2});
        }
        assertEquals(Map.of("parser-failed", 1L), failing.statistics().plainConnections());
    }
}
