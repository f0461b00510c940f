package io.recordsockets.inbound;

/**
 * How long the records of a connection are, which decides how the next one is looked at while it is held. A wrong guess costs
 * a system call or one wake-up.
 *
 * <p><b>Bulk.</b> The bodies of large records are left in the kernel, so that the application's read takes them from there;
 * of small ones a whole buffer is read ahead, as copying them is cheaper than a further system call.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class ArrivalPattern {
    /** Records above this average length in bytes are left in the kernel. */
    private static final int BULK_LENGTH = 2048;

    /** Bytes that are read ahead at most where nothing says that the record is longer. */
    private static final int MAX_LOOK = 8 * 1024;

    private static final int FIRST_LOOK = 1024;

    /** Up to here a record may be held whatever the others were like, in bytes. */
    private static final long ORDINARY_LENGTH = 64 * 1024;

    /** So many times the average is a length that was to be expected. */
    private static final int EXPECTED = 4;

    /** Bytes from which on a record is worth waking early for. */
    private static final long LARGE_LENGTH = 256 * 1024;

    private static final int SHARE_BITS = 10;
    private static final short FIRST_EARLY_SHARE = 128;
    private static final int MAX_EARLY_SHARE = 1 << SHARE_BITS - 1;

    /** Bytes that a core copies from the kernel in a nanosecond, about. */
    private static final int COPIED_PER_NS = 4;

    /** Above the limit: a stranger's bodies stay in the kernel. */
    private static final int STRANGER = 2 * BULK_LENGTH;

    private long averageLength;

    /** What may come in while the application copies, by the speed of the last large record, in 1024ths of a record. */
    private short arrivalShare;

    /** What of it has proved right: grows slowly while early wakes go well, in 1024ths of a record. */
    private short earlyShare = FIRST_EARLY_SHARE;

    /** Bytes to read ahead at the next look. */
    private short look = FIRST_LOOK;

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
        arrivalShare = (short) Math.min((copyNs << SHARE_BITS) / Math.max(elapsedNs, 1) / 2, MAX_EARLY_SHARE);
    }

    /** The application was woken early: the record was whole at the end of its read, or was not. */
    void earlyWake(boolean whole) {
        earlyShare = (short) (whole ? Math.min(earlyShare + 1, MAX_EARLY_SHARE) : earlyShare - (earlyShare >> 2));
    }

    /** Records became whole, the last of this length in bytes. */
    void record(long length) {
        averageLength += (length - averageLength) >> 2;
    }

    /** Begins with what others have seen, in bytes; 0 for nothing. */
    ArrivalPattern(long averageLength) {
        this.averageLength = averageLength == 0 ? STRANGER : averageLength;
    }

    boolean bulk() {
        return averageLength > BULK_LENGTH;
    }

    /** Whether a record is so short that all of it is read ahead. */
    static boolean small(long length) {
        return length <= MAX_LOOK;
    }

    /** Whether the records before make one of this length credible. */
    boolean expected(long length) {
        return length <= ORDINARY_LENGTH || length <= EXPECTED * averageLength;
    }

    /** Bytes to read ahead. */
    int look() {
        return look;
    }

    /** A look found so many bytes, which was all that it had room for, or was not. */
    void looked(int n, boolean all) {
        if (all) {
            look = (short) Math.min(2 * look, MAX_LOOK);
        } else if (n < look / 4 && look > FIRST_LOOK) {
            look = (short) (look - (look >> 4));
        }
    }
}
