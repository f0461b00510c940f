package io.recordsockets.outbound.transport;

/**
 * Bounds what the kernel takes ahead, so that urgent records do not wait behind it; but not for what is left of a long record
 * that has begun, on a fast connection. That can be neither overtaken nor taken back any more, so the bound would only have
 * it written piece by piece.
 *
 * <p>The bound stays on all other connections. Where the receiver has stopped, the kernel would have a copy of its own for it.
 * Where the link is slow, more bytes in the socket have TCP open its window, and so fill the queues of the link, in which
 * urgent records wait too. A connection is fast that, when it was full, mostly had room again at once.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class KernelBound {
    /** What is left of a record, in bytes, from which on lifting is worth the two system calls that it takes. */
    public static final int LONG_REST = 64 << 10;

    /** A socket with room again before that is at once: half of the usual bound has left, at more than a gigabit per second. */
    public static final long AT_ONCE_NS = 250_000;

    /** Times at once after which a connection counts as fast. A slow link has them, too, until its queues have filled. */
    public static final int TIMES = 4;

    /** What a time that was not at once takes away: more than two thirds must have been. */
    public static final int SLOW_COUNTS = 2;

    private final Transport transport;
    private int bytes;
    private boolean inForce;
    private boolean lifted;
    private boolean full;
    private long fullSinceNs;

    /** How often the socket was full and had room again at once, less how often it did not; from 0 to twice {@link #TIMES}. */
    private int fast;

    public KernelBound(Transport transport) {
        this.transport = transport;
    }

    /** The bytes that the kernel may take ahead; 0 for as many as it would. */
    public void set(int newBytes) {
        bytes = newBytes;
        if (!lifted) {
            inForce = transport.kernelBytes(newBytes) && newBytes > 0;
        }
    }

    /** Whether the bound was lifted just now: {@code restBytes} are left of a record that has begun, and the socket is full. */
    public boolean lift(long restBytes) {
        if (!inForce || fast < TIMES || restBytes < LONG_REST) {
            return false;
        }
        inForce = false;
        lifted = transport.kernelBytes(0);
        return lifted;
    }

    /** Nothing but the record that has begun may be written. */
    public boolean isLifted() {
        return lifted;
    }

    /** No record has begun that has not ended. */
    public void restore() {
        if (lifted) {
            lifted = false;
            set(bytes);
        }
    }

    /** The socket is full, and somebody waits for it. */
    public void full(long nowNs) {
        if (!full) {
            full = true;
            fullSinceNs = nowNs;
        }
    }

    /** It has room again. */
    public void writable(long nowNs) {
        if (full) {
            full = false;
            fast = nowNs - fullSinceNs < AT_ONCE_NS ? Math.min(fast + 1, 2 * TIMES) : Math.max(fast - SLOW_COUNTS, 0);
        }
    }
}
