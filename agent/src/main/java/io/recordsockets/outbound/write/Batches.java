package io.recordsockets.outbound.write;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The batches that connections are written with. Whoever writes takes one and gives it back; there is always one, here or in
 * use.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Batches {
    /** Batches that are kept for the next write; a thread makes its own where none is left. */
    private static final int KEPT = 8;

    private final Supplier<WriteBatch> maker;
    private final ArrayBlockingQueue<WriteBatch> batches = new ArrayBlockingQueue<>(KEPT);

    /** The batch that was given back last: where one thread writes, it goes without a lock. */
    private final AtomicReference<WriteBatch> last = new AtomicReference<>();

    /** There is a batch, here or in use, however little memory there is: it is made with the first record socket. */
    private volatile boolean hasOne;

    public Batches(Supplier<WriteBatch> maker) {
        this.maker = maker;
    }

    /** Before the first writer comes. */
    public void makeFirst() {
        if (!hasOne) {
            synchronized (this) {
                if (!hasOne) {
                    batches.add(maker.get());
                    hasOne = true;
                }
            }
        }
    }

    /** Waits for a batch that another writer has, no longer than a write without blocking takes, where memory is short. */
    public WriteBatch take() {
        WriteBatch batch = kept();
        if (batch != null) {
            return batch;
        }
        try {
            return maker.get();
        } catch (OutOfMemoryError e) {
            return await();
        }
    }

    private WriteBatch kept() {
        WriteBatch batch = last.getAndSet(null);
        return batch == null ? batches.poll() : batch;
    }

    /** A writer with a batch waits for no other connection's lock, so this may wait under one. */
    private WriteBatch await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    // It comes back to either place.
                    WriteBatch batch = batches.poll(1, TimeUnit.MILLISECONDS);
                    if (batch == null) {
                        batch = kept();
                    }
                    if (batch != null) {
                        return batch;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Back from {@link #take}. */
    public void give(WriteBatch batch) {
        batch.reset();
        if (last.get() != null || !last.compareAndSet(null, batch)) {
            batches.offer(batch);
        }
    }
}
