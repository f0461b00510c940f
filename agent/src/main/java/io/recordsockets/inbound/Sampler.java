package io.recordsockets.inbound;

/**
 * Which reads of a connection that follows are looked at. Where record after record comes whole, or in pieces for which a hold
 * would not pay, there is nothing to win, and only a sample is looked at: what lies between is as if it had never come. The
 * sample shows when that changes.
 *
 * <p><b>Where records begin</b> is a guess at a sample. A connection on which reads follow writes, as requests follow answers,
 * is sampled at such a read. Bytes that are no record then end nothing: the place was wrong, and the next sample may be right.
 *
 * <p><b>The steady state</b> of such a connection executes, beyond the read of the JDK: the read lock, a counter, and a few
 * fields of this object.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #wrote()}.
 */
final class Sampler {
    /** Reads in a row with nothing to win after which a sample is enough. */
    private static final int IDLE_READS = 16;

    /** The same behind a sample that came in pieces. */
    private static final int IDLE_AGAIN = 2;

    /** Reads from one sample to the next: to begin with, and at most. */
    private static final int MIN_SPAN = 16;

    private static final int MAX_SPAN = 64;

    /** Reads for which a sample waits for one that follows a write. */
    private static final int PATIENCE = 64;

    private boolean sampling;

    /** Whether it has not been seen since the last sample was taken where records begin. */
    private boolean guessing;

    /** Reads up to the next sample; below 0 where that waits for a write. */
    private short left;

    private short span = MIN_SPAN;
    private short idle;
    private short passed;

    /** Whether reads follow writes. */
    private boolean answers;

    /** The application wrote since the last read. A hint: set by any thread, and may be seen late. */
    private boolean wrote;

    /** Whether only a sample is looked at. */
    boolean sampling() {
        return sampling;
    }

    /** Whether the next read is not looked at. */
    boolean passes() {
        return sampling && (left > 0 || answers && !wrote && left > -PATIENCE);
    }

    /**
     * A read that was not looked at: its bytes are as if they had never come.
     *
     * @param n what the read answered
     * @return the same
     */
    long passed(long n) {
        if (n > 0) {
            left--;
            passed++;
            answers |= wrote;
            wrote = false;
        }
        return n;
    }

    /** Reads that were not looked at since this was last asked. */
    int takePassed() {
        int n = passed;
        passed = 0;
        return n;
    }

    /** The application wrote. Any thread. */
    void wrote() {
        wrote = true;
    }

    /**
     * A read with nothing to win, and behind it a record begins.
     *
     * @return whether sampling begins
     */
    boolean idle() {
        if (sampling) {
            next();
            return false;
        }
        guessing = false;
        if (++idle < IDLE_READS) {
            return false;
        }
        sampling = true;
        answers = false;
        next();
        return true;
    }

    /** A sample was no record, or the place was lost. */
    void missed() {
        sampling = true;
        next();
    }

    private void next() {
        left = span;
        span = (short) Math.min(2 * span, MAX_SPAN);
        wrote = false;
        guessing = true;
    }

    /** A record comes in pieces: each read is looked at until it is clear what that means. */
    void inPieces() {
        if (sampling) {
            sampling = false;
            idle = IDLE_READS - IDLE_AGAIN;
        }
    }

    /** A record came in pieces for which a hold would have paid. */
    void pays() {
        idle = 0;
        span = MIN_SPAN;
    }

    /** Behind this read a record begins. */
    void placed() {
        guessing = false;
    }

    /** Whether bytes that are no record say nothing but that the place was wrong. */
    boolean guessing() {
        return guessing;
    }
}
