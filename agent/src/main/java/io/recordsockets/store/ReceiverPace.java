package io.recordsockets.store;

import java.io.IOException;

/**
 * Whether the receiver of a connection keeps up or lags behind, as far as is worth knowing. It keeps up where the kernel has sent
 * all that it took before, or goes on taking much; it lags where neither was so for {@value #PERIOD_MS} ms, or, to one who is
 * eager to share, where the kernel has something to send. What the kernel has sent waits at the receiver, and is not this side's
 * to save.
 *
 * <p>A receiver is taken to lag until it was seen not to: to one that has stopped reading, the first record costs most. One that
 * keeps up is looked at more and more seldom.
 *
 * <p><b>Threading:</b> guarded by whoever guards the connection's writes.
 */
final class ReceiverPace {
    static final long PERIOD_MS = 200;

    /** Bytes taken in a period that show that the receiver reads: more than the largest send buffers hold. */
    static final int MUCH = 8 << 20;

    /** Bytes written between two looks while the receiver keeps up: at first, and at most. */
    private static final int FIRST_UNSEEN = 32 << 10;

    /** A look then takes about a three hundredth of the time of the writes. */
    private static final int MAX_UNSEEN = 2 << 20;

    /** Where a receiver that stops is to be seen soon. */
    private static final int MAX_UNSEEN_EAGER = 512 << 10;

    /** The time between two looks where something waits to be sent, and it is not known yet whether the receiver lags. */
    private static final long LOOK_AGAIN_NS = 10_000_000;

    private final KernelQueue queue;
    private final boolean eager;
    private boolean ignored;
    private boolean lags = true;
    private boolean begun;

    /** Since when the kernel had something to send whenever it was looked at, and what it has taken since. */
    private long periodSinceNs;

    private long taken;

    /** Bytes written since the last look. */
    private long unseen;

    /** 0 where it was not seen to keep up. */
    private int unseenLimit;

    /** Something waited to be sent at the last look, or did not fit since. */
    private boolean waiting;

    private long lookedNs;

    /** What the kernel has taken. */
    interface KernelQueue {
        /** Whether the kernel has sent all that it took. A look takes about a microsecond. */
        boolean allSent() throws IOException;
    }

    /** A connection that is new. */
    ReceiverPace(KernelQueue queue, boolean eager) {
        this.queue = queue;
        this.eager = eager;
    }

    /**
     * Whether it was seen not to lag behind, so lately that there is no need to look; never to one who is eager. Also after
     * {@link #ignore()}.
     */
    boolean keepsUp() {
        if (ignored || eager || lags) {
            return ignored;
        }
        return waiting ? System.nanoTime() - lookedNs < LOOK_AGAIN_NS : unseen < unseenLimit;
    }

    /** Before a large write, where it is not known to keep up: whether the receiver lags behind. */
    boolean lags() throws IOException {
        if (!begun) {
            begun = true;
            periodSinceNs = System.nanoTime();
        } else if (!eager || lags || unseen >= unseenLimit) {
            look(System.nanoTime());
        }
        return lags;
    }

    private void look(long nowNs) throws IOException {
        unseen = 0;
        lookedNs = nowNs;
        waiting = !queue.allSent();
        if (!waiting || !eager && taken >= MUCH) {
            lags = false;
            unseenLimit = Math.min(Math.max(unseenLimit * 2, FIRST_UNSEEN), eager ? MAX_UNSEEN_EAGER : MAX_UNSEEN);
            periodSinceNs = nowNs;
            taken = 0;
        } else {
            lags |= eager || nowNs - periodSinceNs >= PERIOD_MS * 1_000_000;
            unseenLimit = 0;
        }
    }

    /** From here on the receiver is treated as one that keeps up, whatever it does. */
    void ignore() {
        ignored = true;
    }

    /** After a large write: the kernel took so many bytes of those that it was offered. */
    void taken(long n, long offered) {
        unseen += n;
        taken += n;
        if (n < offered) {
            waiting = true;
            if (eager) {
                begun = true;
                lags = true;
            }
        }
    }
}
