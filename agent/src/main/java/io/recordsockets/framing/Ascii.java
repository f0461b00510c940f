package io.recordsockets.framing;

import java.nio.ByteBuffer;

/**
 * Looks at text in a head without taking it out: nothing here allocates, and all positions are absolute in the buffer.
 *
 * <p><b>Threading:</b> no state.
 */
final class Ascii {
    static final byte LF = '\n';
    static final byte CR = '\r';

    /** Longest text line or header block that counts as one, in bytes; the limit that Redis and Jetty have as well. */
    static final int MAX_LINE = 64 * 1024;

    /** Answer of {@link #decimal} and {@link #field}: there, but not a number that fits. */
    static final long BAD = -1;

    /** Answer of {@link #field}: the line has not so many fields. */
    static final long MISSING = -2;

    private static final int MAX_DIGITS = 18;
    private static final long LOW_SEVEN_BITS = 0x7F7F7F7F7F7F7F7FL;
    private static final long ONES = 0x0101010101010101L;

    private Ascii() {}

    /**
     * Finds a byte. Eight at a time, exact for each of them: the usual shorter formula may mark the byte before the wanted
     * one, and in big-endian order that is the one found first.
     *
     * @return its position, -1 where it is not between {@code from} and {@code to}
     */
    static int indexOf(ByteBuffer head, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFFL) * ONES;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long difference = head.getLong(at) ^ pattern;
            long zeros = ~((difference & LOW_SEVEN_BITS) + LOW_SEVEN_BITS | difference | LOW_SEVEN_BITS);
            if (zeros != 0) {
                return at + (Long.numberOfLeadingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (head.get(at) == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Where the text of a line ends that has its LF at {@code lf}: before the CR where there is one. */
    static int textEnd(ByteBuffer head, int from, int lf) {
        return lf > from && head.get(lf - 1) == CR ? lf - 1 : lf;
    }

    /** Whether the bytes from {@code from} on begin with {@code text}. */
    static boolean startsWith(ByteBuffer head, int from, int to, String text) {
        return to - from >= text.length() && agrees(head, from, to, text);
    }

    /** Whether as many bytes as are there could become {@code text}. */
    static boolean agrees(ByteBuffer head, int from, int to, String text) {
        int length = Math.min(to - from, text.length());
        for (int i = 0; i < length; i++) {
            if (head.get(from + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #startsWith}, with capitals taken for small letters; {@code text} is in small letters. */
    static boolean startsWithIgnoringCase(ByteBuffer head, int from, int to, String text) {
        return to - from >= text.length() && agreesIgnoringCase(head, from, to, text);
    }

    /** Whether as many bytes as are there could become {@code text}, with capitals taken for small letters. */
    static boolean agreesIgnoringCase(ByteBuffer head, int from, int to, String text) {
        int length = Math.min(to - from, text.length());
        for (int i = 0; i < length; i++) {
            if (lower(head.get(from + i)) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A capital as a small letter, any other byte as it is. */
    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** The number that the bytes spell, all of them digits, at most 18 so that sums of a few stay in a long; else {@link #BAD}. */
    static long decimal(ByteBuffer head, int from, int to) {
        if (to <= from || to - from > MAX_DIGITS) {
            return BAD;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = head.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return BAD;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The number in a field of a line whose fields are separated by spaces; the first field has index 0. */
    static long field(ByteBuffer head, int from, int to, int index) {
        int at = skipSpaces(head, from, to);
        for (int i = 0; i < index; i++) {
            at = skipSpaces(head, wordEnd(head, at, to), to);
        }
        return at == to ? MISSING : decimal(head, at, wordEnd(head, at, to));
    }

    static int skipSpaces(ByteBuffer head, int from, int to) {
        int at = from;
        while (at < to && head.get(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Where the word ends that begins at {@code from}: at a space or the end of the line. */
    static int wordEnd(ByteBuffer head, int from, int to) {
        // a little beyond the line, where there is something: words are short, and eight bytes are one look
        int end = indexOf(head, from, Math.min(head.limit(), to + Long.BYTES), (byte) ' ');
        return end < 0 || end > to ? to : end;
    }
}
