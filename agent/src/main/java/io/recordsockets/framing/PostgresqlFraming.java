package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * The PostgreSQL protocol, version 3 (PostgreSQL documentation, "Frontend/Backend Protocol", Message Formats). A message is a
 * letter and a length of 4 bytes that counts itself; the packets before and with the start-up have no letter:
 *
 * <pre>
 *  requests                                                responses
 * +------------+------------+----------+ +---+------------+ +---+ +---+------------+----------+
 * | 0x00000029 | 0x00030000 | 33 bytes | | Q | 0x00000010 | | N | | R | 0x00000008 | 4 bytes  |
 * +------------+------------+----------+ |   | 12 bytes   | +---+ +---+------------+----------+
 *   length       protocol                +---+------------+  answer to SSLRequest
 * </pre>
 *
 * <p>Requests begin with any number of SSLRequest, GSSENCRequest and CancelRequest, then the start-up. Responses may begin with
 * the one byte that answers the first two: {@code N}, and the same goes on, or {@code S} or {@code G}, behind which all is
 * encrypted and there are no records, both ways.
 *
 * <p><b>What is acted on early:</b> each message: a row of a result, a piece of a copy or of a replication stream, a notice, a
 * notification. An answer as a whole, up to {@code ReadyForQuery}, may come over minutes. <b>Who must speak first:</b> the
 * server, behind a request for encryption, the start-up, and each password; all of these are whole messages.
 */
final class PostgresqlFraming implements RecordFraming {
    static final PostgresqlFraming INSTANCE = new PostgresqlFraming();
    static final String NAME = "postgresql";

    private static final int TYPED_HEADER = 5;
    private static final int MIN_LENGTH = 4;

    private PostgresqlFraming() {}

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new Requests() : new Responses();
    }

    @Override
    public String toString() {
        return NAME;
    }

    private static long typed(ByteBuffer head) {
        int at = head.position();
        byte type = head.get(at);
        if (!(type >= 'A' && type <= 'Z' || type >= 'a' && type <= 'z' || type >= '1' && type <= '3')) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (head.remaining() < TYPED_HEADER) {
            return FramingAnswer.atLeast(TYPED_HEADER);
        }
        int length = head.getInt(at + 1);
        return length < MIN_LENGTH ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(1L + length);
    }

    private static final class Requests implements RecordParser {
        private static final int UNTYPED_HEADER = 8;
        /** What the server takes at most before it knows who is there. */
        private static final int MAX_UNTYPED = 10_000;
        /** Upper half of the code in a start-up: the protocol version; and the one that no version will ever be. */
        private static final int VERSION = 3;

        private static final int NEGOTIATION = 1234;

        private boolean started;
        /** A packet asked for encryption: what comes next may be that. */
        private boolean negotiating;

        @Override
        public long parse(ByteBuffer head) {
            if (started) {
                return typed(head);
            }
            int at = head.position();
            if (head.get(at) != 0) {
                return refused();
            }
            if (head.remaining() < UNTYPED_HEADER) {
                return FramingAnswer.atLeast(UNTYPED_HEADER);
            }
            int length = head.getInt(at);
            int kind = head.getShort(at + 4);
            if (length < UNTYPED_HEADER || length > MAX_UNTYPED || (kind != VERSION && kind != NEGOTIATION)) {
                return refused();
            }
            started = kind == VERSION;
            negotiating = kind == NEGOTIATION;
            return FramingAnswer.record(length);
        }

        private long refused() {
            return negotiating ? FramingAnswer.UNFRAMED : FramingAnswer.NOT_A_RECORD;
        }

        @Override
        public int headLength() {
            return UNTYPED_HEADER;
        }
    }

    private static final class Responses implements LastRecordParser {
        private boolean started;
        private boolean encrypted;

        @Override
        public boolean wasLast() {
            return encrypted;
        }

        @Override
        public long parse(ByteBuffer head) {
            if (started) {
                return typed(head);
            }
            if (encrypted) {
                return FramingAnswer.UNFRAMED;
            }
            return switch (head.get(head.position())) {
                case 'S', 'G' -> {
                    encrypted = true;
                    yield FramingAnswer.record(1);
                }
                case 'N' -> FramingAnswer.record(1);
                default -> {
                    started = true;
                    yield typed(head);
                }
            };
        }

        @Override
        public int headLength() {
            return TYPED_HEADER;
        }
    }
}
