package io.recordsockets.outbound;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the {@link Flusher} serves: what is wanted of it, and how a channel is served that has room again or has input.
 *
 * <p><b>Threading:</b> what the flusher calls, its thread calls; the requests any thread.
 */
abstract class Flushed {
    /** What is wanted of the flusher. */
    private final AtomicInteger requests = new AtomicInteger();

    /** The next one on the flusher's stack; of whoever puts it there, then of the flusher. */
    Flushed nextRequested;

    /** Of the flusher's thread. */
    private SelectionKey key;

    /** Adds to what is wanted of the flusher; answers what was before. */
    final int addRequests(int bits) {
        int before = requests.get();
        return (before & bits) == bits ? before : requests.getAndUpdate(now -> now | bits);
    }

    final int takeRequests() {
        return requests.getAndSet(0);
    }

    // -- Of the flusher's thread

    /** Has a selector report such events, too. */
    final void await(Selector selector, int ops) throws IOException {
        if (key == null || !key.isValid()) {
            key = register(selector, ops);
        } else {
            key.interestOpsOr(ops);
        }
    }

    /** Leaves the selector. */
    final void leave(Selector selector) throws IOException {
        if (key != null) {
            key.cancel();
            selector.selectNow();
        }
        left();
    }

    /** Registers the channel, with this as its attachment. */
    abstract SelectionKey register(Selector selector, int ops) throws IOException;

    /** The channel is in no selector of the flusher's any more. */
    abstract void left();

    /** Writes what is queued; answers how many bytes left. */
    abstract long flush();

    abstract void socketWritable();

    abstract void socketReadable();

    /** Ends where the channel was closed by others, or its mode was changed. */
    abstract void checkOpen();

    /** Serving it has failed in a way that it should not. */
    abstract void fail(Throwable cause);
}
