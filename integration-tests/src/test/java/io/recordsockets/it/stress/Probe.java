package io.recordsockets.it.stress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the corner cases look at and wait for. */
final class Probe {
    /** Nothing may take longer; in milliseconds. */
    static final int WATCHDOG_MS = 5000;

    private Probe() {}

    static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static boolean inRead(Thread thread) {
        for (StackTraceElement element : thread.getStackTrace()) {
            if (element.isNativeMethod() && element.getClassName().startsWith("sun.nio.ch.")) {
                return true;
            }
        }
        return false;
    }

    /** JDK 17 loses an interrupt for a wait that begins at this very moment, though not the status; a second comes through. */
    static void interrupt(Thread thread, CountDownLatch ended) throws InterruptedException {
        thread.interrupt();
        if (!ended.await(1, TimeUnit.SECONDS)) {
            thread.interrupt();
        }
    }

    /** Waits until the bytes are in the kernel's queue or beyond. */
    static void awaitInput(Link link, int length) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCHDOG_MS);
        boolean blocking = link.near.isBlocking();
        check(!blocking, "a test for non-blocking mode");
        InputStream in = null;
        while (System.nanoTime() < endNs) {
            // The adaptor's stream refuses to read in non-blocking mode, and yet tells what is there.
            in = in == null ? link.near.socket().getInputStream() : in;
            if (in.available() >= length) {
                return;
            }
            Thread.sleep(1);
        }
        throw new AssertionError("input did not come, available=" + (in == null ? -1 : in.available()));
    }

    static void expectPart(Link link, Selector selector, int length) throws IOException {
        check(selector.select(WATCHDOG_MS) == 1, "the part is not reported");
        ByteBuffer got = ByteBuffer.allocate(1024);
        link.near.read(got);
        check(got.position() == length, "wrong length, got=" + got.position());
    }

    /** A select that must return before its time-out. */
    static void expectReturn(Selector selector, int timeoutMs) throws IOException {
        long startNs = System.nanoTime();
        selector.select(timeoutMs);
        check(System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(timeoutMs), "the select was not ended");
    }

    /** Sends the beginning of a long record in pieces, with pauses shorter than a stall. */
    static Thread drip(Link link, int pieces) {
        return daemon("drip", () -> {
            byte[] record = Link.record(pieces * 10 + 10);
            try {
                for (int i = 0; i < pieces; i++) {
                    link.send(record, 10 * i, 10 * i + 10);
                    Thread.sleep(5);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
