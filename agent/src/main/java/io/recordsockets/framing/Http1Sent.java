package io.recordsockets.framing;

import java.nio.ByteBuffer;

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

    private volatile long asked;

    private final SentStream stream = new SentStream(new Parser());
    /** How many answers had come when the bytes were shown. */
    private int answered;

    private final class Parser extends Http1Requests {
        @Override
        void requested(boolean isHead, boolean isConnect) {
            ask(isHead, isConnect);
        }
    }

    /** Bytes have gone out unseen; whether it goes on. */
    boolean skip(long length) {
        return stream.skip(length);
    }

    /** Bytes go out, when so many answers have come; whether it goes on. */
    boolean follow(ByteBuffer view, int index, int length, int answers) {
        answered = answers;
        return stream.follow(view, index, length);
    }

    private void ask(boolean isHead, boolean isConnect) {
        long word = asked;
        int count = (int) (word >>> COUNT_SHIFT) & COUNT_MASK;
        if (outstanding(count, answered) >= MAX) {
            stream.stop();
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
