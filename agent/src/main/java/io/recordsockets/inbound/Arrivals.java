package io.recordsockets.inbound;

/**
 * How the records of a connection that come in pieces do so: in how many, how far apart, and how long one takes to become
 * whole while nobody waits for it; and how holds went. Moving averages. A connection whose records come whole has none.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class Arrivals {
    private static final int MAX_US = Integer.MAX_VALUE / 8;

    private static final long MIN_PATIENCE_NS = 1_500_000;
    private static final long FIRST_PATIENCE_NS = 10_000_000;

    /** A hold lasts so many times what such a record has taken while nobody waited. */
    private static final int PATIENCE = 3;

    /** Records whose least length is kept together. */
    private static final int WINDOW = 32;

    /** Records after which their least length is worth a hold that may be in vain. */
    private static final int SEEN = 4;

    /** Reads that a record takes, in sixteenths. */
    private int pieces16;

    /** Microseconds from piece to piece. */
    private int gapUs;

    /** Microseconds from the first piece to the last. */
    private int durationUs;

    /** The shortest record of the current window, and of the one before, in bytes. */
    private int shortest = Integer.MAX_VALUE;

    private int shortestBefore = Integer.MAX_VALUE;
    private byte inWindow;
    private boolean seen;

    // -- Of holds

    /** What a hold takes until it ends whole, in microseconds. */
    int heldUs;

    /** How long the next hold lasts without progress, in nanoseconds. */
    long patienceNs;

    /** Holds since a record was last followed. */
    int holds;

    /** A record came in so many pieces, within so many nanoseconds. */
    void record(int pieces, long durationNs) {
        int us = (int) Math.min(durationNs / 1000, MAX_US);
        int gap = us / Math.max(pieces - 1, 1);
        int in16 = Math.min(pieces, 1 << 16) << 4;
        boolean first = pieces16 == 0;
        pieces16 = first ? in16 : pieces16 + (in16 - pieces16 >> 2);
        gapUs = first ? gap : gapUs + (gap - gapUs >> 2);
        durationUs = first ? us : durationUs + (us - durationUs >> 2);
    }

    /** A record of so many bytes became whole, in pieces or not. */
    void length(long bytes) {
        shortest = (int) Math.min(shortest, bytes);
        inWindow++;
        seen |= inWindow == SEEN;
        if (inWindow == WINDOW) {
            shortestBefore = shortest;
            shortest = Integer.MAX_VALUE;
            inWindow = 0;
        }
    }

    /** The length that none of the last records fell short of, in bytes; 0 where too few are known. */
    int shortest() {
        return seen ? Math.min(shortest, shortestBefore) : 0;
    }

    /** How long the first hold lasts without progress, in nanoseconds. */
    long firstPatienceNs() {
        return Math.max(MIN_PATIENCE_NS, Math.min(4_000L * gapUs, FIRST_PATIENCE_NS));
    }

    /** How long a hold lasts at most, in nanoseconds. */
    long maxPatienceNs() {
        return Math.max(2 * MIN_PATIENCE_NS, PATIENCE * 1_000L * durationUs);
    }

    /** How long a hold lasts where nobody may notice it, in nanoseconds. */
    static long cautiousPatienceNs() {
        return 2 * MIN_PATIENCE_NS;
    }

    /** Begins with what others have seen; holds are short to begin with. */
    void expect(Arrivals others) {
        patienceNs = MIN_PATIENCE_NS;
        heldUs = others.durationUs;
        shortestBefore = others.shortest();
        seen = others.seen;
        pieces16 = others.pieces16;
        gapUs = others.gapUs;
        durationUs = others.durationUs;
    }

    int pieces16() {
        return pieces16;
    }

    int gapUs() {
        return gapUs;
    }

    int durationUs() {
        return durationUs;
    }
}
