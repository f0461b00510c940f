package io.recordsockets.store;

/**
 * A large write that was made a moment ago, known by its length and a sample of its bytes; and, once several sockets that lag
 * behind have asked for it, its bytes in the store.
 *
 * <p><b>Threading:</b> any thread. The stored bytes are set and dropped under the monitor, and read without it.
 */
final class RecentWrite {
    /** As many, where the bytes turned out to differ again and again: what is stored is then mostly of no use. */
    private static final int MAX_LAGGING_TO_STORE = 8;

    private final int length;
    private final long sample;
    private final int firstWriter;

    /** Another socket has written what looks like the same. Only grows. */
    private volatile boolean repeated;

    /** When it was last sent from the store; what is old is dropped first. Races cost order at most. */
    private volatile long usedNs;

    // -- Guarded by this

    /** Writes by sockets that lag behind, before there was a stored copy. */
    private int lagging;

    /** Read without the monitor. */
    private volatile int laggingToStore = SharedStore.LAGGING_TO_STORE;

    /** A thread is putting the bytes into the store. */
    private boolean storing;

    /** Out of the table: nothing is stored any more. Only grows. */
    private boolean dropped;

    /** One use of it is ours. Read without the monitor, together with its offset. */
    private volatile Stored stored;

    // -- End of fields guarded by this

    /** Bytes of a write, from an offset on to its end. */
    static final class Stored {
        final StoreRegion region;
        final int offset;

        /** Whose bytes they were. */
        final int writer;

        Stored(StoreRegion region, int offset, int writer) {
            this.region = region;
            this.offset = offset;
            this.writer = writer;
        }
    }

    RecentWrite(int length, long sample, int firstWriter) {
        this.length = length;
        this.sample = sample;
        this.firstWriter = firstWriter;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    boolean looksLike(int length, long sample) {
        return this.length == length && this.sample == sample;
    }

    /** A socket writes what looks like this. */
    void writtenBy(int writer) {
        if (!repeated && writer != firstWriter) {
            repeated = true;
        }
    }

    boolean repeated() {
        return repeated;
    }

    long usedNs() {
        return usedNs;
    }

    void used(long nowNs) {
        usedNs = nowNs;
    }

    /** The bytes from {@code offset} on or from before it, retained; null where they are not stored. */
    Stored retained(int offset) {
        Stored stored = this.stored;
        return stored != null && stored.offset <= offset && stored.region.retain() ? stored : null;
    }

    boolean isStored() {
        return stored != null;
    }

    /** Whether the store has the bytes in the slab of that region. */
    boolean isStoredWith(StoreRegion other) {
        Stored stored = this.stored;
        return stored != null && stored.region.slab() == other.slab();
    }

    /** The region that has the bytes, without a use of it; null where none has. */
    StoreRegion region() {
        Stored stored = this.stored;
        return stored == null ? null : stored.region;
    }

    /** Whether the caller is to put the bytes into the store, and then call {@link #endStoring}; one thread at a time. */
    synchronized boolean beginStoring() {
        if (dropped || storing || ++lagging < laggingToStore) {
            return false;
        }
        storing = true;
        return true;
    }

    /** @param made with a use that is given to this; null where the store refused */
    synchronized void endStoring(Stored made) {
        storing = false;
        if (made == null) {
            return;
        }
        if (dropped) {
            made.region.release();
            return;
        }
        Stored before = stored;
        stored = made;
        if (before != null) {
            before.region.release();
        }
    }

    /** Another socket than that whose bytes were stored has written the same. */
    void matched() {
        if (laggingToStore != SharedStore.LAGGING_TO_STORE) {
            synchronized (this) {
                laggingToStore = SharedStore.LAGGING_TO_STORE;
            }
        }
    }

    /** Other bytes with the same sample: lets the stored ones go, and stores more hesitantly. */
    synchronized void differs() {
        laggingToStore = Math.min(2 * laggingToStore, MAX_LAGGING_TO_STORE);
        unstore();
    }

    /** Lets the stored bytes go; they may be stored anew. */
    synchronized void unstore() {
        Stored before = stored;
        stored = null;
        lagging = 0;
        if (before != null) {
            before.region.release();
        }
    }

    /** Out of the table. */
    synchronized void drop() {
        dropped = true;
        unstore();
    }
}
