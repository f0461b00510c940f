package io.recordsockets.engine;

/**
 * What the records of a connection have been like, which decides how the next one is looked at. A wrong guess costs a system
 * call or one wake-up.
 *
 * <p><b>Bulk.</b> The bodies of large records are left in the kernel, so that the application's read takes them from there;
 * of small ones a whole buffer is read ahead, as copying them is cheaper than a further system call.
 *
 * <p><b>Trust.</b> Where records keep arriving whole, as they do between peers that send each with one write on a fast
 * network, looking before the application reads finds out nothing. So after {@link #trustAfter} of them in a row the
 * application is woken at once, and its own read is followed. A record that was not whole ends that, and the next trust
 * takes twice as long to earn.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class ArrivalPattern {
    /** Records above this average length in bytes are left in the kernel. */
    private static final int BULK_LENGTH = 2048;

    /** Bytes read ahead where records are small. */
    static final int SMALL_LOOK = 8 * 1024;

    private static final int FIRST_TRUST_AFTER = 32;
    private static final int LAST_TRUST_AFTER = 4096;

    /** Bytes from which on a record is worth waking early for. */
    private static final long LARGE_LENGTH = 256 * 1024;

    private static final int SHARE_BITS = 10;
    private static final int FIRST_EARLY_SHARE = 128;
    private static final int MAX_EARLY_SHARE = 1 << SHARE_BITS - 1;

    /** Bytes that a core copies from the kernel in a nanosecond, about. */
    private static final int COPIED_PER_NS = 4;

    /** What may come in while the application copies, by the speed of the last large record, in 1024ths of a record. */
    private int arrivalShare;

    /** What of it has proved right: grows slowly while early wakes go well, in 1024ths of a record. */
    private int earlyShare = FIRST_EARLY_SHARE;

    /** Above the limit at first: a stranger's bodies stay in the kernel. */
    private long averageLength = 2 * BULK_LENGTH;

    private int wholeInRow;
    private int trustAfter = FIRST_TRUST_AFTER;

    /**
     * How much of a record may be missing when the application is woken for it, in bytes. Copying a large record takes as
     * long as a good part of it takes to come in; waiting for the last byte before copying the first would add the two.
     */
    long earlyBytes(long recordLength) {
        return large(recordLength) ? recordLength * Math.min(earlyShare, arrivalShare) >> SHARE_BITS : 0;
    }

    /** Whether a record of this length is worth waking early for. */
    static boolean large(long recordLength) {
        return recordLength >= LARGE_LENGTH;
    }

    /** So much of a large record came in within so many nanoseconds. */
    void arrived(long bytes, long elapsedNs) {
        long copyNs = bytes / COPIED_PER_NS;
        arrivalShare = (int) Math.min((copyNs << SHARE_BITS) / Math.max(elapsedNs, 1) / 2, MAX_EARLY_SHARE);
    }

    /** The application was woken early: the record was whole at the end of its read, or was not. */
    void earlyWake(boolean whole) {
        earlyShare = whole ? Math.min(earlyShare + 1, MAX_EARLY_SHARE) : earlyShare - (earlyShare >> 2);
    }

    /** Records became whole, the last of this length in bytes. */
    void record(long length) {
        averageLength += (length - averageLength) >> 2;
    }

    boolean bulk() {
        return averageLength > BULK_LENGTH;
    }

    /** A look found a whole record at once. */
    void arrivedWhole() {
        if (wholeInRow < trustAfter) {
            wholeInRow++;
        }
    }

    /** A record had to be waited for. */
    void arrivedInPieces() {
        wholeInRow = 0;
    }

    /** The application was woken on trust, and no record was whole. */
    void trustFailed() {
        wholeInRow = 0;
        trustAfter = Math.min(2 * trustAfter, LAST_TRUST_AFTER);
    }

    boolean trusted() {
        return wholeInRow >= trustAfter;
    }
}
