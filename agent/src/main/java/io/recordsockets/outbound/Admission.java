package io.recordsockets.outbound;

import io.recordsockets.QueuePolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides whether a record gets into the queue of a connection, and what happens where there is no room.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #policy()}.
 */
final class Admission {
    /** Answers of {@link #admit}: the record has come to its end. */
    static final int REFUSED = 0;

    static final int ACCEPTED = 1;

    /** There is room for those who wait only. */
    static final int NO_ROOM = 2;

    private final Outbound outbound;
    private final ReentrantLock lock;
    private final OutboundQueue queue;

    /** There is room, nothing is left, or the end has come. */
    private final Condition changed;

    private volatile QueuePolicy policy;
    private long maxWaitNs;

    /** Threads that wait on {@link #changed}. */
    private int waiting;

    Admission(Outbound outbound, ReentrantLock lock, OutboundQueue queue, QueuePolicy policy) {
        this.outbound = outbound;
        this.lock = lock;
        this.queue = queue;
        this.changed = lock.newCondition();
        this.policy = policy;
        this.maxWaitNs = Durations.toNanos(policy.maxWait());
    }

    /** Any thread. */
    QueuePolicy policy() {
        return policy;
    }

    void policy(QueuePolicy newPolicy) {
        policy = Objects.requireNonNull(newPolicy, "policy");
        queue.sealLast();
        maxWaitNs = Durations.toNanos(newPolicy.maxWait());
        signal();
    }

    long maxWaitNs() {
        return maxWaitNs;
    }

    /** Has those look again who wait. */
    void signal() {
        if (waiting > 0) {
            changed.signalAll();
        }
    }

    /** Waits until nothing is queued; false where the time is over before. */
    boolean awaitDrained(long deadlineNs) throws InterruptedException {
        waiting++;
        try {
            while (!queue.isEmpty() && !outbound.state().over()) {
                if (changed.awaitNanos(deadlineNs - System.nanoTime()) <= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            waiting--;
        }
    }

    /** @param mayWait whether this thread may wait for room */
    int admit(Delivery delivery, int index, boolean mayWait) {
        assert lock.isHeldByCurrentThread();
        boolean dropping = false;
        while (true) {
            // There is room for what it may hold, not for this too.
            queue.sealLast();
            if (delivery.at(index) != Delivery.UNOFFERED) {
                // It was taken back while its sender waited.
                return REFUSED;
            }
            if (outbound.state() != SendState.OPEN) {
                return refuse(
                        delivery, index, Delivery.FAILED, outbound.lifecycle().closedCause());
            }
            if (outbound.endless()) {
                return refuse(delivery, index, Delivery.FAILED, Lifecycle.noPlace());
            }
            if (hasRoom(delivery)) {
                return ACCEPTED;
            }
            switch (policy.overflow()) {
                case BLOCK:
                    if (!mayWait) {
                        return NO_ROOM;
                    }
                    if (!awaitRoom(delivery, index)) {
                        return REFUSED;
                    }
                    break;
                case DROP_OLDEST:
                    dropping = dropping || canDrop(delivery);
                    IOException cause = limitReached("dropped for a newer record");
                    if (!dropping || !queue.dropOldest(delivery.urgency, cause, System.nanoTime())) {
                        return refuse(
                                delivery, index, Delivery.FAILED, limitReached("no room, and too little to drop"));
                    }
                    break;
                case DISCONNECT:
                    outbound.lifecycle().fail(limitReached("disconnected"));
                    if (outbound.state() == SendState.OPEN) {
                        // A writer is under way, who ends the connection.
                        return refuse(
                                delivery,
                                index,
                                Delivery.FAILED,
                                outbound.lifecycle().closedCause());
                    }
                    break;
                default:
                    return refuse(delivery, index, Delivery.FAILED, limitReached("no room"));
            }
        }
    }

    /** Whether a bundle may be queued, whatever it grows to. */
    boolean hasRoom(Bundle bundle, int index) {
        queue.sealLast();
        return bundle.isWhole(index)
                && outbound.state() == SendState.OPEN
                && !outbound.endless()
                && queue.records() <= policy.maxRecords() - Bundle.MAX_RECORDS
                && queue.bytes() <= policy.maxBytes() - Bundle.MAX_BYTES;
    }

    private boolean hasRoom(Delivery delivery) {
        int records = queue.records();
        long bytes = queue.bytes();
        if (fits(delivery.length, records, bytes)) {
            return true;
        }
        // A record of the same key that has not begun makes way.
        long replaced = delivery.key == null ? 0 : queue.replaceableLength(delivery.key);
        return replaced > 0 && fits(delivery.length, records - 1, bytes - replaced);
    }

    private boolean fits(long length, int records, long bytes) {
        return records == 0 || records < policy.maxRecords() && bytes <= policy.maxBytes() - length;
    }

    /** Whether dropping makes room: where it does not, nothing is to be dropped for a record that fails. */
    private boolean canDrop(Delivery delivery) {
        long left = policy.maxBytes() - delivery.length;
        // One that is too long for the queue has room where nothing else is.
        int records = left < 0 ? queue.records() : queue.records() - policy.maxRecords() + 1;
        return queue.canDrop(delivery.urgency, queue.bytes() - Math.max(left, 0), records);
    }

    /** Bytes that the application's own writes may queue. */
    long room() {
        queue.sealLast();
        if (queue.isEmpty()) {
            return policy.maxBytes();
        }
        return queue.records() < policy.maxRecords() ? Math.max(policy.maxBytes() - queue.bytes(), 0) : 0;
    }

    private IOException limitReached(String what) {
        return new QueueLimitException(what + ": the queue of the socket is full", queue.records(), queue.bytes());
    }

    int refuse(Delivery delivery, int index, byte end, Throwable cause) {
        if (delivery.at(index) != Delivery.UNOFFERED) {
            // It came to another end while its sender waited.
            return REFUSED;
        }
        if (outbound.state().over()) {
            // The figures of this queue have been added up for good.
            outbound.countEnded(end);
            delivery.end(index, end, cause, System.nanoTime());
        } else {
            queue.end(delivery, index, end, cause, System.nanoTime());
        }
        return REFUSED;
    }

    /** False where the record came to its end meanwhile. */
    private boolean awaitRoom(Delivery delivery, int index) {
        outbound.wakeFlusher();
        waiting++;
        try {
            if (!delivery.expires) {
                changed.await();
            } else if (changed.awaitNanos(delivery.deadlineNs - System.nanoTime()) <= 0) {
                refuse(delivery, index, Delivery.EXPIRED, null);
                return false;
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(delivery, index, Delivery.FAILED, new InterruptedIOException("interrupted while there was no room"));
            return false;
        } finally {
            waiting--;
        }
    }
}
