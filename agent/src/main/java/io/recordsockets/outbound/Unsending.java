package io.recordsockets.outbound;

import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;
import io.recordsockets.outbound.queue.SendGroup;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends records of one connection that have not begun, and answers what has become of those that have. What is in a write
 * has it wait until the writer, who stops for that, knows.
 *
 * <p><b>Threading:</b> any thread, under the connection's lock.
 */
final class Unsending {
    private final EngineSocket socket;
    private final Outbound outbound;
    private final ReentrantLock lock;
    private final Condition settled;

    // -- Guarded by the lock

    private final OutboundQueue queue;
    private final Admission admission;

    /** Threads that wait on {@link #settled}. */
    private int awaiting;

    Unsending(EngineSocket socket, Outbound outbound, ReentrantLock lock, OutboundQueue queue, Admission admission) {
        this.socket = socket;
        this.outbound = outbound;
        this.lock = lock;
        this.settled = lock.newCondition();
        this.queue = queue;
        this.admission = admission;
    }

    /** Takes one record back if it has not begun. */
    void unsend(Delivery delivery, int index, Unsend unsend) {
        lock.lock();
        try {
            while (delivery.at(index) == EntryState.WRITING) {
                awaitSettled();
            }
            takeBack(delivery, index, unsend);
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(Delivery delivery, int index, Unsend unsend) {
        boolean now = queue.end(delivery, index, EntryState.UNSENT, null, System.nanoTime());
        unsend.found(socket, delivery.at(index), now);
        after();
    }

    /** Takes back what is queued under a key, and was sent through the group where one is given. */
    void unsendKey(Object key, SendGroup group, Unsend unsend) {
        lock.lock();
        try {
            Delivery delivery;
            int index = -1;
            while ((delivery = queue.withKey(key)) != null
                    && delivery.at(index = delivery.indexOf(socket)) == EntryState.WRITING) {
                awaitSettled();
            }
            if (delivery != null && (group == null || delivery.group == group)) {
                takeBack(delivery, index, unsend);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what is queued with an urgency, and was sent through the group where one is given. */
    void unsendUrgency(int urgency, SendGroup group, Unsend unsend) {
        lock.lock();
        try {
            while (outbound.isWriting()) {
                awaitSettled();
            }
            unsend.unsent(socket, queue.unsendUrgency(urgency, group, System.nanoTime()));
            after();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a record that has not begun. One that is being written expires when it is put back, if it is. */
    void end(Delivery delivery, int index, byte state, Throwable cause) {
        lock.lock();
        try {
            queue.end(delivery, index, state, cause, System.nanoTime());
            after();
        } finally {
            lock.unlock();
        }
    }

    private void awaitSettled() {
        awaiting++;
        try {
            settled.awaitUninterruptibly();
        } finally {
            awaiting--;
        }
    }

    private void after() {
        admission.signal();
        outbound.application().queueShrank();
        if (!outbound.isWriting()) {
            outbound.lifecycle().endIfDue();
        }
    }

    // -- For the writer, under the lock

    /** Whether somebody waits for it to stop. */
    boolean awaitsSettled() {
        return awaiting > 0;
    }

    /** Nothing is being written. */
    void settled() {
        if (awaiting > 0) {
            settled.signalAll();
        }
    }
}
