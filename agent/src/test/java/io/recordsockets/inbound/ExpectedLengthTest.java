package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.RecordParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where nothing announces how long a record is, as of a line, the shortest of those before it is waited for, and no more. */
class ExpectedLengthTest {
    private static final InboundLimits LIMITS = new InboundLimits(HoldMode.AUTO, 1 << 20, 200 * MS, 1000 * MS);
    private static final int PIECE = 400;

    private final Connection connection = new Connection(parser(), LIMITS);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    private static RecordParser parser() {
        return Connection.parser("line", Map.of());
    }

    private static byte[] line(int length) {
        byte[] line = new byte[length];
        for (int i = 0; i < length - 1; i++) {
            line[i] = (byte) ('a' + i % 26);
        }
        line[length - 1] = '\n';
        return line;
    }

    private int drain() throws IOException {
        int woken = 0;
        while (connection.select()) {
            woken++;
            got.write(connection.read(1 << 17));
        }
        return woken;
    }

    /** Sends bytes in pieces close together; answers how often the application was woken. */
    private int send(byte[] bytes) throws IOException {
        int woken = 0;
        sent.write(bytes);
        for (int at = 0; at < bytes.length; at += PIECE) {
            connection.kernel.arrive(bytes, at, Math.min(PIECE, bytes.length - at));
            woken += drain();
            connection.clock.advance(MS / 10);
        }
        return woken;
    }

    /** The selector sleeps until it has something to do, at most so long; answers how long it slept. */
    private long sleep(long maxNs) throws IOException {
        long startNs = connection.clock.nanoTime();
        while (got.size() < sent.size() && connection.clock.nanoTime() - startNs < maxNs) {
            assertTrue(connection.held(), "bytes wait, and nothing wakes the selector");
            connection.clock.advanceTo(Math.max(connection.inbound.holdDeadlineNs(), connection.clock.nanoTime() + 1));
            drain();
        }
        return connection.clock.nanoTime() - startNs;
    }

    private void settle() throws IOException {
        for (int i = 0; i < 40; i++) {
            send(line(10_000));
        }
    }

    @Test
    void longLinesInPiecesWakeOnceAndAreReadOnce() throws IOException {
        settle();
        int receives = connection.kernel.receives();
        int options = connection.kernel.optionCalls();
        for (int i = 0; i < 100; i++) {
            assertEquals(1, send(line(10_000)));
        }
        assertEquals(100, connection.kernel.receives() - receives);
        assertEquals(200, connection.kernel.optionCalls() - options);
        assertArrayEquals(sent.toByteArray(), got.toByteArray());
    }

    @Test
    void whatIsLongerThanExpectedComesAsItComes() throws IOException {
        settle();
        byte[] longer = line(12_000);
        sent.write(longer);
        for (int at = 0; at < longer.length; at += PIECE) {
            connection.kernel.arrive(longer, at, PIECE);
            assertEquals(at + PIECE < 10_000 ? 0 : 1, drain());
        }
        assertArrayEquals(sent.toByteArray(), got.toByteArray());
        assertEquals(1, send(line(10_000)), "the next one is waited for again");
    }

    @Test
    void whatIsShorterIsLateOnceAndNotExpectedToBeLongerAgain() throws IOException {
        settle();
        send(line(3_000));
        assertTrue(got.size() < sent.size());
        assertTrue(sleep(1_000 * MS) <= 100 * MS);
        for (int i = 0; i < 10; i++) {
            send(line(3_000));
            assertEquals(sent.size(), got.size());
        }
        assertArrayEquals(sent.toByteArray(), got.toByteArray());
    }

    @Test
    void shortLinesTogetherAreNotExpectedToBeOneLongOne() throws IOException {
        settle();
        for (int i = 0; i < 4; i++) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (int line = 0; line < 20; line++) {
                lines.write(line(500));
            }
            send(lines.toByteArray());
        }
        sleep(1_000 * MS);
        send(line(500));
        assertEquals(sent.size(), got.size());
        assertFalse(connection.held());
    }

    @Test
    void fewMessagesAreLateWhateverTheMixture() throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            ExpectedLengthTest run = new ExpectedLengthTest();
            int late = 0;
            for (int i = 0; i < 800; i++) {
                boolean brief = random.nextInt(1 + seed) == 0;
                byte[] line = line(brief ? 1 + random.nextInt(2_000) : 2_000 + random.nextInt(500 * (1 + seed)));
                boolean half = random.nextInt(20) == 0;
                run.send(half ? Arrays.copyOf(line, line.length / 2) : line);
                late += run.sleep(1_000 * MS) > 5 * MS ? 1 : 0;
                if (half) {
                    run.send(Arrays.copyOfRange(line, line.length / 2, line.length));
                    late += run.sleep(1_000 * MS) > 5 * MS ? 1 : 0;
                }
            }
            assertArrayEquals(run.sent.toByteArray(), run.got.toByteArray());
            assertTrue(late <= 8, late + " messages late, seed=" + seed);
            assertEquals(Map.of(), run.connection.statistics().plainConnections());
        }
    }

    @Test
    void theNextConnectionExpectsWhatOthersHaveSeen() throws IOException {
        for (int i = 0; i < 20; i++) {
            Connection each = new Connection(parser(), connection.rule);
            for (int at = 0; at < 4_000; at += PIECE) {
                each.kernel.arrive(line(4_000), at, PIECE);
                while (each.select()) {
                    each.read(1 << 17);
                }
                each.clock.advance(MS / 10);
            }
        }
        Connection next = new Connection(parser(), connection.rule);
        for (int at = 0; at < 4_000; at += PIECE) {
            next.kernel.arrive(line(4_000), at, PIECE);
            assertEquals(at + PIECE == 4_000, next.select());
        }
        assertArrayEquals(line(4_000), next.read(1 << 17));
        assertEquals(1, next.kernel.receives());
    }
}
