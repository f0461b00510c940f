package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * RESP2 and RESP3, the protocols of Redis and Valkey (redis.io, "Redis serialization protocol specification"). A record is
 * one command or one reply, with all that is nested in it:
 *
 * <pre>
 *  requests                                               responses
 * +-----------------------------------------+ +---------+ +-------------+ +--------------------------------+
 * | *2 CR LF $3 CR LF GET CR LF $1 CR LF a  | | PING    | | $3 CR LF    | | *2 CR LF :1 CR LF $2 CR LF ab  |
 * | CR LF                                   | | CR LF   | | abc CR LF   | | CR LF                          |
 * +-----------------------------------------+ +---------+ +-------------+ +--------------------------------+
 *   array of bulk strings                       inline      bulk string     array
 * </pre>
 *
 * <p>Nesting needs no stack: an element takes one from the number of elements that are missing, and the head of an array adds
 * what it announces; the record ends at zero. So depth costs nothing. Bodies of bulk strings are not looked at.
 *
 * <p>An attribute ({@code |}) belongs to the reply behind it; a push ({@code >}) is a record of its own.
 *
 * <p>Not a record: streamed strings and aggregates of RESP3 ({@code $?}, {@code *?}), lines that do not end with CR LF, sizes
 * that are no numbers, lines over 64 KiB. On a replication link the snapshot behind {@code +FULLRESYNC} has no CR LF at its
 * end, so what comes behind it is not a record.
 */
final class RespFraming implements RecordFraming {
    static final String NAME = "resp";

    private static final int HEAD = 256;

    @Override
    public RecordParser parser(StreamDirection direction) {
        return new Parser(direction == StreamDirection.REQUESTS);
    }

    private static final class Parser implements RecordParser {
        private static final int INCOMPLETE = -1;
        private static final int MALFORMED = -2;

        private static final int LINE_END = 2;
        private static final int MAX_COUNT = Integer.MAX_VALUE;
        private static final long MAX_MISSING = 1L << 40;
        private static final int MAX_DIGITS = 18;
        private static final int MAX_PROMISE = 65_535;
        /** {@code _ CR LF}. */
        private static final int SHORTEST_ELEMENT = 3;
        /** {@code $0 CR LF CR LF}: commands hold bulk strings alone. */
        private static final int SHORTEST_ARGUMENT = 6;

        private final boolean requests;
        private final int shortest;

        /** Elements that the record still lacks; 0 before a record. */
        private long missing;
        /** From the head's first byte, where that begins a line of text: it does not end before. */
        private int scanned;
        /** What {@link #number} read, and where the next byte is. */
        private long number;

        private int numberEnd;

        Parser(boolean requests) {
            this.requests = requests;
            this.shortest = requests ? SHORTEST_ARGUMENT : SHORTEST_ELEMENT;
        }

        @Override
        public long parse(ByteBuffer head) {
            int start = head.position();
            boolean opening = missing == 0;
            if (opening) {
                if (requests && head.get(start) != '*') {
                    return inline(head, start);
                }
                missing = 1;
            }
            int limit = head.limit();
            int at = start;
            while (true) {
                long end =
                        requests ? commandElement(head, at, limit, opening && at == start) : element(head, at, limit);
                if (end == INCOMPLETE) {
                    return incomplete(at - start, limit - at, opening);
                }
                if (end == MALFORMED) {
                    return FramingAnswer.NOT_A_RECORD;
                }
                if (missing == 0) {
                    return FramingAnswer.record(end - start);
                }
                if (end >= limit) {
                    return FramingAnswer.part(end - start, promise());
                }
                at = (int) end;
            }
        }

        private long incomplete(int before, int there, boolean opening) {
            if (before > 0) {
                return FramingAnswer.part(before, promise());
            }
            if (opening) {
                missing = 0;
                return FramingAnswer.atLeast(Math.max(there + 1, SHORTEST_ELEMENT));
            }
            return FramingAnswer.atLeast(Math.max(there + 1, promise()));
        }

        /** How many bytes the missing elements have at least. */
        private int promise() {
            return (int) Math.min(MAX_PROMISE, missing * shortest);
        }

