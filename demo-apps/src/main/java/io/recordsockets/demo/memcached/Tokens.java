package io.recordsockets.demo.memcached;

import java.util.Arrays;

/** The words of one command line, separated by spaces. Used again for every line. */
final class Tokens {
    /** No command has more; a line with more has one token too many here. */
    static final int MAX = 24;

    private final int[] offsets = new int[MAX];
    private final int[] lengths = new int[MAX];
    private byte[] line;
    private int count;

    /** Takes apart the bytes from {@code from} to {@code end}; {@code line} is not to be changed while this is in use. */
    void split(byte[] line, int from, int end) {
        this.line = line;
        count = 0;
        int at = from;
        while (count < MAX) {
            int start = skipSpaces(line, at, end);
            if (start == end) {
                break;
            }
            at = endOfWord(line, start, end);
            offsets[count] = start;
            lengths[count] = at - start;
            count++;
        }
    }

    static int skipSpaces(byte[] line, int from, int end) {
        int at = from;
        while (at < end && line[at] == ' ') {
            at++;
        }
        return at;
    }

    static int endOfWord(byte[] line, int from, int end) {
        int at = from;
        while (at < end && line[at] != ' ') {
            at++;
        }
        return at;
    }

    int count() {
        return count;
    }

    byte[] line() {
        return line;
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** The first byte of a token. */
    byte first(int index) {
        return line[offsets[index]];
    }

    boolean is(int index, byte[] word) {
        int offset = offsets[index];
        return index < count && Arrays.equals(line, offset, offset + lengths[index], word, 0, word.length);
    }

    /** Whether the token, from {@code skip} bytes on, is an unsigned 64-bit number. */
    boolean isUnsigned(int index, int skip) {
        return Numbers.isUnsigned(line, offsets[index] + skip, lengths[index] - skip);
    }

    long unsigned(int index, int skip) {
        return Numbers.unsigned(line, offsets[index] + skip, lengths[index] - skip);
    }

    /** Whether the token, from {@code skip} bytes on, is an unsigned 32-bit number. */
    boolean isUnsignedInt(int index, int skip) {
        return isUnsigned(index, skip) && unsigned(index, skip) >>> 32 == 0;
    }

    /** Whether the token, from {@code skip} bytes on, is a number, perhaps negative, that fits a long. */
    boolean isSigned(int index, int skip) {
        return Numbers.isSigned(line, offsets[index] + skip, lengths[index] - skip);
    }

    long signed(int index, int skip) {
        return Numbers.signed(line, offsets[index] + skip, lengths[index] - skip);
    }
}
