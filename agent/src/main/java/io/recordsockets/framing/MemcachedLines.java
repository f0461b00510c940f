package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * What both directions of memcached have in common: lines, of which some name the size of a data block behind them. Of a
 * line that is not whole it passes what does not matter any more: of a long list of keys all, of a line with a size
 * the words before that.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
abstract class MemcachedLines implements RecordParser {
    /** How far the line has come whose first bytes the head does not have. */
    enum Line {
        /** The head has all of it. */
        BEGINS,
        /** Blanks were passed, the first word is to come. */
        FIRST_WORD,
        /** The word with the size is to come. */
        SIZE,
        /** Only its end is to come. */
        REST
    }

    static final int LINE_END = 2;

    /** The size is yet to come. */
    static final long UNKNOWN = -3;

    private static final int HEAD = 256;
    private static final int MAX_SIZE_WORD = 19;

    Line line = Line.BEGINS;

    /** Size of the data block; else {@link #UNKNOWN}, {@link Ascii#MISSING} or {@link Ascii#BAD}. */
    long size = Ascii.MISSING;

    /** Bytes of the line before the head. */
    int passed;

    /** From the head's first byte: no line ends before it. */
    int scanned;

    /** Words before the size that have not ended yet, and whether the head begins in the middle of one. */
    private byte wordsLeft;

    private boolean inWord;

    static boolean isTooLong(int length) {
        return length >= Ascii.MAX_LINE;
    }

    /** The size comes behind so many words. */
    final void awaitSize(int words) {
        line = Line.SIZE;
        wordsLeft = (byte) words;
        inWord = false;
        size = UNKNOWN;
    }

    /**
     * Looks for the size where the head begins behind a part of the line.
     *
     * @param whole whether the line has its end at {@code to}
     * @return from where on the bytes must be seen again
     */
    final int findSize(ByteBuffer head, int from, int to, boolean whole) {
        int at = from;
        while (wordsLeft > 0) {
            if (!inWord) {
                at = Ascii.skipSpaces(head, at, to);
            }
            if (at == to && !inWord) {
                break;
            }
            at = Ascii.wordEnd(head, at, to);
            inWord = at == to && !whole;
            if (at == to) {
                break;
            }
            wordsLeft--;
        }
        if (!inWord) {
            at = Ascii.skipSpaces(head, at, to);
        }
        if (at == to) {
            size = whole ? Ascii.MISSING : UNKNOWN;
            return to;
        }
        int end = Ascii.wordEnd(head, at, to);
        if (end < to || whole) {
            size = Ascii.decimal(head, at, end);
            return to;
        }
        size = to - at > MAX_SIZE_WORD ? Ascii.BAD : UNKNOWN;
        return at;
    }

    /** The bytes before {@code needed} are passed; {@code behind} more must come behind those that are there. */
    final long pass(int start, int lineStart, int needed, int limit, int behind) {
        scanned = limit - needed;
        passed += needed - lineStart;
        int there = limit - needed;
        return needed == start
                ? FramingAnswer.atLeast(there + (long) behind)
                : FramingAnswer.part(needed - start, there + behind);
    }

    /** The line has ended. */
    final void lineEnds() {
        line = Line.BEGINS;
        passed = 0;
        scanned = 0;
    }

    @Override
    public int headLength() {
        return HEAD;
    }
}
