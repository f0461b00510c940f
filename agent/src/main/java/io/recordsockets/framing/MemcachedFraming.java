package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * The memcached protocols: text with its meta commands (memcached {@code doc/protocol.txt}) and binary ({@code
 * doc/protocol-binary.txt}), told apart by the first byte of each record.
 *
 * <pre>
 *  requests                                          responses
 * +-----------------------+ +----------------------+ +--------+ +-----------------------------------+
 * | set k 0 0 3 CR LF     | | get a b CR LF        | | STORED | | VALUE a 0 3 CR LF abc CR LF       |
 * | abc CR LF             | |                      | | CR LF  | | VALUE b 0 1 CR LF d CR LF END CR LF|
 * +-----------------------+ +----------------------+ +--------+ +-----------------------------------+
 * </pre>
 *
 * <p>Requests: a line, with the data block behind it for {@code set add replace append prepend cas ms}. Any other line is a
 * record as well: the server has an answer even to words that it does not know.
 *
 * <p>Responses: {@code VALUE} blocks, {@code STAT}, {@code ITEM} and {@code PREFIX} lines up to {@code END} or an error are one
 * record, so a client wakes once for a get of many keys. {@code VA} has its data behind it. Any other line is a record.
 *
 * <p>Binary, both ways: a header of 24 bytes with the length of the rest at offset 8.
 *
 * <pre>
 *  0       1        2            4       5         6        8              12       16    24
 * +-------+--------+------------+-------+---------+--------+--------------+--------+-----+-----------------+
 * | magic | opcode | key length | extra | type    | vbucket| total body   | opaque | cas | total body bytes|
 * +-------+--------+------------+-------+---------+--------+--------------+--------+-----+-----------------+
 * </pre>
 *
 * <p>Not a record: lines over 64 KiB, sizes that are no numbers, other lines in a list.
 */
final class MemcachedFraming implements RecordFraming {
    static final String NAME = "memcached";

