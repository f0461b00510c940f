package io.recordsockets.outbound.queue;

import io.recordsockets.RecordSocket;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendResult;

/**
 * A record socket, as far as what is sent to it knows it. A record refers to its state there by the number that the receiver has
 * among all of its receivers.
 *
 * <p><b>Threading:</b> any thread; no lock of a receiver's may be held.
 */
public interface Receiver extends RecordSocket {
    /**
     * Queues a record, and may write it.
     *
     * @param atOnce whether to write it now if possible; else the flusher is asked, quietly
     * @param mayWait whether this thread may wait for room
     * @return null where there is room for those who wait only
     */
    SendOutcome offer(Delivery delivery, int index, long nowNs, boolean atOnce, boolean mayWait);

    /** Queues a bundle that may still grow; false where its records have to go one by one. */
    boolean offer(Bundle bundle, int index, long nowNs);

    /** A bundle that it has queued is worth a write. */
    void filled();

    /** A record that was not offered here, or in vain, is not to be: its send has failed. */
    void refuse(Delivery delivery, int index, Throwable cause);

    /** Ends a record that has not begun. One that is being written comes to that end when it is put back, if it is. */
    void end(Delivery delivery, int index, byte state, Throwable cause);

    /** The result of sends to this alone that it accepted. */
    SendResult allAccepted();
}
