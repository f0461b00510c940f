package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCheckerTest {
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final Tally tally = new Tally();
    private final RecordChecker checker = new RecordChecker(tally);

    private static ByteBuffer content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer record(Message.Kind kind, long sequence, long blockId, int length) {
        return Message.of(kind, sequence, WallClock.nowNs() - 1, blockId, content(length))
                .bytes();
    }

    private void accept(ByteBuffer... records) throws IOException {
        for (ByteBuffer record : records) {
            checker.accept(record);
        }
    }

    private static ByteBuffer joined(ByteBuffer... records) {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        for (ByteBuffer record : records) {
            all.put(record);
        }
        return all.flip();
    }

    @Test
    void countsRecordsWhateverThePieces() throws IOException {
        ByteBuffer stream = joined(
                record(Message.Kind.BLOCK, 1, 1, 5000),
                record(Message.Kind.VOTE, 1, 1, 31),
                record(Message.Kind.RETRACTION, 1, 7, 0),
                record(Message.Kind.VOTE, 2, 1, 95));
        for (int pieceLength : new int[] {1, 7, 1000, 1 << 20}) {
            Tally tally = new Tally();
            RecordChecker checker = new RecordChecker(tally);
            for (int i = 0; i < stream.limit(); i += pieceLength) {
                checker.accept(stream.slice(i, Math.min(pieceLength, stream.limit() - i)));
            }
            assertEquals(new Tally.Sums(4, 1, 2, stream.limit(), 0, 0, 0), tally.sums(), "pieces of " + pieceLength);
            assertEquals(4, checker.records());
        }
    }

    @Test
    void findsEveryFlippedBitOfTheContent() throws IOException {
        for (int bit = 0; bit < 64 * Byte.SIZE; bit++) {
            Tally tally = new Tally();
            ByteBuffer record = record(Message.Kind.VOTE, 1, 1, 64);
            int at = Message.HEADER_BYTES + bit / Byte.SIZE;
            record.put(at, (byte) (record.get(at) ^ 1 << bit % Byte.SIZE));
            RecordChecker checker = new RecordChecker(tally);
            checker.accept(record);
            assertEquals(1, tally.sums().wrong(), "bit " + bit);
            assertEquals(0, tally.sums().records(), "bit " + bit);
            checker.accept(record(Message.Kind.VOTE, 2, 1, 64));
            assertEquals(1, tally.sums().records(), "the record behind it is found");
        }
    }

    @Test
    void refusesARecordThatComesTwice() throws IOException {
        accept(record(Message.Kind.BLOCK, 1, 1, 100), record(Message.Kind.BLOCK, 1, 1, 100));
        assertEquals(1, tally.sums().records());
        assertEquals(1, tally.sums().wrong());
    }

    @Test
    void refusesARecordBehindALaterOneOfItsKind() throws IOException {
        accept(record(Message.Kind.VOTE, 5, 1, 31), record(Message.Kind.VOTE, 4, 1, 31));
        assertEquals(1, tally.sums().wrong());
    }

    @Test
    void kindsHaveAnOrderEach() throws IOException {
        accept(record(Message.Kind.VOTE, 5, 1, 31), record(Message.Kind.BLOCK, 1, 1, 31));
        assertEquals(0, tally.sums().wrong());
        assertEquals(2, tally.sums().records());
    }

    @Test
    void countsVotesThatWereLeftOutButNotThoseBeforeTheFirst() throws IOException {
        accept(record(Message.Kind.VOTE, 100, 1, 31), record(Message.Kind.VOTE, 104, 1, 31));
        assertEquals(3, tally.sums().missingVotes());
    }

    @Test
    void blocksMayBeLeftOut() throws IOException {
        accept(record(Message.Kind.BLOCK, 1, 1, 31), record(Message.Kind.BLOCK, 9, 9, 31));
        assertEquals(0, tally.sums().missingVotes());
        assertEquals(0, tally.sums().wrong());
    }

    @Test
    void endsWhereTheStreamIsNoRecord() {
        ByteBuffer shortLength = record(Message.Kind.VOTE, 1, 1, 31).putInt(0, 28);
        assertThrows(IOException.class, () -> checker.accept(shortLength));
        ByteBuffer unknownKind = record(Message.Kind.VOTE, 1, 1, 31).put(Message.KIND_OFFSET, (byte) 9);
        Tally other = new Tally();
        assertThrows(IOException.class, () -> new RecordChecker(other).accept(unknownKind));
        assertEquals(1, tally.sums().wrong());
        assertEquals(1, other.sums().wrong());
    }

    @Test
    void measuresVotesFromTheTimeTheyCarry() throws IOException {
        long longAgo = WallClock.nowNs() - HOUR_NS;
        accept(Message.of(Message.Kind.VOTE, 1, longAgo, 1, content(31)).bytes());
        assertTrue(tally.votes.percentile(0.5) >= HOUR_NS);
        assertEquals(1, tally.votes.count());
    }

    private static ByteBuffer retraction(long sequence, long blockId, long timeNs) {
        return Message.of(Message.Kind.RETRACTION, sequence, timeNs, blockId, ByteBuffer.allocate(0))
                .bytes();
    }

    @Test
    void aBlockIsStaleIfItCameInAfterItsRetraction() throws IOException {
        long before = WallClock.nowNs() - HOUR_NS;
        long later = WallClock.nowNs() + HOUR_NS;
        accept(record(Message.Kind.BLOCK, 1, 1, 100), retraction(1, 1, later));
        assertEquals(0, tally.sums().staleBytes(), "had it before");
        accept(record(Message.Kind.BLOCK, 2, 2, 100), retraction(2, 2, before));
        assertEquals(133, tally.sums().staleBytes(), "the news behind the block");
        accept(retraction(3, 3, before), record(Message.Kind.BLOCK, 3, 3, 200));
        assertEquals(133 + 233, tally.sums().staleBytes(), "the news before the block");
    }
}
