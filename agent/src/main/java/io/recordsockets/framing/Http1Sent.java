package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The requests that this side has sent and that are not answered yet: which of them are HEAD, and whether the last is
 * CONNECT. Bodies are passed by their length. Where the stream cannot be followed any more, or more than {@link #MAX} requests
 * are outstanding, nothing is known of those that follow.
 *
 * <pre>
 *  asked, one word, so that the reader never sees half of a change:
 *  63   62       61                 32 31                               0
 * +---+---------+---------------------+----------------------------------+
 * | 0 | CONNECT | requests, mod 2^30  | HEAD: a bit each, by number      |
 * +---+---------+---------------------+----------------------------------+
 * </pre>
 *
 * <p><b>Threading:</b> {@link #follow} and {@link #skip} by the sending thread, one at a time; they own all fields, and publish
 * {@code asked}. {@link #wasHead} and {@link #wasConnect} by the receiving thread. A bit is used again only when the
 * receiver has said, by the count of its answers, that it is through with it; so a word that it reads holds the bits of all
 * requests between its count and the sender's. A request that is followed after its answer has come is counted all the
 * same, which keeps the numbers in step.
 */
final class Http1Sent {
    /** Requests that may be outstanding. */
    static final int MAX = 32;

    private static final int COUNT_SHIFT = 32;
    private static final int COUNT_MASK = (1 << 30) - 1;
    private static final long HEAD_MASK = 0xFFFF_FFFFL;
    private static final long CONNECT = 1L << 62;
    /** Of a head whose rest is sent later. */
    private static final int KEPT = 128;

    private volatile long asked;

    /** Null where the stream is not followed any more. */
    private Http1Requests parser = new Parser();
    /** The bytes that come next are of no interest. */
    private long unseen;
    /** The beginning of a head, from position to limit of a view of its own; null where there is none. */
    private ByteBuffer kept;
    /** How many answers had come when the bytes were shown. */
    private int answered;

    private final class Parser extends Http1Requests {
        @Override
        void requested(boolean isHead, boolean isConnect) {
            ask(isHead, isConnect);
        }
    }

    /** @return whether it goes on */
    boolean skip(long length) {
        if (parser == null) {
            return false;
        }
        if (length > unseen) {
            return stop();
        }
        unseen -= length;
        return true;
    }

    /** @return whether it goes on */
    boolean follow(ByteBuffer view, int index, int length, int answers) {
        if (parser == null) {
            return false;
        }
        answered = answers;
        int skipped = (int) Math.min(unseen, length);
        unseen -= skipped;
        return skipped == length || look(bigEndian(view), index + skipped, index + length);
    }

    private static ByteBuffer bigEndian(ByteBuffer view) {
        return view.order() == ByteOrder.BIG_ENDIAN ? view : view.duplicate();
    }

    private boolean look(ByteBuffer view, int from, int end) {
        int at = from;
        while (at < end && parser != null) {
            at = kept == null ? here(view, at, end) : behindKept(view, at, end);
        }
        return parser != null;
    }

    /** Looks at a head that begins in these bytes; where the next begins. */
    private int here(ByteBuffer view, int at, int end) {
        long answer = parser.parse(view, at, end);
        if (FramingAnswer.isAtLeast(answer)) {
            keep(view, at, end);
            return end;
        }
        return pass(answer, at, end);
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

    /** Looks at a head of which the beginning was kept. */
    private int behindKept(ByteBuffer view, int at, int end) {
        int before = kept.remaining();
        int copied = Math.min(end - at, KEPT - before);
        if (copied == 0) {
            stop();
            return end;
        }
        ByteBuffer head = kept.limit(before + copied);
        for (int i = 0; i < copied; i++) {
            head.put(before + i, view.get(at + i));
        }
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

    private void keep(ByteBuffer view, int at, int end) {
        if (end - at > KEPT) {
            stop();
            return;
        }
        ByteBuffer head = ByteBuffer.allocate(KEPT);
        for (int i = at; i < end; i++) {
            head.put(view.get(i));
        }
        kept = head.flip();
    }

    private boolean stop() {
        parser = null;
        kept = null;
        return false;
    }

    private void ask(boolean isHead, boolean isConnect) {
        long word = asked;
        int count = (int) (word >>> COUNT_SHIFT) & COUNT_MASK;
        if (outstanding(count, answered) >= MAX) {
            stop();
            return;
        }
        long bit = 1L << count % MAX;
        long heads = word & HEAD_MASK & ~bit | (isHead ? bit : 0);
        asked = (isConnect ? CONNECT : 0) | (long) (count + 1 & COUNT_MASK) << COUNT_SHIFT | heads;
    }

    /** Requests without an answer; below 0 where answers have come that no request was seen for. */
    private static int outstanding(int count, int answers) {
        return (count - answers) << 2 >> 2;
    }

    /** Whether the request of that number was HEAD; false where that is not known. */
    boolean wasHead(int number) {
        long word = asked;
        return outstanding((int) (word >>> COUNT_SHIFT), number) > 0 && (word >>> (number & COUNT_MASK) % MAX & 1) != 0;
    }

    /** Whether the request of that number was CONNECT; false where that is not known. */
    boolean wasConnect(int number) {
        long word = asked;
        return (word & CONNECT) != 0 && outstanding((int) (word >>> COUNT_SHIFT), number) == 1;
    }
}
