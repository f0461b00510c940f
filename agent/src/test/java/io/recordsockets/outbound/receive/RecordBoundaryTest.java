package io.recordsockets.outbound.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether a stream has ended in the middle of a record, wherever it is cut. */
class RecordBoundaryTest {
    @Test
    void knowsAtEachByte() {
        for (Streams stream : Streams.all()) {
            RecordBoundary boundary = new RecordBoundary(stream.parser());
            for (int at = 0; at < stream.bytes().length; at++) {
                assertEquals(!stream.isEnd(at), boundary.inRecord(), stream.framing() + " at " + at);
                boundary.follow(stream.slice(at, at + 1));
            }
            assertFalse(boundary.inRecord());
            assertFalse(boundary.isLost());
        }
    }

    @Test
    void knowsAfterEachPairOfCuts() {
        for (Streams stream : Streams.all()) {
            int length = stream.bytes().length;
            for (int first = 0; first <= length; first++) {
                for (int second = first; second <= length; second++) {
                    RecordBoundary boundary = new RecordBoundary(stream.parser());
                    boundary.follow(stream.slice(0, first));
                    boundary.follow(stream.slice(first, second));
                    assertEquals(
                            !stream.isEnd(second), boundary.inRecord(), stream.framing() + " " + first + " " + second);
                }
            }
        }
    }

    @Test
    void knowsAfterRandomCuts() {
        Random random = new Random(7);
        for (Streams stream : Streams.all()) {
            for (int round = 0; round < 300; round++) {
                RecordBoundary boundary = new RecordBoundary(stream.parser());
                int most = 1 << random.nextInt(8);
                for (int at = 0; at < stream.bytes().length; ) {
                    int next = Math.min(stream.bytes().length, at + 1 + random.nextInt(most));
                    ByteBuffer piece = stream.slice(at, next);
                    boundary.follow(piece);
                    assertEquals(next - at, piece.remaining(), "the buffer is not moved");
                    at = next;
                    assertEquals(!stream.isEnd(at), boundary.inRecord(), stream.framing() + " at " + at);
                }
            }
        }
    }

    @Test
    void neitherLooksAtBodiesNorKeepsThem() {
        RecordBoundary boundary = new RecordBoundary(Streams.lengthField(1).parser());
        boundary.follow(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE / 2).flip());
        ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 1023; i++) {
            boundary.follow(megabyte);
            assertTrue(boundary.inRecord());
        }
    }

    @Test
    void stopsLookingWhereTheStreamDoesNotFollowTheFraming() {
        RecordBoundary boundary = new RecordBoundary(Streams.http1().parser());
        boundary.follow(ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
        assertTrue(boundary.isLost());
        assertFalse(boundary.inRecord());
        boundary.follow(Streams.http1().slice(0, 10));
        assertFalse(boundary.inRecord());
    }

    @Test
    void stopsLookingWhereAFramingThrows() {
        RecordBoundary boundary = new RecordBoundary(parser(head -> {
            throw new IllegalStateException("by the test");
        }));
        boundary.follow(ByteBuffer.allocate(1));
        assertTrue(boundary.isLost());
    }

    @Test
    void stopsLookingWhereAHeadHasNoEnd() {
        RecordBoundary boundary = new RecordBoundary(parser(head -> FramingAnswer.atLeast(head.remaining() + 1L)));
        for (int i = 0; i < 100 && !boundary.isLost(); i++) {
            boundary.follow(ByteBuffer.allocate(1000));
        }
        assertTrue(boundary.isLost());
    }

    private interface Parse {
        long parse(ByteBuffer head);
    }

    private static RecordParser parser(Parse parse) {
        return new RecordParser() {
            @Override
            public long parse(ByteBuffer head) {
                return parse.parse(head);
            }

            @Override
            public int headLength() {
                return 1;
            }
        };
    }
}
