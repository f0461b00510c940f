package io.recordsockets.inbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The budget of the JVM for what its connections read ahead of the application, keep of a head that they have to see again, or
 * have the kernel queue beyond what it would by itself. Where it is used up, nothing more is read ahead: the application gets
 * what is there.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class HoldMemory {
    /** The part of the maximum heap that is the limit where none is set: 1/64. */
    private static final int HEAP_PART = 64;

    private static final long MIN_DEFAULT = 1 << 20;
    private static final long MAX_DEFAULT = 256L << 20;

    /** That of the JVM. */
    public static final HoldMemory JVM = new HoldMemory(defaultLimit());

    private final AtomicLong used = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile long limit;

    HoldMemory(long limit) {
        this.limit = limit;
    }

    /** The limit where the operator sets none, in bytes: a 64th of the maximum heap, 1 MiB to 256 MiB. */
    public static long defaultLimit() {
        return Math.max(MIN_DEFAULT, Math.min(Runtime.getRuntime().maxMemory() / HEAP_PART, MAX_DEFAULT));
    }

    /** Sets the limit, in bytes; 0 has nothing read ahead. What is taken already may be above it. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** The limit in bytes. */
    public long limit() {
        return limit;
    }

    /** Bytes that are taken. */
    public long used() {
        return used.get();
    }

    /** How often {@link #take} answered false. */
    public long refused() {
        return refused.get();
    }

    /** Takes so many bytes, unless that would be more than the limit. */
    boolean take(int bytes) {
        // Never above the limit, even for a moment: others would be refused for what is not taken.
        for (long before = used.get(); before + bytes <= limit; before = used.get()) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
        }
        refused.getAndIncrement();
        return false;
    }

    /** Gives so many bytes back. */
    void give(int bytes) {
        used.addAndGet(-bytes);
    }
}
