package io.recordsockets.outbound;

/**
 * Tells a send after a pause, which is worth its system calls at once, from those of a burst, which are better written
 * together. A burst goes on as long as the pauses are shorter than it takes to write at once.
 *
 * <p><b>Threading:</b> any thread; a race costs some system calls, or a millisecond.
 */
class BurstClock {
    private static final long MIN_PAUSE_NS = 50_000;
    private static final long MAX_PAUSE_NS = 2_000_000;

    private volatile long lastNs = System.nanoTime() - MAX_PAUSE_NS;
    private volatile long pauseNs = MIN_PAUSE_NS;

    /** Whether a send that begins now goes on with a burst. */
    boolean inBurst(long nowNs) {
        return nowNs - lastNs < pauseNs;
    }

    /** A send returns that began at {@code startNs}. */
    void sent(long startNs, long nowNs, boolean atOnce) {
        if (atOnce) {
            pauseNs = Math.max(MIN_PAUSE_NS, Math.min(nowNs - startNs, MAX_PAUSE_NS));
        }
        lastNs = nowNs;
    }
}
