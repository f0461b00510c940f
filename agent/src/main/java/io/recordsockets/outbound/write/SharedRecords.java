package io.recordsockets.outbound.write;

import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.store.SharedStore;
import io.recordsockets.store.StoreRegion;
import java.util.function.Supplier;

/**
 * Which records of one connection leave as pages that the queues of other connections share: large ones that go to many, and
 * large ones to a receiver that lags behind. It does where the kernel took only a part of the last write, and for {@value
 * #SLOW_MS} ms nothing more; and is taken to before it was seen to keep up.
 *
 * <p><b>Many receivers.</b> Copies for a few stay in the processor's caches, and cost less than pages that are shared: for 2 to
 * 16 receivers that keep up, shared records of 64 KiB to 1 MiB went at 0.4 to 1.2 times the rate of copies. Copies for many go
 * through main memory: for 64 to 400 it was 1.0 to 1.6 times; 0.8 to 1.2 for 1 MiB with BBR, which is busy with its timers. Records
 * of 16 KiB are better copied for any number: 0.7 to 1.0 (JDK 17, Linux 6.18, loopback, CUBIC and BBR).
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class SharedRecords {
    /** Half of the usual bound on what the kernel takes ahead, in that time, is little more than 1 Mbit/s. */
    private static final long SLOW_MS = 200;

    /** Receivers of one send from which on a record is shared with those who keep up, too. */
    public static final int MANY = 64;

    /** The length in bytes from which on it is. */
    public static final int WORTH_SHARING_WITH_MANY = 64 << 10;

    private final Supplier<SharedStore> store;
    private boolean lags = true;

    /** The kernel did not take all of the last write. */
    private boolean full;

    private long fullSinceNs;

    /** @param store answers null where there is none */
    public SharedRecords(Supplier<SharedStore> store) {
        this.store = store;
    }

    /** Before a write. */
    void look(long nowNs) {
        if (full) {
            lags = nowNs - fullSinceNs >= SLOW_MS * 1_000_000;
        }
    }

    /** The bytes to write a record in memory from, of which {@code offset} have left; null where it is written from memory. */
    StoreRegion region(Delivery delivery, long offset) {
        if (!shares(delivery) || delivery.length - offset < SharedStore.WORTH_SHARING) {
            return null;
        }
        SharedStore shared = store.get();
        return shared == null ? null : ((MemoryPayload) delivery.payload()).stored(shared);
    }

    /** Whether a record is one to share, and so goes by itself. */
    boolean shares(Delivery delivery) {
        return lags
                ? delivery.length >= SharedStore.WORTH_SHARING
                : delivery.length >= WORTH_SHARING_WITH_MANY && delivery.receivers.length >= MANY;
    }

    /** The kernel took so many bytes of those that it was offered in one write. */
    void written(long taken, long offered, long nowNs) {
        if (taken > 0) {
            full = taken < offered;
            fullSinceNs = nowNs;
            lags &= full || offered < SharedStore.WORTH_SHARING;
        }
    }
}
