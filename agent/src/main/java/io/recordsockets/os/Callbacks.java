package io.recordsockets.os;

import java.util.concurrent.ForkJoinPool;

/**
 * Completes what applications wait for: receipts, and the ends of connections. What depends on these runs here, too, as the JDK
 * runs it in the thread that completes. A pool of our own: the common pool may be busy with the application's tasks, and is a
 * thread for each receipt where there are one or two processors. Nothing else runs here, so whoever blocks in what depends on a
 * receipt delays other receipts, and neither sends nor closes.
 *
 * <p><b>Threading:</b> any thread; does not block.
 */
public final class Callbacks {
    private static final ForkJoinPool POOL = new ForkJoinPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            ForkJoinPool.defaultForkJoinWorkerThreadFactory,
            null,
            true);

    private Callbacks() {}

    public static void run(Runnable completion) {
        try {
            POOL.execute(completion);
        } catch (OutOfMemoryError e) {
            // No thread to be had now. It is queued, and runs with the next one.
        }
    }
}
