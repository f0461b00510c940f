package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * The stream of responses; {@link MemcachedFraming} says the rules.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
final class MemcachedResponses extends MemcachedLines {
    /** What a line is. */
    private enum Kind {
        /** Names the size of a value; others follow up to the end of the list. */
        VALUE,
        /** A line of a list without data. */
        ITEM,
        /** A value by itself. */
        SINGLE_VALUE,
        /** Ends the record. */
        LAST,
        /** Does not belong in a list. */
        FOREIGN
    }

    /** The shortest end of a list: {@code END} and a lone line feed. */
    private static final int LIST_END = 4;
    /** With so many bytes the kind of a line is known: {@code SERVER_ERROR}. */
    private static final int DECIDED = 12;

    private static final int VALUE_SIZE = 3;
    private static final int SINGLE_VALUE_SIZE = 1;

    private Kind kind = Kind.LAST;
    /** In a record that goes on to {@code END}. */
    private boolean listing;

    @Override
    public long parse(ByteBuffer head) {
        int start = head.position();
        if (!listing && line == Line.BEGINS && head.get(start) == MemcachedFraming.BINARY_RESPONSE) {
            return MemcachedFraming.binary(head);
        }
        int limit = head.limit();
        int at = start;
        int from = start + scanned;
        while (true) {
            int lf = Ascii.indexOf(head, from, limit, Ascii.LF);
            if (isTooLong(passed + (lf < 0 ? limit : lf) - at)) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (lf < 0) {
                return incomplete(head, start, at, limit);
            }
            lookAtWhole(head, at, lf);
            lineEnds();
            long behind = behind(lf + 1);
            if (behind < 0) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (!listing) {
                return FramingAnswer.record(behind - start);
            }
            if (behind >= limit) {
                return FramingAnswer.part(behind - start, LIST_END);
            }
            at = (int) behind;
            from = at;
        }
    }

    private void lookAtWhole(ByteBuffer head, int from, int lf) {
        if (line == Line.BEGINS) {
            kind = kind(head, from, lf);
            if (kind == Kind.VALUE || kind == Kind.SINGLE_VALUE) {
                int field = kind == Kind.VALUE ? VALUE_SIZE : SINGLE_VALUE_SIZE;
                size = Ascii.field(head, from, Ascii.textEnd(head, from, lf), field);
            }
        } else if (line == Line.SIZE) {
            findSize(head, from, Ascii.textEnd(head, from, lf), true);
        }
    }

    /** Where the stream goes on behind a line and its data; below 0 where it is none. */
    private long behind(int lineEnd) {
        return switch (kind) {
            case VALUE, SINGLE_VALUE -> {
                listing = kind == Kind.VALUE;
                yield size < 0 ? -1 : lineEnd + size + LINE_END;
            }
            case ITEM -> {
                listing = true;
                yield lineEnd;
            }
            case LAST -> {
                listing = false;
                yield lineEnd;
            }
            default -> -1;
        };
    }

    private long incomplete(ByteBuffer head, int start, int at, int limit) {
        if (line == Line.BEGINS && limit - at >= DECIDED) {
            begin(kind(head, at, limit));
        }
        int needed = line == Line.REST ? limit : at;
        if (line == Line.SIZE) {
            needed = findSize(head, at, limit, false);
            line = size == UNKNOWN ? Line.SIZE : Line.REST;
        }
        if (line != Line.BEGINS && (kind == Kind.FOREIGN || size == Ascii.BAD)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        return pass(start, at, needed, limit, certain(limit - needed));
    }

    private void begin(Kind begun) {
        kind = begun;
        if (begun == Kind.VALUE) {
            awaitSize(VALUE_SIZE);
        } else if (begun == Kind.SINGLE_VALUE) {
            awaitSize(SINGLE_VALUE_SIZE);
        } else {
            line = Line.REST;
            size = Ascii.MISSING;
        }
    }

    /** How many bytes must come behind those of the line that are there. */
    private int certain(int there) {
        if (line == Line.BEGINS) {
            return listing ? Math.max(LIST_END - there, 1) : 1;
        }
        return kind == Kind.VALUE || kind == Kind.ITEM ? 1 + LIST_END : 1;
    }

    private Kind kind(ByteBuffer head, int line, int end) {
        if (Ascii.startsWith(head, line, end, "VALUE ")) {
            return Kind.VALUE;
        }
        if (Ascii.startsWith(head, line, end, "STAT ")
                || Ascii.startsWith(head, line, end, "ITEM ")
                || Ascii.startsWith(head, line, end, "PREFIX ")) {
            return Kind.ITEM;
        }
        if (listing) {
            return endsList(head, line, end) ? Kind.LAST : Kind.FOREIGN;
        }
        return Ascii.startsWith(head, line, end, "VA ") ? Kind.SINGLE_VALUE : Kind.LAST;
    }

    private static boolean endsList(ByteBuffer head, int line, int end) {
        return Ascii.startsWith(head, line, end, "END")
                || Ascii.startsWith(head, line, end, "ERROR")
                || Ascii.startsWith(head, line, end, "SERVER_ERROR")
                || Ascii.startsWith(head, line, end, "CLIENT_ERROR");
    }
}
