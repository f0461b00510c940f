package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * The stream of commands; {@link MemcachedFraming} says the rules.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
final class MemcachedRequests extends MemcachedLines {
    /** With so many bytes it is known whether data follow: {@code prepend} and a blank. */
    private static final int DECIDED = 8;

    @Override
    public long parse(ByteBuffer head) {
        int start = head.position();
        int limit = head.limit();
        if (line == Line.BEGINS && head.get(start) == MemcachedFraming.BINARY_REQUEST) {
            return MemcachedFraming.binary(head);
        }
        int lf = Ascii.indexOf(head, start + scanned, limit, Ascii.LF);
        if (isTooLong(passed + (lf < 0 ? limit : lf) - start)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (lf < 0) {
            return incomplete(head, start, limit);
        }
        int textEnd = Ascii.textEnd(head, start, lf);
        long data = line == Line.BEGINS ? sizeIn(head, start, textEnd) : sizeBehindPart(head, start, textEnd);
        scanned = 0;
        int length = lf + 1 - start;
        if (data == Ascii.MISSING) {
            // no data; the server reads none either where the command is too short
            return FramingAnswer.record(length);
        }
        return data < 0 ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(length + data + LINE_END);
    }

    private static long sizeIn(ByteBuffer head, int from, int to) {
        int sizeField = sizeField(head, Ascii.skipSpaces(head, from, to), to);
        return sizeField == 0 ? Ascii.MISSING : Ascii.field(head, from, to, sizeField);
    }

    private long sizeBehindPart(ByteBuffer head, int from, int to) {
        Line part = line;
        lineEnds();
        if (part == Line.FIRST_WORD) {
            return sizeIn(head, from, to);
        }
        if (part == Line.SIZE) {
            findSize(head, from, to, true);
        }
        return size;
    }

    private long incomplete(ByteBuffer head, int start, int limit) {
        int needed = start;
        if (line == Line.BEGINS || line == Line.FIRST_WORD) {
            needed = Ascii.skipSpaces(head, start, limit);
            if (limit - needed >= DECIDED) {
                begin(sizeField(head, needed, limit));
            } else if (needed > start) {
                line = Line.FIRST_WORD;
            }
        }
        if (line == Line.SIZE) {
            needed = findSize(head, needed, limit, false);
            if (size == Ascii.BAD) {
                return FramingAnswer.NOT_A_RECORD;
            }
            line = size == UNKNOWN ? Line.SIZE : Line.REST;
        } else if (line == Line.REST) {
            needed = limit;
        }
        return pass(start, start, needed, limit, 1);
    }

    private void begin(int sizeField) {
        if (sizeField == 0) {
            line = Line.REST;
            size = Ascii.MISSING;
        } else {
            awaitSize(sizeField);
        }
    }

    /** Which field of the line is the size of a data block, 0 where the command has none. */
    private static int sizeField(ByteBuffer head, int from, int to) {
        if (from == to) {
            return 0;
        }
        return switch (head.get(from)) {
            case 's' -> Ascii.startsWith(head, from, to, "set ") ? 4 : 0;
            case 'c' -> Ascii.startsWith(head, from, to, "cas ") ? 4 : 0;
            case 'a' -> Ascii.startsWith(head, from, to, "add ") || Ascii.startsWith(head, from, to, "append ") ? 4 : 0;
            case 'r' -> Ascii.startsWith(head, from, to, "replace ") ? 4 : 0;
            case 'p' -> Ascii.startsWith(head, from, to, "prepend ") ? 4 : 0;
            case 'm' -> Ascii.startsWith(head, from, to, "ms ") ? 2 : 0;
            default -> 0;
        };
    }
}
