package io.recordsockets.bench.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Shows a stream to a parser as the engine would: the head begins where the last record ended, and grows by a piece
 * whenever the parser asks for more.
 *
 * <p>Stateless.
 */
final class StreamWalk {
    private StreamWalk() {}

    /**
     * Goes from the start of the stream to its end.
     *
     * @param pieceBytes how much comes in at a time
     * @return how many records there were
     * @throws IllegalStateException where the parser does not know the stream, or the stream ends within a record
     */
    static int records(RecordParser parser, ByteBuffer stream, int pieceBytes) {
        int records = 0;
        int end = stream.capacity();
        int position = 0;
        int arrived = 0;
        while (position < end) {
            if (arrived <= position) {
                arrived = arrivedAt(position + 1, pieceBytes, end);
            }
            stream.limit(arrived).position(position);
            long answer = parser.parse(stream);
            long next = position + FramingAnswer.length(answer);
            if (answer == FramingAnswer.NOT_A_RECORD || next > end) {
                throw new IllegalStateException("stream is not understood: position=" + position + " arrived=" + arrived
                        + " answer=" + Long.toHexString(answer) + " end=" + end);
            }
            if (FramingAnswer.isAtLeast(answer)) {
                arrived = arrivedAt((int) next, pieceBytes, end);
            } else {
                records += FramingAnswer.isRecord(answer) ? 1 : 0;
                position = (int) next;
                if (FramingAnswer.isPart(answer)) {
                    arrived = Math.max(arrived, arrivedAt(position + FramingAnswer.following(answer), pieceBytes, end));
                }
            }
        }
        return records;
    }

    /** How far the stream has come when this many bytes are there, given that it comes in whole pieces. */
    private static int arrivedAt(int bytes, int pieceBytes, int end) {
        long pieces = (bytes + (long) pieceBytes - 1) / pieceBytes;
        return (int) Math.min(end, pieces * pieceBytes);
    }
}
