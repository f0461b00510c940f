package io.recordsockets.outbound;

import io.recordsockets.store.SharedStore;
import io.recordsockets.store.StoreRegion;
import java.util.function.Supplier;

/**
 * Which records of one connection leave as pages that the queues of other connections share: large ones, to a receiver that
 * lags behind. It does where the kernel took only a part of the last write, and for {@value #SLOW_MS} ms nothing more; and is
 * taken to before it was seen to keep up.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class SharedRecords {
    /** Half of the usual bound on what the kernel takes ahead, in that time, is little more than 1 Mbit/s. */
    private static final long SLOW_MS = 200;

    private final Supplier<SharedStore> store;
    private boolean lags = true;

    /** The kernel did not take all of the last write. */
    private boolean full;

    private long fullSinceNs;

    /** @param store answers null where there is none */
    SharedRecords(Supplier<SharedStore> store) {
        this.store = store;
    }

    /** Before a write. */
    void look(long nowNs) {
        if (full) {
            lags = nowNs - fullSinceNs >= SLOW_MS * 1_000_000;
        }
    }

    /** The bytes to write a record from, of which {@code offset} bytes have left; null where it is written from memory. */
    StoreRegion region(MemoryPayload payload, long offset) {
        if (!lags || payload.length() - offset < SharedStore.WORTH_SHARING) {
            return null;
        }
        SharedStore shared = store.get();
        return shared == null ? null : payload.stored(shared);
    }

    /** Whether a large record goes by itself, so that it can be shared. */
    boolean lags() {
        return lags;
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
