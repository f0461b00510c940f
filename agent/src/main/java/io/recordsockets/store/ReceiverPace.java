package io.recordsockets.store;

import java.io.IOException;

/**
 * Whether the receiver of a connection keeps up or lags behind, as far as is worth knowing. It lags where the kernel has not
 * sent all that it took before. What it has sent waits at the receiver, and is not this side's to save.
 *
 * <p>A receiver is taken to lag until it was seen not to: to one that has stopped reading, the first record costs most. One that
 * keeps up is looked at more and more seldom.
 *
 * <p><b>Threading:</b> guarded by whoever guards the connection's writes.
 */
final class ReceiverPace {
    /** Bytes written between two looks while the receiver keeps up: at first, and at most. */
    private static final int FIRST_UNSEEN = 32 << 10;

    private static final int MAX_UNSEEN = 512 << 10;

    private final KernelQueue queue;
    private boolean lags = true;
    private boolean begun;
    private long unseen;
    private int unseenLimit;

    /** What the kernel has taken. */
    interface KernelQueue {
        /** Whether the kernel has sent all that it took. A look takes about a microsecond. */
        boolean allSent() throws IOException;
    }

    /** A connection that is new. */
    ReceiverPace(KernelQueue queue) {
        this.queue = queue;
    }

    /** Before a large write: whether the receiver lags behind. */
    boolean lags() throws IOException {
        if (!begun) {
            begun = true;
        } else if (lags || unseen >= unseenLimit) {
            lags = !queue.allSent();
            unseen = 0;
            unseenLimit = lags ? 0 : Math.min(Math.max(unseenLimit * 2, FIRST_UNSEEN), MAX_UNSEEN);
        }
        return lags;
    }

    /** After a large write that copied: the kernel took so many bytes of those that it was offered. */
    void copied(long taken, long offered) {
        unseen += taken;
        if (taken < offered) {
            begun = true;
            lags = true;
        }
    }
}
