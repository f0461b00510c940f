package io.recordsockets.outbound;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordSocket;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.SendGroup;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A record socket, as the machinery of the engine knows it: the {@link Flusher}, which serves it; the sending side, which brings
 * it to its end; those who take records back; and the end of the JVM.
 *
 * <p><b>Threading:</b> any thread, but where the flusher's is named.
 */
abstract class EngineSocket implements Receiver {
    /** What is wanted of the flusher. */
    private final AtomicInteger requests = new AtomicInteger();

    /** The next one on the flusher's stack; of whoever puts it there, then of the flusher. */
    EngineSocket nextRequested;

    /** Of the flusher's thread. */
    private SelectionKey key;

    /**
     * A record socket that an application gives, or that a send has as its receiver.
     *
     * @throws IllegalArgumentException where it is not of this engine
     */
    static EngineSocket of(RecordSocket socket) {
        if (socket instanceof EngineSocket own) {
            return own;
        }
        Objects.requireNonNull(socket, "record socket must not be null");
        throw new IllegalArgumentException(
                "not a record socket of this engine, class=" + socket.getClass().getName());
    }

    /** The framing of what it is sent; null for none. */
    abstract Framer framer();

    abstract SendState state();

    /** This alone, as the receivers of a send. */
    abstract Receiver[] self();

    /** It has become a member; false where it is over already. */
    abstract boolean addedTo(RecordGroup group);

    abstract void removedFrom(RecordGroup group);

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

    // -- The end

    /** It is of no use any more: every record that has not ended fails with this cause. */
    abstract void fail(Throwable cause);

    /** By the sending side, under its lock: every record has come to its end, and the channel is about to be closed. */
    abstract void ended();

    /** The channel is closed, too; with the cause, where it has failed, else null. */
    abstract void closed(Throwable cause);

    /** Waits until nothing is queued; false where the time is over before. */
    abstract boolean awaitDrained(long deadlineNs) throws InterruptedException;

    /** The JVM ends: what is queued fails; false where nothing is. See {@link Lifecycle#giveUp}. */
    abstract boolean giveUp(String why, Losses losses);

    // -- Taking back

    /** Takes one record back if it has not begun. */
    abstract void unsend(Delivery delivery, int index, Unsend unsend);

    /** Takes back what is queued under a key, and was sent through the group where one is given. */
    abstract void unsendKey(Object key, SendGroup group, Unsend unsend);

    /** Takes back what is queued with an urgency, and was sent through the group where one is given. */
    abstract void unsendUrgency(int urgency, SendGroup group, Unsend unsend);
}
