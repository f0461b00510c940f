package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
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
 * <p><b>What is acted on early:</b> a push ({@code >}) is a unit wherever it stands between replies, and so is each reply of
 * a pipeline or a transaction. A reply of many elements is one record: the server sends it at once, and clients complete
 * their call with its end. <b>Who must speak first:</b> nobody in the middle of a command or reply.
 *
 * <p><b>No records follow</b> {@code +FULLRESYNC} on a replication link: the snapshot behind it has no CR LF at its end.
 *
 * <p>Not a record: streamed strings and aggregates of RESP3 ({@code $?}, {@code *?}), lines that do not end with CR LF, sizes
 * that are no numbers, lines over 64 KiB.
 */
final class RespFraming implements RecordFraming {
    static final RespFraming INSTANCE = new RespFraming();
    static final String NAME = "resp";

    private static final int HEAD = 256;

    private RespFraming() {}

    @Override
    public boolean recordsStandAlone() {
        return true;
    }

    @Override
    public RecordParser parser(StreamDirection direction) {
        return new Parser(direction == StreamDirection.REQUESTS);
    }

    @Override
    public String toString() {
        return NAME;
    }

    private static final class Parser implements LastRecordParser {
        private static final int INCOMPLETE = -1;
        private static final int MALFORMED = -2;

        private static final int LINE_END = 2;
        private static final int MAX_COUNT = Integer.MAX_VALUE;
        private static final long MAX_MISSING = 1L << 40;
        private static final int MAX_DIGITS = 18;
        /** Of what a peer announces so much is waited for at once, since it is kept until then. */
        private static final int MAX_PROMISE = 128;

        private static final String RESYNC = "+FULLRESYNC ";
        /** {@code _ CR LF}. */
        private static final int SHORTEST_ELEMENT = 3;
        /** {@code $0 CR LF CR LF}: commands hold bulk strings alone. */
        private static final int SHORTEST_ARGUMENT = 6;

        private final boolean requests;
        /** Behind this record there are none. */
        private boolean lastRecord;
        /** The head begins in the middle of a line of text, of which so many bytes were passed. */
        private int passed;

        /** Elements that the record still lacks; 0 before a record. */
        private long missing;
        /** What {@link #number} read, and where the next byte is. */
        private long number;

        private int numberEnd;

        Parser(boolean requests) {
            this.requests = requests;
        }

        @Override
        public boolean wasLast() {
            return lastRecord;
        }

        @Override
        public long parse(ByteBuffer head) {
            int start = head.position();
            boolean opening = missing == 0;
            if (opening) {
                if (lastRecord) {
                    return FramingAnswer.UNFRAMED;
                }
                if (requests && head.get(start) != '*' || passed > 0) {
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
                    return incomplete(head, start, at, limit, opening);
                }
                if (end == MALFORMED) {
                    return FramingAnswer.NOT_A_RECORD;
                }
                if (missing == 0) {
                    lastRecord |= opening && at == start && Ascii.startsWith(head, start, limit, RESYNC);
                    return FramingAnswer.record(end - start);
                }
                if (end >= limit) {
                    return FramingAnswer.part(end - start, promise());
                }
                at = (int) end;
            }
        }

        private long incomplete(ByteBuffer head, int start, int at, int limit, boolean opening) {
            int needed = !requests && isText(head, at) ? textNeededFrom(head, at, limit, opening && at == start) : at;
            int there = limit - needed;
            if (needed > start) {
                return FramingAnswer.part(needed - start, Math.max(there + 1, promise()));
            }
            if (opening) {
                missing = 0;
                return FramingAnswer.atLeast(Math.max(there + 1, SHORTEST_ELEMENT));
            }
            return FramingAnswer.atLeast(Math.max(there + 1, promise()));
        }

        /** From where on an incomplete line of text must be seen again: its last byte may be the carriage return. */
        private int textNeededFrom(ByteBuffer head, int at, int limit, boolean opening) {
            if (opening && limit - at < RESYNC.length() && Ascii.agrees(head, at, limit, RESYNC)) {
                return at;
            }
            lastRecord |= opening && Ascii.startsWith(head, at, limit, RESYNC);
            passed += limit - 1 - at;
            return limit - 1;
        }

        /** How many bytes the missing elements have at least; of one of which a part was passed only the line end. */
        private int promise() {
            long whole = passed > 0 ? missing - 1 : missing;
            return (int)
                    Math.min(MAX_PROMISE, whole * (requests ? SHORTEST_ARGUMENT : SHORTEST_ELEMENT) + missing - whole);
        }

        /** A line of words, as people type it; the server takes CR LF as well as LF. */
        private long inline(ByteBuffer head, int start) {
            int lf = Ascii.indexOf(head, start, head.limit(), Ascii.LF);
            int length = lf < 0 ? head.remaining() : lf + 1 - start;
            if (passed + length + (lf < 0 ? 1 : 0) > Ascii.MAX_LINE) {
                return FramingAnswer.NOT_A_RECORD;
            }
            passed = lf < 0 ? passed + length : 0;
            return lf < 0 ? FramingAnswer.part(length, 1) : FramingAnswer.record(length);
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
            if (passed > 0) {
                return line(head, at, limit);
            }
            return switch (head.get(at)) {
                case '$', '!', '=' -> bulk(head, at, limit);
                case '+', '-', ':', ',', '#', '_', '(' -> line(head, at, limit);
                case '*', '~', '>' -> aggregate(head, at, limit, 1, 1);
                case '%' -> aggregate(head, at, limit, 2, 1);
                case '|' ->
                    // what it is an attribute of is still missing behind it
                    aggregate(head, at, limit, 2, 0);
                default -> MALFORMED;
            };
        }

        private long line(ByteBuffer head, int at, int limit) {
            int lf = Ascii.indexOf(head, at, limit, Ascii.LF);
            if (passed + (lf < 0 ? limit : lf) - at >= Ascii.MAX_LINE) {
                return MALFORMED;
            }
            if (lf < 0) {
                return INCOMPLETE;
            }
            missing--;
            passed = 0;
            return head.get(lf - 1) == Ascii.CR ? lf + 1 : MALFORMED;
        }

        private boolean isText(ByteBuffer head, int at) {
            if (passed > 0) {
                return true;
            }
            return switch (head.get(at)) {
                case '$', '!', '=', '*', '~', '>', '%', '|' -> false;
                default -> true;
            };
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
