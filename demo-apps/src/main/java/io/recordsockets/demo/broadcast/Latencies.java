package io.recordsockets.demo.broadcast;

import java.util.Arrays;

/**
 * Times in nanoseconds, counted in classes no wider than a 64th of their values.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Latencies {
    private static final int CLASS_BITS = 6;
    private static final int CLASSES = 1 << CLASS_BITS;

    /** Guarded by this. */
    private final long[] counts = new long[(Long.SIZE - CLASS_BITS) * CLASSES];

    /** Guarded by this. */
    private long count;

    /** A time before it began, which a clock that was set back gives, counts as none. */
    synchronized void add(long ns) {
        counts[index(Math.max(0, ns))]++;
        count++;
    }

    synchronized long count() {
        return count;
    }

    /**
     * The time that this part of all does not exceed, by at most a 64th too large.
     *
     * @param part from 0 to 1
     * @return -1 if there is none
     */
    synchronized long percentile(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return largest(i);
            }
        }
        return -1;
    }

    /** The percentile of what came since the last call. */
    synchronized long takePercentile(double part) {
        long percentile = percentile(part);
        Arrays.fill(counts, 0);
        count = 0;
        return percentile;
    }

    private static int index(long ns) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(ns) - CLASS_BITS - 1);
        return (shift << CLASS_BITS) + (int) (ns >>> shift);
    }

    /** The largest value of a class. */
    private static long largest(int index) {
        int shift = Math.max(0, (index >> CLASS_BITS) - 1);
        long smallest = (long) (index - (shift << CLASS_BITS)) << shift;
        return smallest + (1L << shift) - 1;
    }
}
