package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.monitor.RuleCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A connection begins by following, holds where that pays, and ends it where it does not. */
class LadderTest {
    private static final InboundLimits LIMITS = new InboundLimits(HoldMode.AUTO, 1 << 20, 200 * MS, 1000 * MS);

    private static final long LATE_NS = 5 * MS;

    private final Connection connection = Connection.lengthField(LIMITS);

    /** The latest that bytes were delivered behind their arrival, and how often that was late. */
    private long worstNs;

    private int late;

    /** Sends a record in equal pieces; answers how often the application was woken for it. */
    private int send(byte[] record, int pieces, long gapNs) throws IOException {
        int woken = 0;
        int step = (record.length + pieces - 1) / pieces;
        for (int at = 0; at < record.length; at += step) {
            if (at > 0) {
                pass(gapNs);
            }
            connection.kernel.arrive(record, at, Math.min(step, record.length - at));
            woken += drain();
        }
        return woken;
    }

    /** The selector and the application go on until there is nothing for the application now. */
    private int drain() throws IOException {
        int woken = 0;
        while (connection.select()) {
            woken++;
            byte[] got = connection.read(1 << 17);
            if (got == null) {
                break;
            }
        }
        return woken;
    }

    /** Lets time pass, in which deadlines are met as by a selector. */
    private int pass(long ns) throws IOException {
        long endNs = connection.clock.nanoTime() + ns;
        int woken = 0;
        while (connection.held() && connection.inbound.holdDeadlineNs() - endNs <= 0) {
            connection.clock.advanceTo(Math.max(connection.inbound.holdDeadlineNs(), connection.clock.nanoTime()));
            woken += drain();
        }
        connection.clock.advanceTo(Math.max(endNs, connection.clock.nanoTime()));
        return woken;
    }

    /** A message that is no whole record arrives, and the application answers as soon as it has it. */
    private void pingPong(byte[] message) throws IOException {
        connection.kernel.arrive(message);
        long startNs = connection.clock.nanoTime();
        while (connection.kernel.queued() > 0 || connection.inbound.bufferedBytes() > 0) {
            if (drain() == 0) {
                assertTrue(connection.held(), "asleep on a message with nothing to wake up for");
                connection.clock.advanceTo(connection.inbound.holdDeadlineNs());
            }
        }
        connection.inbound.wrote();
        note(connection.clock.nanoTime() - startNs);
        connection.clock.advance(MS);
    }

    private void note(long delayNs) {
        worstNs = Math.max(worstNs, delayNs);
        late += delayNs > LATE_NS ? 1 : 0;
    }

    @Test
    void aNewConnectionReadsWhateverIsThereAtOnce() throws IOException {
        byte[] record = record(5000);
        connection.kernel.arrive(record, 0, 100);
        assertTrue(connection.select());
        assertEquals(100, connection.read(8192).length);
        assertFalse(connection.held());
        assertEquals(0, connection.kernel.optionCalls());
        assertEquals(1, connection.kernel.receives(), "one read, the application's own");
    }

    @Test
    void followsRecordsThroughTheReadsOfTheApplication() throws IOException {
        for (int i = 0; i < 8; i++) {
            connection.kernel.arrive(record(20 + i));
            connection.kernel.arrive(record(30), 0, 10);
            drain();
            connection.kernel.arrive(record(30), 10, 20);
            drain();
        }
        assertEquals(16, connection.statistics().records());
    }

