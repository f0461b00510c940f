package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Follows with a parser what this side sends, wherever it lies. Of a head that is not whole it keeps a copy, of {@link #KEPT}
 * bytes at most and as long as it is needed. Where the parser knows no records any more, it stops for good.
 *
 * <p><b>Threading:</b> the sending thread, one at a time.
 */
final class SentStream {
    private static final int KEPT = 128;

    /** Null where the stream is not followed any more. */
    private RangeParser parser;
    /** The bytes that come next are of no interest. */
    private long unseen;
    /** The beginning of a head, from position 0 to the limit; null where there is none. */
    private ByteBuffer kept;

    SentStream(RangeParser parser) {
        this.parser = parser;
    }

    /** Bytes that nobody sees; whether it goes on. */
    boolean skip(long length) {
        if (parser != null && length > unseen) {
            stop();
        }
        unseen -= Math.min(length, unseen);
        return parser != null;
    }

    /** The stream goes on with these bytes; whether it goes on behind them. */
    boolean follow(ByteBuffer view, int index, int length) {
        if (parser == null) {
            return false;
        }
        int skipped = (int) Math.min(unseen, length);
        unseen -= skipped;
        if (skipped < length) {
            look(view.order() == ByteOrder.BIG_ENDIAN ? view : view.duplicate(), index + skipped, index + length);
        }
        return parser != null;
    }

    /** Looks at nothing any more. */
    void stop() {
        parser = null;
        kept = null;
    }

    private void look(ByteBuffer view, int from, int end) {
        for (int at = from; at < end && parser != null; ) {
            at = kept == null ? here(view, at, end) : behindKept(view, at, end);
        }
    }

    /** Looks at a head that begins in these bytes; where to go on. */
    private int here(ByteBuffer view, int at, int end) {
        long answer = parser.parse(view, at, end);
        if (!FramingAnswer.isAtLeast(answer)) {
            return pass(answer, at, end);
        }
        if (end - at > KEPT) {
            stop();
        } else if (parser != null) {
            kept = ByteBuffer.allocate(KEPT).put(0, view, at, end - at).limit(end - at);
        }
        return end;
    }

    /** Looks at a head of which the beginning was kept; where to go on. */
    private int behindKept(ByteBuffer view, int at, int end) {
        int before = kept.limit();
        int copied = Math.min(end - at, KEPT - before);
        if (copied == 0) {
            stop();
            return end;
        }
        ByteBuffer head = kept.limit(before + copied).put(before, view, at, copied);
        long answer = parser.parse(head, 0, before + copied);
        if (FramingAnswer.isAtLeast(answer)) {
            return at + copied;
        }
        long length = FramingAnswer.length(answer);
        if (length > 0 && length < before) {
            head.limit(before).position((int) length).compact().flip();
            return at;
        }
        kept = null;
        return pass(answer, at - before, end);
    }

    private int pass(long answer, int at, int end) {
        long length = FramingAnswer.length(answer);
        if (length == 0) {
            stop();
            return end;
        }
        long next = at + length;
        unseen = Math.max(next - end, 0);
        return (int) Math.min(next, end);
    }
}
