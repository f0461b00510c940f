package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SendResult;
import io.recordsockets.outbound.queue.AllAccepted;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.SendGroup;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What a group keeps in memory: its sends that have not ended everywhere, and its limits.
 *
 * <p><b>Locks.</b> The lock may be taken while that of a connection is held, so no connection is called under it.
 *
 * <p><b>Threading:</b> any thread.
 */
final class GroupQueue implements SendGroup {
    private final SendResources resources;
    private final WeakReference<GroupQueue> reference = new WeakReference<>(this);
    private final Bundling bundling = new Bundling();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    /** Written under the lock. */
    private volatile GroupPolicy policy;

    /** For the members of the last send. */
    private volatile AllAccepted allAccepted = new AllAccepted(new RecordSocket[0]);

    // -- Guarded by the lock

    private final OpenSends sends = new OpenSends();
    private final WaterMarks marks = new WaterMarks();
    private int queuedRecords;
    private long queuedBytes;

    GroupQueue(SendResources resources, GroupPolicy policy) {
        this.resources = resources;
        this.policy = Objects.requireNonNull(policy, "policy");
        setMarks();
    }

    @Override
    public WeakReference<GroupQueue> reference() {
        return reference;
    }

    @Override
    public SendResult allAccepted(Receiver[] receivers) {
        AllAccepted known = allAccepted;
        if (known.receivers != receivers) {
            known = new AllAccepted(receivers);
            allAccepted = known;
        }
        return known;
    }

    /** Counts a record in; answers why it may not be sent, or null. */
    Throwable admit(long length, SendOptions options, long nowNs) {
        GroupPolicy policy = this.policy;
        boolean make = policy.overflow() == Overflow.DROP_OLDEST || policy.overflow() == Overflow.DISCONNECT;
        List<Delivery> older = null;
        int next = 0;
        while (true) {
            lock.lock();
            try {
                if (hasRoom(policy, length)) {
                    changeBy(length, 1);
                    return null;
                }
                if (policy.overflow() == Overflow.BLOCK) {
                    if (!awaitRoom(options, nowNs)) {
                        return count(length, limitReached("no room within its lifetime"));
                    }
                    continue;
                }
                if (make && older == null) {
                    older = sends.copy();
                    make = policy.overflow() != Overflow.DROP_OLDEST || canDrop(policy, length, options);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return count(length, new InterruptedIOException("interrupted for want of room in the group"));
            } finally {
                lock.unlock();
            }
            if (!make || next == older.size()) {
                return count(length, limitReached("no room"));
            }
            makeRoom(older.get(next++), options.urgency(), policy.overflow());
        }
    }

    private boolean hasRoom(GroupPolicy policy, long length) {
        return queuedRecords == 0 || queuedRecords < policy.maxRecords() && queuedBytes <= policy.maxBytes() - length;
    }

    /** False where the lifetime of the record is over. */
    private boolean awaitRoom(SendOptions options, long nowNs) throws InterruptedException {
        resources.flusher().wakeUp();
        if (options.lifetime() == null) {
            room.await();
            return true;
        }
        return room.awaitNanos(nowNs + Durations.toNanos(options.lifetime()) - System.nanoTime()) > 0;
    }

    /** Whether dropping makes room: where it does not, nothing is to be dropped for a record that fails. */
    private boolean canDrop(GroupPolicy policy, long length, SendOptions options) {
        // One that is too long for the group has room where nothing else is.
        long bytes = queuedBytes - Math.max(policy.maxBytes() - length, 0);
        int records = length > policy.maxBytes() ? queuedRecords : queuedRecords - policy.maxRecords() + 1;
        return sends.canDrop(options.urgency(), bytes, records);
    }

    /** A record that is refused counts too, until its receipt has come to its end. */
    private Throwable count(long length, Throwable cause) {
        lock.lock();
        try {
            changeBy(length, 1);
            return cause;
        } finally {
            lock.unlock();
        }
    }

    private SendRefusedException limitReached(String what) {
        SendOutcome limit =
                queuedRecords >= policy.maxRecords() ? SendOutcome.GROUP_RECORDS_LIMIT : SendOutcome.GROUP_BYTES_LIMIT;
        Backlog queued = Backlog.of(queuedBytes, queuedRecords, Duration.ZERO);
        return new SendRefusedException(limit, what + ": the queue of the group is full", queued);
    }

    private void makeRoom(Delivery older, int urgency, Overflow overflow) {
        boolean disconnect = overflow == Overflow.DISCONNECT;
        if (older.hasEnded() || !disconnect && older.urgency < urgency) {
            return;
        }
        SendRefusedException cause = limitReached(disconnect ? "disconnected" : "dropped for a newer record");
        for (int i = 0; i < older.receivers.length; i++) {
            if (older.at(i) <= EntryState.STARTED) {
                if (disconnect) {
                    EngineSocket.of(older.receivers[i]).fail(cause);
                } else {
                    older.receivers[i].end(older, i, EntryState.FAILED, cause);
                }
            }
        }
    }

    /**
     * A send is on its way.
     *
     * @param inBurst whether it can be part of a bundle
     * @return the bundle that it is part of; null where it is to go by itself
     */
    Bundle track(Delivery delivery, boolean inBurst) {
        lock.lock();
        try {
            sends.add(delivery, queuedRecords);
            return inBurst ? bundling.bundle(delivery) : null;
        } finally {
            lock.unlock();
        }
    }

    /** Queues a record as {@link Bundling#offer} does. */
    int offer(Bundle bundle, Delivery delivery, long nowNs) {
        return bundling.offer(bundle, delivery, nowNs);
    }

    /** How many sends are kept in mind. */
    int tracked() {
        lock.lock();
        try {
            return sends.size();
        } finally {
            lock.unlock();
        }
    }

    private void changeBy(long bytes, int records) {
        queuedBytes += bytes;
        queuedRecords += records;
        marks.changed(queuedBytes, queuedRecords);
    }

    @Override
    public void ended(long length) {
        lock.lock();
        try {
            changeBy(-length, -1);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // -- Taking back

    /** Those that have yet to begin such sends of the group, whether or not they are members still. */
    Set<Receiver> waiting(Predicate<Delivery> which) {
        List<Delivery> copy;
        lock.lock();
        try {
            copy = sends.copy();
        } finally {
            lock.unlock();
        }
        return OpenSends.waiting(copy, which);
    }

    // -- Figures

    Backlog backlog() {
        lock.lock();
        try {
            long nowNs = System.nanoTime();
            return Backlog.of(queuedBytes, queuedRecords, Duration.ofNanos(nowNs - sends.oldestNs(nowNs)));
        } finally {
            lock.unlock();
        }
    }

    boolean isWritable() {
        return marks.isWritable();
    }

    CompletionStage<Void> writable() {
        lock.lock();
        try {
            return marks.writable(queuedBytes, queuedRecords);
        } finally {
            lock.unlock();
        }
    }

    private void setMarks() {
        marks.set(policy.lowWaterMark(), policy.highWaterMark(), policy.maxBytes(), policy.maxRecords());
        marks.changed(queuedBytes, queuedRecords);
    }

    GroupPolicy policy() {
        return policy;
    }

    void policy(GroupPolicy newPolicy) {
        lock.lock();
        try {
            policy = Objects.requireNonNull(newPolicy, "policy");
            setMarks();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
