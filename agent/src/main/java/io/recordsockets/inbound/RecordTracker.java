package io.recordsockets.inbound;

import io.recordsockets.framing.IndexedParser;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Follows the records through a stream. It is shown stretches of the stream wherever they lie, and knows where the current
 * record ends, or how far the stream must come before that can be known.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class RecordTracker {
    /** Bytes of a record that a parser may want to see before it answers; more is taken as doubt. */
    static final int HEAD_LIMIT = 64 * 1024;

    /** Answer of {@link #advance}: these bytes are not a record. */
    static final int NOT_A_RECORD = -1;

    /** Answer of {@link #advance}: the protocol has no records from here on. */
    static final int UNFRAMED = -2;

    private static final long UNKNOWN = -1;

    private RecordParser parser;

    /** The same; null where it does not read by index. */
    private IndexedParser indexed;

    /** Where the current record begins. */
    private long recordStart;

    /** The next byte that the parser is to see: the head begins here. */
    private long headStart;

    /** The parser is not asked before the stream has come so far. */
    private long needEnd;

    private long recordEnd;

    /** At most {@link Integer#MAX_VALUE}. */
    private int lastLength;

    RecordTracker(RecordParser parser) {
        restart(parser, 0);
    }

    /**
     * Begins anew with a record at this position.
     *
     * @throws NullPointerException without a parser
     */
    void restart(RecordParser first, long position) {
        parser = Objects.requireNonNull(first, "parser");
        indexed = first instanceof IndexedParser indexedParser ? indexedParser : null;
        recordStart = position;
        headStart = position;
        needEnd = position + 1;
        recordEnd = UNKNOWN;
    }

    /**
     * Follows the stream up to a position.
     *
     * @param view holds the bytes from {@code viewStart} to {@code viewEnd}, within its limit; neither changed nor moved. Null where the head
     *     lies beyond {@code viewEnd}
     * @param index where the byte at {@code viewStart} lies in the view
     * @param viewStart at or before {@link #headStart()}, where that is before {@code viewEnd}
     * @param viewEnd how far the stream has come
     * @return how many records became whole; {@link #NOT_A_RECORD} or {@link #UNFRAMED} where framing ends
     */
    int advance(ByteBuffer view, int index, long viewStart, long viewEnd) {
        int whole = 0;
        if (recordEnd != UNKNOWN) {
            if (recordEnd > viewEnd) {
                return 0;
            }
            complete(recordEnd);
            recordEnd = UNKNOWN;
            whole = 1;
        }
        if (needEnd > viewEnd) {
            return whole;
        }
        if (indexed != null && headStart == recordStart && view.order() == ByteOrder.BIG_ENDIAN) {
            whole += passWhole(view, index + (int) (headStart - viewStart), index + (int) (viewEnd - viewStart));
            if (recordEnd != UNKNOWN || needEnd > viewEnd) {
                return whole;
            }
        }
        ByteBuffer head = view.duplicate().limit(index + (int) (viewEnd - viewStart));
        long shift = index - viewStart;
        do {
            long answer = parser.parse(head.position((int) (headStart + shift)));
            if (FramingAnswer.isRecord(answer)) {
                long end = headStart + answer;
                if (end > viewEnd) {
                    recordEnd = end;
                    headStart = end;
                    return whole;
                }
                complete(end);
                whole++;
            } else if (!goOn(answer, viewEnd)) {
                return answer == FramingAnswer.UNFRAMED ? UNFRAMED : NOT_A_RECORD;
            }
        } while (needEnd <= viewEnd);
        return whole;
    }

    /**
     * Passes whole records. Records of one length in a row are passed without waiting for each length to be loaded before the
     * next is looked for: the core takes the comparison for granted, and runs ahead. What is not a record is left to the caller.
     */
    private int passWhole(ByteBuffer view, int index, int end) {
        int whole = 0;
        int at = index;
        int length = 0;
        long next = indexed.parse(view, at, end);
        while (FramingAnswer.isRecord(next) && next <= end - at) {
            length = (int) next;
            do {
                at += length;
                whole++;
                next = at < end ? indexed.parse(view, at, end) : FramingAnswer.NOT_A_RECORD;
            } while (next == length && length <= end - at);
        }
        if (whole > 0) {
            complete(recordStart + at - index);
            lastLength = length;
        }
        if (FramingAnswer.isRecord(next)) {
            recordEnd = recordStart + next;
            headStart = recordEnd;
        }
        return whole;
    }

    /** Nothing is to be seen before the stream has come so far. */
    void await(long position) {
        needEnd = position;
    }

    /** What is not the parser's ends here: it may be beyond what has come. */
    void endsAt(long position) {
        recordEnd = position;
        headStart = position;
    }

    /**
     * Passes what {@link #endsAt} named.
     *
     * @return whether the stream has come so far
     */
    boolean pass(long viewEnd) {
        if (recordEnd > viewEnd) {
            return false;
        }
        complete(recordEnd);
        recordEnd = UNKNOWN;
        return true;
    }

    private void complete(long end) {
        lastLength = (int) Math.min(end - recordStart, Integer.MAX_VALUE);
        recordStart = end;
        headStart = end;
        needEnd = end + 1;
    }

    /** The record does not end yet; false where it is none. */
    private boolean goOn(long answer, long viewEnd) {
        long length = FramingAnswer.length(answer);
        if (FramingAnswer.isPart(answer)) {
            headStart += length;
            needEnd = headStart + FramingAnswer.following(answer);
        } else if (FramingAnswer.isAtLeast(answer)) {
            // A parser that asks for what it has already seen still gets one byte more each time.
            needEnd = Math.max(headStart + length, viewEnd + 1);
        } else {
            return false;
        }
        return true;
    }

    /** Where the current record begins, and the last whole one ended. */
    long recordStart() {
        return recordStart;
    }

    long headStart() {
        return headStart;
    }

    /** Length of the last whole record, in bytes. */
    long lastLength() {
        return lastLength;
    }

    /** Whether the end of the current record is known. */
    boolean endKnown() {
        return recordEnd != UNKNOWN;
    }

    /** How far the stream must come: the record's end, or as much of its head as the parser asked for. */
    long target() {
        return recordEnd != UNKNOWN ? recordEnd : needEnd;
    }

    /** Bytes that the parser likes to see at once, within what can be looked at. It is a hint only, and may fail. */
    int headLength() {
        try {
            return Math.max(1, Math.min(parser.headLength(), HEAD_LIMIT));
        } catch (RuntimeException | Error e) {
            return 1;
        }
    }
}
