package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a parser as the engine does and holds every answer against the contract: nothing but the five answers, progress,
 * and no promise beyond the end of the record. Bytes that an answer covers are never shown.
 */
final class FramingDriver {
    /** How much of what has come in the parser is shown, and how often it is asked. */
    enum Asking {
        /** At each arrival, with everything there is. */
        EAGER,
        /** Only when there are as many bytes as it asked for, with everything there is. */
        PATIENT,
        /** As patient, with the head length, what it asked for, or twice as much as last time: the rest stays in the kernel. */
        FRUGAL
    }

    /** How it ended. */
    enum Rest {
        /** The parser would have liked to see more. */
        MORE,
        /** What follows is not a record. */
        NOT_A_RECORD,
        /** No records follow, and that is right. */
        UNFRAMED
    }

    /**
     * What came out.
     *
     * @param ends where records end, from the first byte of the stream; the last may be beyond its end
     * @param rest what the parser said of what follows
     */
    record Outcome(List<Long> ends, Rest rest) {}

    private final RecordParser parser;
    private final Memory memory;
    private final ByteBuffer stream;
    private final Asking asking;
    private final List<Long> ends = new ArrayList<>();

    /** Where the head begins. */
    private long base;
    /** Bytes that the parser last said the head must hold. */
    private long wanted = 1;
    /** Length of the last head with this base. */
    private long shown;
    /** The record was said to reach this far at least. */
    private long promised;
    /** The most bytes that had to be shown again, or for the first time, when the next came. */
    private long mostKept;

    private Rest rest = Rest.MORE;

    /** @param stream as the memory holds it */
    FramingDriver(RecordParser parser, ByteBuffer stream, Memory memory, Asking asking) {
        this.parser = parser;
        this.memory = memory;
        this.stream = stream;
        this.asking = asking;
    }

    /**
     * Lets the stream come in.
     *
     * @param arrivals how many bytes have come in all told, at each arrival; ascending
     */
    Outcome run(int... arrivals) {
        for (int arrived : arrivals) {
            if (!arrive(arrived, asking)) {
                return new Outcome(ends, rest);
            }
            mostKept = Math.max(mostKept, arrived - base);
        }
        // the end of the stream or of the engine's patience: what is there is looked at in any case
        arrive(arrivals[arrivals.length - 1], Asking.EAGER);
        return new Outcome(ends, rest);
    }

    /** How many bytes of the stream the engine had to keep for the parser, at most. */
    long mostKept() {
        return mostKept;
    }

    private boolean arrive(int arrived, Asking asking) {
        while (base < arrived) {
            long there = arrived - base;
            long show = asking == Asking.FRUGAL ? Math.min(there, frugal()) : there;
            if (show <= shown || (asking != Asking.EAGER && there < wanted)) {
                return true;
            }
            long answer = parser.parse(memory.head(stream, base, show));
            if (answer == FramingAnswer.NOT_A_RECORD || answer == FramingAnswer.UNFRAMED) {
                rest = answer == FramingAnswer.UNFRAMED ? Rest.UNFRAMED : Rest.NOT_A_RECORD;
                return false;
            }
            take(answer, show);
        }
        return true;
    }

    private long frugal() {
        return Math.max(Math.max(wanted, headLength()), 2 * shown);
    }

    private int headLength() {
        int length = parser.headLength();
        check(length > 0, "head length " + length);
        return length;
    }

    private void take(long answer, long show) {
        long length = FramingAnswer.length(answer);
        check(length > 0, "length " + length);
        if (FramingAnswer.isAtLeast(answer)) {
            check(length > show, "asks for " + length + " bytes and has " + show);
            wanted = length;
            shown = show;
            promised = Math.max(promised, base + length);
            return;
        }
        base += length;
        shown = 0;
        if (FramingAnswer.isPart(answer)) {
            wanted = FramingAnswer.following(answer);
            check(wanted > 0, "nothing follows the part");
            promised = Math.max(promised, base + wanted);
            return;
        }
        check(FramingAnswer.isRecord(answer), "no answer: " + answer);
        check(base >= promised, "record ends at " + base + ", was said to reach " + promised);
        ends.add(base);
        wanted = 1;
        promised = 0;
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + "; base=" + base + " ends=" + ends + " asking=" + asking);
        }
    }
}
