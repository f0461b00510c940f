package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Finds the records in the stream of one connection and checks them: the checksum of the content, that those of a kind come
 * in order, and each at most once. Takes the bytes in any pieces and keeps none of the content.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RecordChecker {
    /** Blocks, and retractions, that are remembered to tell stale blocks. */
    private static final int REMEMBERED = 64;

    private final Tally tally;
    private final ByteBuffer header = ByteBuffer.allocate(Message.HEADER_BYTES);
    private final CRC32C checksum = new CRC32C();
    private final long[] lastSequence = new long[Message.Kind.values().length];

    /** When a block was there whole, and its length. */
    private final Map<Long, Arrival> arrivals = new Remembered<>();

    /** When a block was retracted. */
    private final Map<Long, Long> retractions = new Remembered<>();

    /** Of the record under way; null while its header is not whole. */
    private Message.Kind kind;

    private int contentLeft;
    private long records;

    private record Arrival(long timeNs, int length) {}

    /** The last few entries. */
    private static final class Remembered<V> extends LinkedHashMap<Long, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > REMEMBERED;
        }
    }

    RecordChecker(Tally tally) {
        this.tally = tally;
    }

    /** Records that were there whole, right or wrong. */
    long records() {
        return records;
    }

    /**
     * The next bytes of the stream; all are taken.
     *
     * @throws IOException if they are no record, so that nothing is to be found any more in what follows
     */
    void accept(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (kind == null) {
                acceptHeader(bytes);
            } else {
                acceptContent(bytes);
            }
            if (kind != null && contentLeft == 0) {
                recordIsWhole();
            }
        }
    }

    private void acceptHeader(ByteBuffer bytes) throws IOException {
        transfer(bytes, header);
        if (header.hasRemaining()) {
            return;
        }
        int length = header.getInt(0);
        int number = header.get(Message.KIND_OFFSET);
        contentLeft = length - (Message.HEADER_BYTES - Message.LENGTH_BYTES);
        kind = Message.Kind.of(number);
        if (kind == null || contentLeft < 0 || contentLeft > Message.MAX_CONTENT_BYTES) {
            tally.wrong();
            throw new IOException("not a record: length=" + length + ", kind=" + number);
        }
        checksum.reset();
    }

    private static void transfer(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
    }

    private void acceptContent(ByteBuffer bytes) {
        int limit = bytes.limit();
        int count = Math.min(contentLeft, bytes.remaining());
        checksum.update(bytes.limit(bytes.position() + count));
        bytes.limit(limit);
        contentLeft -= count;
    }

    private void recordIsWhole() {
        long nowNs = WallClock.nowNs();
        int length = header.getInt(0) + Message.LENGTH_BYTES;
        long sequence = header.getLong(Message.SEQUENCE_OFFSET);
        long last = lastSequence[kind.ordinal()];
        if ((int) checksum.getValue() == header.getInt(Message.CHECKSUM_OFFSET) && sequence > last) {
            lastSequence[kind.ordinal()] = sequence;
            tally.verified(kind, length);
            accept(kind, last == 0 ? 0 : sequence - last - 1, length, nowNs);
        } else {
            tally.wrong();
        }
        records++;
        header.clear();
        kind = null;
    }

    private void accept(Message.Kind kind, long leftOut, int length, long nowNs) {
        long timeNs = header.getLong(Message.TIME_OFFSET);
        long blockId = header.getLong(Message.BLOCK_ID_OFFSET);
        switch (kind) {
            case VOTE:
                tally.voteTook(nowNs - timeNs);
                if (leftOut > 0) {
                    tally.missVotes(leftOut);
                }
                break;
            case BLOCK:
                arrivals.put(blockId, new Arrival(nowNs, length));
                countIfStale(blockId);
                break;
            default:
                retractions.put(blockId, timeNs);
                countIfStale(blockId);
        }
    }

    /** The retraction overtakes the block or follows it, so this is asked at both. */
    private void countIfStale(long blockId) {
        Arrival arrival = arrivals.get(blockId);
        Long retractedNs = retractions.get(blockId);
        if (arrival != null && retractedNs != null && arrival.timeNs > retractedNs) {
            tally.stale(arrival.length);
        }
    }
}