    private static final byte BINARY_REQUEST = (byte) 0x80;
    private static final byte BINARY_RESPONSE = (byte) 0x81;
    private static final int BINARY_HEADER = 24;
    private static final int BINARY_BODY_LENGTH = 8;
    private static final int LINE_END = 2;
    private static final int HEAD = 256;

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new Requests() : new Responses();
    }

    private static long binary(ByteBuffer head) {
        if (head.remaining() < BINARY_HEADER) {
            return FramingAnswer.atLeast(BINARY_HEADER);
        }
        return FramingAnswer.record(BINARY_HEADER + (head.getInt(head.position() + BINARY_BODY_LENGTH) & 0xFFFF_FFFFL));
    }

    private static final class Requests implements RecordParser {
        /** From the head's first byte: no line ends before it. */
        private int scanned;

        @Override
        public long parse(ByteBuffer head) {
            int start = head.position();
            if (head.get(start) == BINARY_REQUEST) {
                return binary(head);
            }
            int lf = Ascii.indexOf(head, start + scanned, head.limit(), Ascii.LF);
            if (lf < 0) {
                scanned = head.remaining();
                return scanned < Ascii.MAX_LINE ? FramingAnswer.atLeast(scanned + 1) : FramingAnswer.NOT_A_RECORD;
            }
            scanned = 0;
            int line = lf + 1 - start;
            if (line > Ascii.MAX_LINE) {
                return FramingAnswer.NOT_A_RECORD;
            }
            int textEnd = Ascii.textEnd(head, start, lf);
            int sizeField = sizeField(head, Ascii.skipSpaces(head, start, textEnd), textEnd);
            return sizeField == 0 ? FramingAnswer.record(line) : withData(head, textEnd, sizeField, line);
        }

        private static long withData(ByteBuffer head, int textEnd, int sizeField, int line) {
            long size = Ascii.field(head, head.position(), textEnd, sizeField);
            if (size == Ascii.MISSING) {
                // the server reads no data where the command is too short
                return FramingAnswer.record(line);
            }
            return size < 0 ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(line + size + LINE_END);
        }

        /** Which field of the line is the size of a data block, 0 where the command has none. */
        private static int sizeField(ByteBuffer head, int from, int to) {
            if (from == to) {
                return 0;
            }
            switch (head.get(from)) {
                case 's':
                    return Ascii.startsWith(head, from, to, "set ") ? 4 : 0;
                case 'c':
                    return Ascii.startsWith(head, from, to, "cas ") ? 4 : 0;
                case 'a':
                    return Ascii.startsWith(head, from, to, "add ") || Ascii.startsWith(head, from, to, "append ")
                            ? 4
                            : 0;
                case 'r':
                    return Ascii.startsWith(head, from, to, "replace ") ? 4 : 0;
                case 'p':
                    return Ascii.startsWith(head, from, to, "prepend ") ? 4 : 0;
                case 'm':
                    return Ascii.startsWith(head, from, to, "ms ") ? 2 : 0;
                default:
                    return 0;
            }
        }

        @Override
        public int headLength() {
            return HEAD;
        }
    }

    private static final class Responses implements RecordParser {
        /** The shortest end of a list: {@code END} and a lone line feed. */
        private static final int LIST_END = 4;

        /** What {@link #behind} answers for a line that ends its record. */
        private static final long LAST = -2;

        /** From the head's first byte: no line ends before it. */
        private int scanned;
        /** In a record that goes on to {@code END}. */
        private boolean listing;

        @Override
        public long parse(ByteBuffer head) {
            int start = head.position();
            if (!listing && head.get(start) == BINARY_RESPONSE) {
                return binary(head);
            }
            int limit = head.limit();
            int line = start;
            int from = start + scanned;
            while (true) {
                int lf = Ascii.indexOf(head, from, limit, Ascii.LF);
                int lineLength = lf < 0 ? limit - line : lf + 1 - line;
                if (lineLength > Ascii.MAX_LINE || (lf < 0 && lineLength == Ascii.MAX_LINE)) {
                    return FramingAnswer.NOT_A_RECORD;
                }
                if (lf < 0) {
                    scanned = lineLength;
                    return incomplete(line - start);
                }
                scanned = 0;
                long next = behind(head, line, lf);
                if (next == LAST) {
                    return lastLine(head, line, lf);
                }
                if (next == Ascii.BAD) {
                    return FramingAnswer.NOT_A_RECORD;
                }
                if (next >= limit) {
                    return FramingAnswer.part(next - start, LIST_END);
                }
                line = (int) next;
                from = line;
            }
        }

        private long incomplete(int before) {
            if (before > 0) {
                return FramingAnswer.part(before, LIST_END);
            }
            return FramingAnswer.atLeast(Math.max(scanned + 1, listing ? LIST_END : 1));
        }

        /** Where the next line of the list begins, {@link #LAST} or {@link Ascii#BAD}. */
        private long behind(ByteBuffer head, int line, int lf) {
            if (Ascii.startsWith(head, line, lf, "VALUE ")) {
                long size = Ascii.field(head, line, Ascii.textEnd(head, line, lf), 3);
                listing = true;
                return size < 0 ? Ascii.BAD : lf + 1 + size + LINE_END;
            }
            if (Ascii.startsWith(head, line, lf, "STAT ")
                    || Ascii.startsWith(head, line, lf, "ITEM ")
                    || Ascii.startsWith(head, line, lf, "PREFIX ")) {
                listing = true;
                return lf + 1;
            }
            return LAST;
        }

        private long lastLine(ByteBuffer head, int line, int lf) {
            int end = lf + 1 - head.position();
            if (listing) {
                listing = false;
                return endsList(head, line, lf) ? FramingAnswer.record(end) : FramingAnswer.NOT_A_RECORD;
            }
            if (!Ascii.startsWith(head, line, lf, "VA ")) {
                return FramingAnswer.record(end);
            }
            long size = Ascii.field(head, line, Ascii.textEnd(head, line, lf), 1);
            return size < 0 ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(end + size + LINE_END);
        }

        private static boolean endsList(ByteBuffer head, int line, int lf) {
            return Ascii.startsWith(head, line, lf, "END")
                    || Ascii.startsWith(head, line, lf, "ERROR")
                    || Ascii.startsWith(head, line, lf, "SERVER_ERROR")
                    || Ascii.startsWith(head, line, lf, "CLIENT_ERROR");
        }

        @Override
        public int headLength() {
            return HEAD;
        }
    }
}
