package io.recordsockets.outbound.payload;

import io.recordsockets.store.SharedStore;
import io.recordsockets.store.StoreRegion;
import java.nio.ByteBuffer;

/** A record in memory. */
public final class MemoryPayload extends Payload {
    /** Records up to this length in bytes are better copied together: that takes less than one more element of a gathering write. */
    public static final int COPY_LIMIT = 1024;

    private final ByteBuffer bytes;

    /** Where the memory goes back to; null for memory that is the caller's or the garbage collector's. */
    private final Owner owner;

    /** Where memory came from. */
    interface Owner {
        /** The memory is not used any more. */
        void giveBack();
    }

    // -- Guarded by this

    private int lagging;
    private boolean refused;

    /** With a use that is ours. Read without the monitor. */
    private volatile StoreRegion stored;

    // -- End of fields guarded by this

    /**
     * A record of the remaining bytes.
     *
     * @param bytes its position and limit belong to this payload from here on
     */
    public MemoryPayload(ByteBuffer bytes, Owner owner) {
        super(bytes.remaining());
        this.bytes = bytes;
        this.owner = owner;
    }

    /**
     * The bytes in the store, for one more receiver that lags behind; they stay there as long as this payload. For one alone
     * a copy would cost more than it saves.
     *
     * @return null where this receiver is better written to from memory
     */
    public StoreRegion stored(SharedStore store) {
        StoreRegion stored = this.stored;
        return stored == null ? store(store) : stored;
    }

    private synchronized StoreRegion store(SharedStore store) {
        if (stored == null && !refused && ++lagging >= SharedStore.LAGGING_TO_STORE) {
            stored = store.put(bytes);
            refused = stored == null;
        }
        return stored;
    }

    /** Whether the kernel can read the memory as it is. */
    public boolean isDirect() {
        return bytes.isDirect();
    }

    /** Copies the whole record to {@code dst} at its position. */
    public void copyTo(ByteBuffer dst) {
        int length = (int) length();
        dst.put(dst.position(), bytes, bytes.position(), length);
        dst.position(dst.position() + length);
    }

    /** A buffer over {@code length} bytes of the record from {@code offset} on. */
    public ByteBuffer view(long offset, long length) {
        int from = bytes.position() + (int) offset;
        return bytes.duplicate().limit(from + (int) length).position(from);
    }

    @Override
    public ByteBuffer head() {
        return view(0, length()).slice();
    }

    /** The memory, to be filled by the one who made it. */
    public ByteBuffer forFilling() {
        return bytes.duplicate();
    }

    @Override
    void free() {
        if (stored != null) {
            stored.release();
        }
        if (owner != null) {
            owner.giveBack();
        }
    }
}
