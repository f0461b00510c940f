package io.recordsockets.bench.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StreamWalkTest {
    /** A byte that says how many follow; 0 is no record, and 9 has a part in front that is one byte long. */
    private static final RecordParser PARSER = new RecordParser() {
        @Override
        public long parse(ByteBuffer head) {
            int length = head.get(head.position());
            if (length == 0) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (length == 9) {
                return FramingAnswer.part(1, 1);
            }
            return head.remaining() < 1 + length ? FramingAnswer.atLeast(1 + length) : FramingAnswer.record(1 + length);
        }

        @Override
        public int headLength() {
            return 1;
        }
    };

    @Test
    void findsTheSameRecordsWhateverThePieces() {
        ByteBuffer stream = ByteBuffer.wrap(new byte[] {2, 0, 0, 1, 0, 9, 3, 0, 0, 0, 1, 0});
        for (int pieceBytes = 1; pieceBytes <= stream.capacity() + 1; pieceBytes++) {
            assertEquals(4, StreamWalk.records(PARSER, stream, pieceBytes), "pieceBytes=" + pieceBytes);
        }
        assertEquals(4, StreamWalk.records(PARSER, stream, Integer.MAX_VALUE));
    }

    @Test
    void refusesAStreamThatEndsWithinARecord() {
        ByteBuffer stream = ByteBuffer.wrap(new byte[] {1, 0, 5, 0});
        assertThrows(IllegalStateException.class, () -> StreamWalk.records(PARSER, stream, 2));
    }

    @Test
    void refusesAStreamThatIsNotUnderstood() {
        ByteBuffer stream = ByteBuffer.wrap(new byte[] {1, 0, 0, 0});
        assertThrows(IllegalStateException.class, () -> StreamWalk.records(PARSER, stream, 4));
    }
}
