package io.recordsockets.inbound;

/**
 * How the records of a connection that come in pieces do so: in how many, how far apart, and how long one takes to become
 * whole while nobody waits for it; and how holds went. Moving averages. A connection whose records come whole has none.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class Arrivals {
    private static final int MAX_US = Integer.MAX_VALUE / 8;

    /** Reads that a record takes, in sixteenths. */
    private int pieces16;

    /** Microseconds from piece to piece. */
    private int gapUs;

    /** Microseconds from the first piece to the last. */
    private int durationUs;

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

    /** Begins with what others have seen. */
    void expect(Arrivals seen) {
        pieces16 = seen.pieces16;
        gapUs = seen.gapUs;
        durationUs = seen.durationUs;
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
