package io.recordsockets.outbound;

/**
 * Bounds what the kernel takes ahead, so that urgent records do not wait behind it; but not for what is left of a long record
 * that has begun. That can be neither overtaken nor taken back any more, so the bound would only have it written piece by
 * piece.
 *
 * <p>The bound stays for a receiver that takes nothing, or little: the kernel has a copy of its own of what it takes, for
 * each receiver. So it is lifted only where the socket, when it was last full, soon had room again.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class KernelBound {
    /** What is left of a record, in bytes, from which on lifting is worth the two system calls that it takes. */
    static final int LONG_REST = 64 << 10;

    /** A socket that has room again after so long has a receiver that keeps up, or nearly. */
    static final long SOON_NS = 100_000_000;

    private final Transport transport;
    private int bytes;
    private boolean inForce;
    private boolean lifted;
    private boolean full;
    private long fullSinceNs;

    /** Whether the socket soon had room again when it was last full. */
    private boolean prompt;

    KernelBound(Transport transport) {
        this.transport = transport;
    }

    /** The bytes that the kernel may take ahead; 0 for as many as it would. */
    void set(int newBytes) {
        bytes = newBytes;
        if (!lifted) {
            inForce = transport.kernelBytes(newBytes) && newBytes > 0;
        }
    }

    /** Whether the bound was lifted just now: {@code restBytes} are left of a record that has begun, and the socket is full. */
    boolean lift(long restBytes) {
        if (!inForce || !prompt || restBytes < LONG_REST) {
            return false;
        }
        inForce = false;
        lifted = transport.kernelBytes(0);
        return lifted;
    }

    /** Nothing but the record that has begun may be written. */
    boolean isLifted() {
        return lifted;
    }

    /** No record has begun that has not ended. */
    void restore() {
        if (lifted) {
            lifted = false;
            set(bytes);
        }
    }

    /** The socket is full, and somebody waits for it. */
    void full(long nowNs) {
        if (!full) {
            full = true;
            fullSinceNs = nowNs;
        }
    }

    /** It has room again. */
    void writable(long nowNs) {
        prompt = full && nowNs - fullSinceNs < SOON_NS;
        full = false;
    }
}
