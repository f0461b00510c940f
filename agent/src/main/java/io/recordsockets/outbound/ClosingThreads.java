package io.recordsockets.outbound;

import io.recordsockets.os.EngineThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Threads that close connections, and write to the log what is to be told of them: either may wait, for calls of the application
 * or for whoever reads what is logged. At most {@value #MAX}, made when there is something to do, and gone when there was nothing
 * for some seconds. No code of applications runs here, and no other pool is used: that of the JDK may be busy.
 *
 * <p><b>Threading:</b> any thread, with a connection's lock or without; does not block.
 */
final class ClosingThreads implements Executor {
    static final int MAX = 4;

    private static final long KEEP_SECONDS = 5;

    private final AtomicInteger made = new AtomicInteger();
    private final Consumer<Runnable> later;
    private final ThreadPoolExecutor pool;

    /** @param later runs something after a while, where no thread can be made now */
    ClosingThreads(Consumer<Runnable> later) {
        this(later, null);
    }

    ClosingThreads(Consumer<Runnable> later, ThreadFactory threads) {
        this.later = later;
        this.pool = new ThreadPoolExecutor(
                MAX,
                MAX,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads == null ? this::thread : threads);
        pool.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        return EngineThreads.daemon(work, "record-close-" + made.incrementAndGet());
    }

    @Override
    public void execute(Runnable work) {
        try {
            pool.execute(work);
        } catch (OutOfMemoryError e) {
            later.accept(() -> execute(work));
        }
    }
}
