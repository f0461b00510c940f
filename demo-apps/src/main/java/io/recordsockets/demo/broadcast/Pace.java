package io.recordsockets.demo.broadcast;

/**
 * Lets so many bytes a second pass, in small portions. What was not used is lost but for the last moment, so that a pause is
 * not followed by a burst.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Pace {
    /** How far back unused time counts: the largest portion. */
    private static final long PORTION_NS = 10_000_000;

    private static final double NS_PER_S = 1e9;

    /** A portion is at least so many bytes, however slow. */
    private static final int MIN_PORTION_BYTES = 4;

    private final double nsPerByte;
    private final long portionNs;

    /** When all that was taken so far has passed. */
    private long passedNs;

    /** @param nowNs of the same clock as those of the other calls */
    Pace(long bytesPerSecond, long nowNs) {
        nsPerByte = NS_PER_S / bytesPerSecond;
        portionNs = Math.max(PORTION_NS, (long) Math.ceil(MIN_PORTION_BYTES * nsPerByte));
        passedNs = nowNs;
    }

    /** Bytes that may pass now; 0 until half a portion may, so that the portions do not become tiny. */
    int allowed(long nowNs) {
        passedNs = Math.max(passedNs, nowNs - portionNs);
        long unusedNs = nowNs - passedNs;
        return unusedNs < portionNs / 2 ? 0 : (int) Math.min(Integer.MAX_VALUE, unusedNs / nsPerByte);
    }

    /** Takes what has passed. */
    void take(int bytes) {
        passedNs += (long) (bytes * nsPerByte);
    }

    /** When something is allowed again. */
    long dueNs() {
        return passedNs + portionNs / 2;
    }
}
