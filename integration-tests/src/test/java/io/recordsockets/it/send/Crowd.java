package io.recordsockets.it.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The thread that reads for all {@link FarEnd}s of this JVM. What is run by it comes through {@link #run(Runnable)}. */
final class Crowd {
    static final Crowd SHARED = new Crowd();
    private static final long NEVER = Long.MAX_VALUE;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final Thread thread = new Thread(this::loop, "crowd");

    /** Those that read slowly and pause just now; the thread's own. */
    private final List<FarEnd> pausing = new ArrayList<>();

    private Crowd() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Has it done by the thread, and does not wait. */
    void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    void pause(FarEnd end) {
        pausing.add(end);
    }

    Selector selector() {
        return selector;
    }

    private void loop() {
        try {
            while (true) {
                select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((FarEnd) key.attachment()).read(buffer.clear());
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                pausing.removeIf(end -> end.resumeAfterPause(now));
            }
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        }
    }

    private void select() throws IOException {
        long now = System.nanoTime();
        long waitNs = NEVER;
        for (FarEnd end : pausing) {
            waitNs = Math.min(waitNs, end.pausedUntilNs() - now);
        }
        if (waitNs == NEVER) {
            selector.select();
        } else if (waitNs < 1_000_000) {
            selector.select(1);
        } else {
            selector.select(waitNs / 1_000_000);
        }
    }
}
