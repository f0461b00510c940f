package io.recordsockets.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes in the store, counted by use; the last one to let go gives them back. What sockets have in their queues by then stays
 * as it is.
 *
 * <p><b>Threading:</b> any thread. Whoever reads must hold a use.
 */
public final class StoreRegion {
    private static final VarHandle USES;

    static {
        try {
            USES = MethodHandles.lookup().findVarHandle(StoreRegion.class, "uses", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SharedStore store;
    private final Slab slab;
    private final int position;
    private final int length;

    /** Never negative; 0 is the end. */
    @SuppressWarnings("unused") // through USES
    private volatile int uses = 1;

    StoreRegion(SharedStore store, Slab slab, int position, int length) {
        this.store = store;
        this.slab = slab;
        this.position = position;
        this.length = length;
    }

    Slab slab() {
        return slab;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** The file to send from. Not to be closed, nor interrupted: it takes no notice of interrupts. */
    public FileChannel file() {
        return slab.file();
    }

    /** Where in the file the bytes begin. */
    public long position() {
        return position;
    }

    /** Whether the bytes from {@code offset} on begin with those that remain in {@code bytes}, which are left as they are. */
    public boolean holds(int offset, ByteBuffer bytes) {
        return bytes.remaining() <= length - offset && slab.holds(position + offset, bytes);
    }

    /** One more use; false where the bytes are gone. */
    public boolean retain() {
        int seen;
        do {
            seen = (int) USES.getVolatile(this);
            if (seen == 0) {
                return false;
            }
        } while (!USES.compareAndSet(this, seen, seen + 1));
        return true;
    }

    /** One use less. */
    public void release() {
        int before = (int) USES.getAndAdd(this, -1);
        assert before > 0 : "released more often than retained";
        if (before == 1) {
            store.free(slab);
        }
    }
}
