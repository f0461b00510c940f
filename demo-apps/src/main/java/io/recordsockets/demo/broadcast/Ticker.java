package io.recordsockets.demo.broadcast;

import java.time.Duration;

/**
 * Goes through the time that something runs in even steps, and tells what passed in each.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Ticker {
    private static final double NS_PER_S = 1e9;

    private final long startNs = System.nanoTime();
    private final long endNs;
    private long lastNs = startNs;

    /** @param duration null for no end */
    Ticker(Duration duration) {
        endNs = duration == null ? Long.MAX_VALUE : startNs + duration.toNanos();
    }

    /** Waits for the end of the step. @return false at the end of all */
    boolean tick(Interrupt interrupt, int stepMs) throws InterruptedException {
        lastNs = System.nanoTime();
        long leftMs = (endNs - lastNs + 999_999) / 1_000_000;
        return !interrupt.await(Math.min(stepMs, leftMs)) && System.nanoTime() < endNs;
    }

    /** Since the last step began. */
    double stepSeconds() {
        return (System.nanoTime() - lastNs) / NS_PER_S;
    }

    double seconds() {
        return (System.nanoTime() - startNs) / NS_PER_S;
    }
}
