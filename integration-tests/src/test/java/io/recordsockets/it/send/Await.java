package io.recordsockets.it.send;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come; the limits are far above what it takes. */
final class Await {
    private static final long LIMIT_NS = 15_000_000_000L;

    private Await() {}

    static void until(BooleanSupplier condition, Supplier<String> what) {
        until(LIMIT_NS, condition, what);
    }

    static void until(BooleanSupplier condition, String what) {
        until(LIMIT_NS, condition, () -> what);
    }

    static void until(long limitNs, BooleanSupplier condition, Supplier<String> what) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limitNs) {
                throw new AssertionError("not within " + limitNs / 1_000_000 + " ms: " + what.get());
            }
            sleep(1);
        }
    }

    static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