        /** A line of words, as people type it; the server takes CR LF as well as LF. */
        private long inline(ByteBuffer head, int start) {
            int lf = Ascii.indexOf(head, start + scanned, head.limit(), Ascii.LF);
            int length = lf < 0 ? head.remaining() + 1 : lf + 1 - start;
            if (length > Ascii.MAX_LINE) {
                return FramingAnswer.NOT_A_RECORD;
            }
            scanned = lf < 0 ? length - 1 : 0;
            return lf < 0 ? FramingAnswer.atLeast(length) : FramingAnswer.record(length);
        }

        /** As {@link #element}; a command is an array of bulk strings and nothing else. */
        private long commandElement(ByteBuffer head, int at, int limit, boolean opening) {
            if (opening) {
                return aggregate(head, at, limit, 1, 1);
            }
            return head.get(at) == '$' ? bulk(head, at, limit) : MALFORMED;
        }

        /** Where the element at {@code at} ends, for an aggregate the line that opens it; counts it off what is missing. */
        private long element(ByteBuffer head, int at, int limit) {
            switch (head.get(at)) {
                case '$':
                case '!':
                case '=':
                    return bulk(head, at, limit);
                case '+':
                case '-':
                case ':':
                case ',':
                case '#':
                case '_':
                case '(':
                    return line(head, at, limit);
                case '*':
                case '~':
                case '>':
                    return aggregate(head, at, limit, 1, 1);
                case '%':
                    return aggregate(head, at, limit, 2, 1);
                case '|':
                    // what it is an attribute of is still missing behind it
                    return aggregate(head, at, limit, 2, 0);
                default:
                    return MALFORMED;
            }
        }

        private long line(ByteBuffer head, int at, int limit) {
            int lf = Ascii.indexOf(head, at + scanned, limit, Ascii.LF);
            if ((lf < 0 ? limit : lf) - at >= Ascii.MAX_LINE) {
                return MALFORMED;
            }
            if (lf < 0) {
                scanned = limit - at;
                return INCOMPLETE;
            }
            scanned = 0;
            missing--;
            return head.get(lf - 1) == Ascii.CR ? lf + 1 : MALFORMED;
        }

        private long bulk(ByteBuffer head, int at, int limit) {
            int outcome = number(head, at + 1, limit);
            if (outcome < 0) {
                return outcome;
            }
            missing--;
            if (number < 0) {
                return requests ? MALFORMED : numberEnd;
            }
            return numberEnd + number + LINE_END;
        }

        private long aggregate(ByteBuffer head, int at, int limit, int elementsEach, int counted) {
            int outcome = number(head, at + 1, limit);
            if (outcome < 0) {
                return outcome;
            }
            if (number > MAX_COUNT) {
                return MALFORMED;
            }
            missing += Math.max(0, number) * elementsEach - counted;
            return missing > MAX_MISSING ? MALFORMED : numberEnd;
        }

        /**
         * Reads a size or count with its CR LF into {@link #number} and {@link #numberEnd}; -1 stands for null, and is the only
         * negative one. Looks at the whole of an incomplete one again, which is short.
         *
         * @return 0, {@link #INCOMPLETE} or {@link #MALFORMED}
         */
        private int number(ByteBuffer head, int from, int limit) {
            long value = 0;
            int at = from;
            boolean negative = at < limit && head.get(at) == '-';
            if (negative) {
                at++;
            }
            int digits = at;
            int b = 0;
            while (at < limit && (b = head.get(at)) >= '0' && b <= '9') {
                if (++at - digits > MAX_DIGITS) {
                    return MALFORMED;
                }
                value = value * 10 + (b - '0');
            }
            if (at < limit && (b != Ascii.CR || at == digits || (negative && value != 1))) {
                return MALFORMED;
            }
            if (at + 1 >= limit) {
                return INCOMPLETE;
            }
            number = negative ? -value : value;
            numberEnd = at + LINE_END;
            return head.get(at + 1) == Ascii.LF ? 0 : MALFORMED;
        }

        @Override
        public int headLength() {
            return HEAD;
        }
    }
}