    @Test
    void holdsOnceRecordsHaveComeInPiecesThatCompleteQuickly() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(10, send(record(5000), 10, MS / 10));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(1, send(record(5000), 10, MS / 10), "record " + i);
        }
        assertTrue(connection.statistics().holdsReleased().isEmpty());
    }

    @Test
    void recordsThatComeWholeAreNeverLookedAtBeforeTheApplicationDoes() throws IOException {
        for (int i = 0; i < 1000; i++) {
            assertEquals(1, send(record(5000), 1, 0));
        }
        assertEquals(1000, connection.kernel.receives());
        assertEquals(0, connection.kernel.optionCalls());
    }

    @Test
    void goesBackToFollowingWhereRecordsComeWholeAgain() throws IOException {
        holdsOnceRecordsHaveComeInPiecesThatCompleteQuickly();
        for (int i = 0; i < 40; i++) {
            send(record(5000), 1, 0);
        }
        int before = connection.kernel.receives();
        for (int i = 0; i < 100; i++) {
            send(record(5000), 1, 0);
        }
        assertEquals(100, connection.kernel.receives() - before);
    }

    @Test
    void wholeRecordsEndHoldingAlsoWhereTheApplicationReadsUntilNothingIsLeft() throws IOException {
        holdsOnceRecordsHaveComeInPiecesThatCompleteQuickly();
        for (int i = 0; i < 40; i++) {
            send(record(5000), 1, 0);
            assertNull(connection.read(8192));
        }
        assertEquals(0, connection.statistics().holds().holding());
    }

    @Test
    void doesNotHoldWhereToLookForTheEndTakesAsManyReads() throws IOException {
        Connection lines = new Connection(Connection.parser("line", java.util.Map.of()), LIMITS);
        byte[] line = new byte[3000];
        line[2999] = '\n';
        for (int i = 0; i < 1000; i++) {
            for (int at = 0; at < 3000; at += 1000) {
                lines.kernel.arrive(line, at, 1000);
                while (lines.select()) {
                    lines.read(8192);
                }
                lines.clock.advance(MS / 10);
            }
        }
        assertTrue(lines.counters.statistics("x").holds().whole() < 100, "held and held again");
        assertEquals(0, lines.counters.statistics("x").holds().holding());
    }

    @Test
    void doesNotHoldWhatComesSlowly() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertEquals(10, send(record(5000), 10, 20 * MS));
        }
        assertFalse(connection.held());
    }

    @Test
    void doesNotHoldWhatTheApplicationAnswersInParts() throws IOException {
        byte[] record = record(1000);
        for (int i = 0; i < 100; i++) {
            for (int at = 0; at < 1000; at += 100) {
                connection.kernel.arrive(record, at, 100);
                assertEquals(1, drain());
                connection.inbound.wrote();
                connection.clock.advance(MS / 10);
            }
        }
    }

    @Test
    void doesNotHoldWhereTheEndOfARecordIsFoundByChanceOnly() throws IOException {
        Connection lines = new Connection(Connection.parser("line", java.util.Map.of()), LIMITS);
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            byte[] message = new byte[1 + random.nextInt(200)];
            random.nextBytes(message);
            lines.kernel.arrive(message);
            assertTrue(lines.select(), "message " + i);
            assertEquals(message.length, lines.read(1000).length);
            lines.clock.advance(MS);
        }
    }

    @Test
    void aConnectionThatHeldAndChangesItsProtocolIsLateAFewTimesOnly() throws IOException {
        for (int i = 0; i < 200; i++) {
            send(record(5000), 10, 3 * MS);
        }
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            byte[] message = new byte[1 + random.nextInt(300)];
            message[0] = 0;
            if (message.length > 2) {
                message[2] = (byte) (1 + random.nextInt(3));
            }
            pingPong(message);
        }
        assertTrue(late <= 8, late + " messages late, the worst by " + worstNs / MS + " ms");
    }

    @Test
    void amongHonestRecordsTooWrongOnesAreLateAFewTimesOnly() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int honest = random.nextInt(30);
            for (int i = 0; i < honest; i++) {
                send(record(5000), 10, 2 * MS);
            }
            // The head of a record, which the application answers before the rest comes.
            pingPong(ByteBuffer.allocate(50).putInt(96).array());
            connection.kernel.arrive(new byte[50]);
            drain();
        }
        assertTrue(late <= 8, late + " messages late, the worst by " + worstNs / MS + " ms");
    }

    @Test
    void noByteWaitsLongerThanTenMillisecondsInTheBeginning() throws IOException {
        for (int i = 0; i < 3; i++) {
            send(record(5000), 10, 3 * MS);
        }
        connection.kernel.arrive(record(5000), 0, 100);
        assertFalse(connection.select());
        assertTrue(connection.inbound.holdDeadlineNs() - connection.clock.nanoTime() <= 10 * MS);
        assertTrue(connection.selectAtDeadline());
    }

    @Test
    void theBoundGrowsWithHoldsThatEndWholeAndFallsBackAtOnce() throws IOException {
        for (int i = 0; i < 50; i++) {
            send(record(5000), 10, 3 * MS);
        }
        connection.kernel.arrive(record(5000), 0, 100);
        assertFalse(connection.select());
        long grownNs = connection.inbound.holdDeadlineNs() - connection.clock.nanoTime();
        assertTrue(grownNs > 30 * MS && grownNs <= 100 * MS, grownNs / MS + " ms");
        assertTrue(connection.selectAtDeadline());
        drain();
        connection.kernel.arrive(record(5000), 100, 4900);
        drain();
        connection.kernel.arrive(record(5000), 0, 100);
        if (!connection.select()) {
            assertTrue(connection.inbound.holdDeadlineNs() - connection.clock.nanoTime() <= 12 * MS);
        }
    }

    @Test
    void aRecordLongerThanAnyBeforeIsNotWaitedFor() throws IOException {
        for (int i = 0; i < 20; i++) {
            send(record(5000), 10, MS / 10);
        }
        connection.kernel.arrive(record(50_000_000), 0, 100);
        assertTrue(connection.select());
        assertEquals(100, connection.read(8192).length);
        assertFalse(connection.held());
    }

    @Test
    void theNextConnectionBeginsWhereTheRuleHasLearned() throws IOException {
        for (int i = 0; i < 20; i++) {
            Connection each =
                    new Connection(Connection.parser("length-field", java.util.Map.of("length", "4")), connection.rule);
            for (int record = 0; record < 2; record++) {
                for (int at = 0; at < 5000; at += 500) {
                    each.kernel.arrive(record(5000), at, 500);
                    while (each.select()) {
                        assertNotNull(each.read(8192));
                    }
                    each.clock.advance(MS / 10);
                }
            }
        }
        Connection next =
                new Connection(Connection.parser("length-field", java.util.Map.of("length", "4")), connection.rule);
        next.kernel.arrive(record(5000), 0, 500);
        assertFalse(next.select(), "held from the first record on");
        assertTrue(next.inbound.holdDeadlineNs() - next.clock.nanoTime() <= LATE_NS);
        next.kernel.arrive(record(5000), 500, 4500);
        assertTrue(next.select());
        assertArrayEquals(record(5000), next.read(8192));
    }

    @Test
    void nothingIsHeldWithHoldOff() throws IOException {
        Connection off = Connection.lengthField(new InboundLimits(HoldMode.OFF, 1 << 20, 200 * MS, 1000 * MS));
        for (int i = 0; i < 100; i++) {
            off.kernel.arrive(record(100), 0, 50);
            assertTrue(off.select());
            off.read(100);
            off.kernel.arrive(record(100), 50, 50);
            assertTrue(off.select());
            off.read(100);
        }
        assertEquals(100, off.statistics().records());
    }

    @Test
    void countsWhereItsConnectionsStand() throws IOException {
        RuleCounters counters = connection.counters;
        assertEquals(1, counters.statistics("x").holds().following());
        holdsOnceRecordsHaveComeInPiecesThatCompleteQuickly();
        assertEquals(0, counters.statistics("x").holds().following());
        assertEquals(1, counters.statistics("x").holds().holding());
        assertTrue(counters.statistics("x").holds().whole() >= 100);
        connection.kernel.close();
        connection.inbound.closed();
        assertEquals(0, counters.statistics("x").holds().holding());
        assertEquals(0, connection.memory.used());
    }
}
