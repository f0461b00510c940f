package io.recordsockets.framing;

import java.nio.ByteBuffer;

/**
 * What the lines of an HTTP message say, each by itself. All positions are absolute in the buffer.
 *
 * <p><b>Threading:</b> no state.
 */
final class Http1Fields {
    /** Answer of {@link #value}: the line is another header. */
    static final int NONE = -1;

    /** Answer of {@link #value}: blanks before the colon, which some take for this header and some do not. */
    static final int DOUBTFUL = -2;

    private static final int MAX_CHUNK_DIGITS = 16;
    private static final long MAX_CHUNK = 1L << 40;

    private Http1Fields() {}

    /** Where the value begins, if the line is a header of this name, else {@link #NONE} or {@link #DOUBTFUL}. */
    static int value(ByteBuffer head, int from, int to, String name) {
        int colon = from + name.length();
        if (colon >= to || !Ascii.startsWithIgnoringCase(head, from, to, name)) {
            return NONE;
        }
        return switch (head.get(colon)) {
            case ':' -> skipBlanks(head, colon + 1, to);
            case ' ', '\t' -> DOUBTFUL;
            default -> NONE;
        };
    }

    /** Whether the value is that word, or that word with parameters. */
    static boolean isWord(ByteBuffer head, int from, int to, String word) {
        int end = from + word.length();
        return Ascii.startsWithIgnoringCase(head, from, to, word)
                && (end == to || head.get(end) == ';' || head.get(end) == ',' || isBlank(head.get(end)));
    }

    /** The number that is the whole value, or {@link Ascii#BAD}. */
    static long number(ByteBuffer head, int from, int to) {
        return Ascii.decimal(head, from, valueEnd(head, from, to));
    }

    /** Whether the last word of a list is that one. */
    static boolean endsWith(ByteBuffer head, int from, int to, String word) {
        int end = valueEnd(head, from, to);
        int last = end;
        while (last > from && head.get(last - 1) != ',') {
            last--;
        }
        last = skipBlanks(head, last, end);
        return end - last == word.length() && Ascii.startsWithIgnoringCase(head, last, end, word);
    }

    /** The size in the first line of a chunk, or {@link Ascii#BAD}. */
    static long chunkSize(ByteBuffer head, int from, int to) {
        int at = digitsEnd(head, from, to);
        if (at == from || at - from > MAX_CHUNK_DIGITS || (at < to && head.get(at) != ';' && !isBlank(head.get(at)))) {
            return Ascii.BAD;
        }
        long size = 0;
        for (int i = from; i < at; i++) {
            size = size << 4 | Character.digit(head.get(i), 16);
            if (size > MAX_CHUNK) {
                return Ascii.BAD;
            }
        }
        return size;
    }

    /** Where the hexadecimal digits end, of which one more is looked at than a size may have. */
    static int digitsEnd(ByteBuffer head, int from, int to) {
        int end = Math.min(to, from + MAX_CHUNK_DIGITS + 1);
        int at = from;
        while (at < end && Character.digit(head.get(at), 16) >= 0) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int skipBlanks(ByteBuffer head, int from, int to) {
        int at = from;
        while (at < to && isBlank(head.get(at))) {
            at++;
        }
        return at;
    }

    private static int valueEnd(ByteBuffer head, int from, int to) {
        int end = to;
        while (end > from && isBlank(head.get(end - 1))) {
            end--;
        }
        return end;
    }
}
