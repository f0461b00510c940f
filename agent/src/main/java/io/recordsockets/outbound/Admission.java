package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides whether a record gets into the queue of a connection, and what happens where there is no room.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #policy()}.
 */
final class Admission {
    private final Outbound outbound;
    private final ReentrantLock lock;
    private final OutboundQueue queue;

    /** There is room, nothing is left, or the end has come. */
    private final Condition changed;

    private final WaterMarks marks = new WaterMarks();
    private volatile SocketPolicy policy;
    private long maxWaitNs;

    /** Threads that wait on {@link #changed}. */
    private int waiting;

    Admission(Outbound outbound, ReentrantLock lock, OutboundQueue queue, SocketPolicy policy) {
        this.outbound = outbound;
        this.lock = lock;
        this.queue = queue;
        this.changed = lock.newCondition();
        this.policy = policy;
        this.maxWaitNs = Durations.toNanos(policy.maxWait());
        setMarks();
    }

    private void setMarks() {
        marks.set(policy.lowWaterMark(), policy.highWaterMark(), policy.maxBytes(), policy.maxRecords());
    }

    /** Any thread. */
    SocketPolicy policy() {
        return policy;
    }

    void policy(SocketPolicy newPolicy) {
        policy = Objects.requireNonNull(newPolicy, "policy");
        queue.sealLast();
        maxWaitNs = Durations.toNanos(newPolicy.maxWait());
        setMarks();
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
        changed();
    }

    /** The queue has grown or shrunk, or the end has come. */
    void changed() {
        if (outbound.state() == SendState.OPEN) {
            marks.changed(queue.bytes(), queue.records());
        } else if (marks.isAwaited()) {
            marks.fail(outbound.lifecycle().closedCause());
        }
    }

    /** Whether there is room by the water marks, as long as the connection is open. Any thread. */
    boolean isWritable() {
        return marks.isWritable();
    }

    /** Completes when there is room by the water marks. Any thread. */
    CompletionStage<Void> writable() {
        lock.lock();
        try {
            return outbound.state() == SendState.OPEN
                    ? marks.writable(queue.bytes(), queue.records())
                    : CompletableFuture.failedStage(outbound.lifecycle().closedCause());
        } finally {
            lock.unlock();
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

    /**
     * Decides. Where the answer is another than ACCEPTED, the record has come to its end here.
     *
     * @param mayWait whether this thread may wait for room
     * @return null where there is room for those who wait only
     */
    SendOutcome admit(Delivery delivery, int index, boolean mayWait) {
        assert lock.isHeldByCurrentThread();
        boolean dropping = false;
        SendOutcome disconnectedBy = null;
        while (true) {
            // There is room for what it may hold, not for this too.
            queue.sealLast();
            if (delivery.at(index) != EntryState.UNOFFERED) {
                // It came to its end while its sender waited.
                return endWhileWaiting(delivery.at(index));
            }
            if (outbound.state() != SendState.OPEN) {
                refuse(delivery, index, EntryState.FAILED, outbound.lifecycle().closedCause());
                return disconnectedBy == null ? SendOutcome.CLOSED : disconnectedBy;
            }
            if (outbound.endless()) {
                refuse(delivery, index, EntryState.FAILED, Lifecycle.noPlace());
                return SendOutcome.NO_BOUNDARY;
            }
            if (hasRoom(delivery)) {
                return SendOutcome.ACCEPTED;
            }
            switch (policy.overflow()) {
                case BLOCK -> {
                    if (!mayWait) {
                        return null;
                    }
                    SendOutcome end = awaitRoom(delivery, index);
                    if (end != null) {
                        return end;
                    }
                }
                case DROP_OLDEST -> {
                    dropping = dropping || canDrop(delivery);
                    IOException cause = limitReached("dropped for a newer record");
                    if (!dropping || !queue.dropOldest(delivery.urgency, cause, System.nanoTime())) {
                        return refuseByLimit(delivery, index, limitReached("no room, and too little to drop"));
                    }
                }
                case DISCONNECT -> {
                    disconnectedBy = limit();
                    outbound.lifecycle().fail(limitReached("disconnected"));
                    if (outbound.state() == SendState.OPEN) {
                        // A writer is under way, who ends the connection.
                        refuse(
                                delivery,
                                index,
                                EntryState.FAILED,
                                outbound.lifecycle().closedCause());
                        return disconnectedBy;
                    }
                }
                default -> {
                    return refuseByLimit(delivery, index, limitReached("no room"));
                }
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

    /** What another thread has made of a record whose sender waited for room. */
    private static SendOutcome endWhileWaiting(byte state) {
        return switch (state) {
            case EntryState.EXPIRED -> SendOutcome.EXPIRED;
            case EntryState.UNSENT -> SendOutcome.UNSENT;
            // The group has dropped it for a newer record.
            default -> SendOutcome.GROUP_BYTES_LIMIT;
        };
    }

    /** Which limit there is no room in. */
    private SendOutcome limit() {
        return queue.records() >= policy.maxRecords()
                ? SendOutcome.SOCKET_RECORDS_LIMIT
                : SendOutcome.SOCKET_BYTES_LIMIT;
    }

    private IOException limitReached(String what) {
        Backlog queued = Backlog.of(queue.bytes(), queue.records(), Duration.ZERO);
        return new SendRefusedException(limit(), what + ": the queue of the socket is full", queued);
    }

    private SendOutcome refuseByLimit(Delivery delivery, int index, Throwable cause) {
        SendOutcome limit = limit();
        refuse(delivery, index, EntryState.FAILED, cause);
        return limit;
    }

    void refuse(Delivery delivery, int index, byte end, Throwable cause) {
        if (delivery.at(index) != EntryState.UNOFFERED) {
            // It came to another end while its sender waited.
            return;
        }
        if (outbound.state().over()) {
            // The figures of this queue have been added up for good.
            outbound.countEnded(end);
            delivery.end(index, end, cause, System.nanoTime());
        } else {
            queue.end(delivery, index, end, cause, System.nanoTime());
        }
    }

    /** Null where there may be room now; else the record has come to its end. */
    private SendOutcome awaitRoom(Delivery delivery, int index) {
        outbound.wakeFlusher();
        waiting++;
        try {
            if (!delivery.expires) {
                changed.await();
            } else if (changed.awaitNanos(delivery.deadlineNs - System.nanoTime()) <= 0) {
                refuse(delivery, index, EntryState.EXPIRED, null);
                return SendOutcome.EXPIRED;
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(
                    delivery,
                    index,
                    EntryState.FAILED,
                    new InterruptedIOException("interrupted while there was no room"));
            return SendOutcome.INTERRUPTED;
        } finally {
            waiting--;
        }
    }
}
