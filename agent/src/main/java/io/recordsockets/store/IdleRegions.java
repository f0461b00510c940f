package io.recordsockets.store;

import io.recordsockets.os.EngineThreads;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks now and then for stored writes that nobody uses any more, as long as there are any: then the thread ends.
 *
 * <p><b>Threading:</b> any thread.
 */
final class IdleRegions implements Runnable {
    private final RecentWrites writes;

    // -- Guarded by this

    private boolean running;

    /** Something was stored since the thread looked. */
    private boolean renewed;

    // -- End of fields guarded by this

    IdleRegions(RecentWrites writes) {
        this.writes = writes;
    }

    /** Something was stored. */
    synchronized void watch() {
        renewed = true;
        if (!running) {
            Thread thread = EngineThreads.daemon(this, "record-sockets-store");
            try {
                thread.start();
                running = true;
            } catch (OutOfMemoryError e) {
                // No thread to be had now: what is stored stays until the store needs the room, or until the next call.
            }
        }
    }

    @Override
    public void run() {
        boolean left;
        do {
            synchronized (this) {
                renewed = false;
            }
            LockSupport.parkNanos(RecentWrites.IDLE_MS * 1_000_000);
            // Whoever interrupts all threads that he finds is not to have this one spin.
            Thread.interrupted();
            left = writes.unstoreIdle(System.nanoTime());
        } while (left || !ended());
    }

    private synchronized boolean ended() {
        running = renewed;
        return !renewed;
    }
}
