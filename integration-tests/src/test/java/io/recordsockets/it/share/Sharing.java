package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordSockets;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether sharing was in force. On the plain JDK, which is the control, nobody asks. */
final class Sharing {
    static final boolean PLAIN = Boolean.getBoolean("recordsockets.it.plain");

    /** What is done with sharing. */
    interface Body {
        void run() throws Exception;
    }

    private Sharing() {}

    /** Bytes that left as shared pages so far. */
    static long bytes() {
        return PLAIN ? 0 : RecordSockets.status().total().sharedBytes();
    }

    /** Runs it and fails where less than this left as shared pages: then it would have proved nothing. */
    static void ofAtLeast(long bytes, Body body) throws Exception {
        long before = bytes();
        body.run();
        long shared = bytes() - before;
        assertTrue(PLAIN || shared >= bytes, () -> "shared=" + shared + ", wanted=" + bytes + status());
    }

    private static String status() {
        return ", " + RecordSockets.status();
    }

    /** Waits until the store has given everything back, which it does some seconds after the last write. */
    static void awaitEmptyStore() throws IOException {
        if (!PLAIN) {
            await(() -> RecordSockets.status().store().usedBytes() == 0, Sharing::status);
        }
    }

    /** Polls until it is so; the limit is far above what it takes. */
    static void await(BooleanSupplier condition, Supplier<String> what) throws IOException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > 15_000_000_000L) {
                throw new AssertionError("not within 15 s: " + what.get());
            }
            sleep(2);
        }
    }

    static void sleep(long ms) throws IOException {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
