package io.recordsockets.outbound.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The bytes of a record, counted by use: one for the open handle, one for each send that has not ended everywhere. The last
 * one to let go frees them.
 *
 * <p><b>Threading:</b> any thread.
 */
public abstract class Payload {
    private static final VarHandle USES;

    static {
        try {
            USES = MethodHandles.lookup().findVarHandle(Payload.class, "uses", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Never negative; 0 is the end. */
    @SuppressWarnings("unused") // through USES
    private volatile int uses = 1;

    private final long length;

    Payload(long length) {
        this.length = length;
    }

    /** Bytes in the record. */
    public final long length() {
        return length;
    }

    /** One more use; false where the bytes are gone already. */
    public final boolean retain() {
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
    public final void release() {
        int before = (int) USES.getAndAdd(this, -1);
        assert before > 0 : "released more often than retained";
        if (before == 1) {
            free();
        }
    }

    /** The first bytes, for a look: all of them where they are in memory, else some. */
    public abstract ByteBuffer head();

    /** Nobody uses the bytes any more. */
    abstract void free();
}
