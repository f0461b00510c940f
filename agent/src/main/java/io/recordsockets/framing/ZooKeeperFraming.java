package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * The ZooKeeper protocol: a length of 4 bytes and as many bytes of request or response. A client may send a four-letter word
 * instead, as the first thing on its connection (ZooKeeper administrator's guide, "The Four Letter Words"); the answer is text
 * up to the end of the connection.
 *
 * <pre>
 *  requests                            or          responses                or
 * +------------+----------+           +------+    +------------+----------+ +--------------------+
 * | 0x0000002D | 45 bytes | ...       | ruok |    | 0x00000025 | 37 bytes | | imok: unframed     |
 * +------------+----------+           +------+    +------------+----------+ +--------------------+
 * </pre>
 *
 * <p>Text is told from a length by its size: its first byte would make half a gigabyte or more, far over any {@code
 * jute.maxbuffer}. Such lengths and negative ones are not records; but behind a word, and where an answer is text from its
 * first byte on, it is the protocol that has none.
 *
 * <p><b>What is acted on early:</b> nothing; requests, responses and events of watches are one length and its bytes, SASL
 * included. <b>Who must speak first:</b> the client waits for the answer to its connect request, which is a record.
 */
final class ZooKeeperFraming implements RecordFraming {
    static final ZooKeeperFraming INSTANCE = new ZooKeeperFraming();
    static final String NAME = "zookeeper";

    private static final int LENGTH = 4;
    /** The first byte of anything above it is a printable character. */
    private static final int MAX_LENGTH = (' ' << 24) - 1;

    private static final LengthFieldFraming FRAMES = LengthFieldFraming.leading(LENGTH, MAX_LENGTH);

    private ZooKeeperFraming() {}

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new Requests() : new Responses();
    }

    @Override
    public String toString() {
        return NAME;
    }

    private static final class Requests implements LastRecordParser {
        private boolean first = true;
        private boolean plain;

        @Override
        public boolean wasLast() {
            return plain;
        }

        @Override
        public long parse(ByteBuffer head) {
            if (plain) {
                return FramingAnswer.UNFRAMED;
            }
            long answer = FRAMES.parse(head);
            if (FramingAnswer.isAtLeast(answer)) {
                return answer;
            }
            if (first && answer == FramingAnswer.NOT_A_RECORD && isWord(head)) {
                plain = true;
                return FramingAnswer.record(LENGTH);
            }
            first = false;
            return answer;
        }

        private static boolean isWord(ByteBuffer head) {
            for (int i = head.position(); i < head.position() + LENGTH; i++) {
                if (head.get(i) < 'a' || head.get(i) > 'z') {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int headLength() {
            return LENGTH;
        }
    }

    private static final class Responses implements RecordParser {
        private boolean first = true;

        @Override
        public long parse(ByteBuffer head) {
            if (first && head.get(head.position()) >= ' ') {
                return FramingAnswer.UNFRAMED;
            }
            first = false;
            return FRAMES.parse(head);
        }

        @Override
        public int headLength() {
            return LENGTH;
        }
    }
}
