package io.recordsockets.outbound;

import io.recordsockets.outbound.receive.RecordEnd;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Whether bytes that are about to be sent are one record of a framing. Where they are none, or two, the peer's view of the stream
 * would be out of step from there on, with no error on this side.
 */
final class RecordCheck {
    private RecordCheck() {}

    /**
     * Looks at a record as at the first of a stream.
     *
     * @param head the bytes of it that are at hand, from its first one on
     * @param length of the whole record
     * @return what is wrong; null where nothing is, or cannot be told from the head
     */
    static String problem(RecordParser parser, ByteBuffer head, long length) {
        long end;
        try {
            end = new RecordEnd(parser).find(head, 0, head.remaining());
        } catch (RuntimeException e) {
            return "the framing does not understand them, " + e;
        }
        if (end == length) {
            return null;
        }
        if (end == RecordEnd.NOT_A_RECORD) {
            return "they are no record";
        }
        if (end == RecordEnd.UNFRAMED) {
            return "they change the protocol, and are no record themselves";
        }
        if (end == RecordEnd.UNKNOWN) {
            return head.remaining() < length ? null : "the record does not end with them";
        }
        return end > length
                ? "they are a part of a record of length=" + end
                : "a record ends after " + end + " of them, and others follow";
    }
}
