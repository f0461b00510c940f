package io.recordsockets.outbound.receive;

import io.recordsockets.framing.LastRecordParser;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Finds where the current record of a stream ends, from as many of its bytes as are there. Positions count from the record's
 * first byte.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class RecordEnd {
    public static final long UNKNOWN = -1;

    /** The bytes are not a record of the framing. */
    public static final long NOT_A_RECORD = -2;

    /** The protocol has changed: no records follow. */
    public static final long UNFRAMED = -3;

    private final RecordParser parser;
    private long head;
    private long needed = 1;
    private long end = UNKNOWN;

    public RecordEnd(RecordParser parser) {
        this.parser = parser;
    }

    /** A new record begins. */
    void next() {
        head = 0;
        needed = 1;
        end = UNKNOWN;
    }

    /** Whether no record follows the one whose end was found, as far as that can be known without a byte of what follows. */
    boolean wasLast() {
        return parser instanceof LastRecordParser lastRecordParser && lastRecordParser.wasLast();
    }

    /** The first byte that the parser has yet to see: those before it need not be kept. */
    long head() {
        return head;
    }

    /**
     * Looks for the end.
     *
     * @param bytes its position is the byte of the record at {@code from}; not moved
     * @param from at or before {@link #head()}
     * @param available how much of the record is there
     */
    public long find(ByteBuffer bytes, long from, long available) {
        while (end == UNKNOWN && available >= needed) {
            int first = bytes.position() + (int) (head - from);
            int limit = bytes.position() + (int) (available - from);
            long answer = parser.parse(bytes.duplicate().limit(limit).position(first));
            long length = FramingAnswer.length(answer);
            if (FramingAnswer.isRecord(answer)) {
                end = head + length;
            } else if (FramingAnswer.isPart(answer)) {
                head += length;
                needed = head + FramingAnswer.following(answer);
            } else if (FramingAnswer.isAtLeast(answer)) {
                needed = Math.max(head + length, available + 1);
            } else {
                return answer == FramingAnswer.UNFRAMED ? UNFRAMED : NOT_A_RECORD;
            }
        }
        return end;
    }
}
