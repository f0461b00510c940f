package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.SendOutcome;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.payload.RecordFaultException;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;
import io.recordsockets.outbound.transport.KernelBound;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.outbound.write.OutboundWriter;
import io.recordsockets.outbound.write.SharedRecords;
import io.recordsockets.outbound.write.WriteBatch;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending side of one connection: its queue, and the writes from it.
 *
 * <p><b>Who writes.</b> Whoever finds {@link #writing} down under the lock may raise it, and then makes its system calls without
 * the lock until it takes it down. So there is one writer at a time, and senders can queue while it is in the kernel. What
 * the writer takes from the queue is marked as being written; whoever must know what becomes of that waits in
 * {@link Unsending}, for which the writer stops.
 *
 * <p><b>No record is left behind.</b> A record is queued under the lock. Then either somebody is writing, who looks at the
 * queue again under the lock before taking {@code writing} down; or the socket is full, and the flusher writes when it is
 * writable; or the one who queued it writes, or asks the flusher to. What joins a bundle that is queued already needs nobody
 * else: who takes the bundle seals it first, and takes what was added before. Who leaves it, for more to be added, asks the flusher.
 *
 * <p><b>Locks.</b> This lock may be held while that of a group is taken, not the other way round; never two of these.
 */
final class Outbound {
    /**
     * Queued bytes from which on the sender writes by itself: waiting for more would not make much better system calls, and
     * with more, two records of 16 KiB would wait for the flusher's rest (0.82 of a plain loop's rate, against 1.05).
     */
    private static final int WRITE_AT_ONCE = Bundle.FULL_BYTES;

    /** Bytes that one visit writes before other connections have their turn. */
    private static final int MAX_VISIT = 2 << 20;

    private final SendResources resources;
    private final EngineSocket socket;
    private final Transport transport;
    private final ReentrantLock lock = new ReentrantLock();

    // -- Guarded by the lock

    private final OutboundQueue queue = new OutboundQueue();
    private final OutboundWriter writer;
    private final KernelBound kernelBound;
    private final Admission admission;
    private final Lifecycle lifecycle;
    private final ApplicationWrites application;
    private final Unsending unsending;
    private boolean writing;

    /** The socket is full, and the flusher waits for it. */
    private boolean full;

    private long writes;

    // -- End of fields guarded by the lock

    /** @param outgoing finds the records in what the application writes itself; null where there is no framing */
    Outbound(SendResources resources, EngineSocket socket, Transport transport, RecordParser outgoing) {
        this.resources = resources;
        this.socket = socket;
        this.transport = transport;
        this.writer = new OutboundWriter(queue, new SharedRecords(resources.store()));
        this.kernelBound = new KernelBound(transport);
        this.admission = new Admission(this, lock, queue, resources.policy());
        this.lifecycle = new Lifecycle(resources, socket, this, transport, lock, queue, writer, admission);
        this.application = new ApplicationWrites(resources, socket, this, transport, lock, queue, admission, outgoing);
        this.unsending = new Unsending(socket, this, lock, queue, admission);
    }

    /** The transport is there. */
    void joined() {
        lock.lock();
        try {
            kernelBound.set(policy().kernelBytes());
        } finally {
            lock.unlock();
        }
    }

    // -- In

    /**
     * Queues a record, and may write it.
     *
     * @param atOnce whether to write it now if possible; else the flusher is asked, quietly
     * @param mayWait whether this thread may wait for room
     * @return null where there is room for those who wait only
     */
    SendOutcome offer(Delivery delivery, int index, long nowNs, boolean atOnce, boolean mayWait) {
        lock.lock();
        try {
            SendOutcome outcome = admission.admit(delivery, index, mayWait);
            if (outcome != SendOutcome.ACCEPTED) {
                return outcome;
            }
            queue.add(delivery, index, mayWait ? System.nanoTime() : nowNs);
            admission.changed();
            writeOrAsk(atOnce);
        } finally {
            lock.unlock();
        }
        return SendOutcome.ACCEPTED;
    }

    /** Whether the application's own bytes leave no place for a record any more. Under the lock. */
    boolean endless() {
        return application.endless();
    }

    /** A record that was not offered here, or in vain, is not to be: its send has failed. */
    void refuse(Delivery delivery, int index, Throwable cause) {
        lock.lock();
        try {
            Bundle bundle = delivery.bundle();
            if (bundle != null && bundle.at(index) == EntryState.UNOFFERED) {
                bundle.exclude(index);
            }
            admission.refuse(delivery, index, EntryState.FAILED, cause);
        } finally {
            lock.unlock();
        }
    }

    /** Queues a bundle that may still grow, and may write what came before it; false where its records have to go one by one. */
    boolean offer(Bundle bundle, int index, long nowNs) {
        lock.lock();
        try {
            boolean takes = admission.hasRoom(bundle, index);
            if (takes) {
                queue.add(bundle, index, nowNs);
                admission.changed();
                writeOrAsk(false);
            } else if (bundle.isWhole(index)) {
                bundle.exclude(index);
            }
            return takes;
        } finally {
            lock.unlock();
        }
    }

    /** A bundle that is queued here, or was, has been filled. */
    void filled() {
        lock.lock();
        try {
            if (!queue.isEmpty() && !state().over()) {
                writeOrAsk(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeOrAsk(boolean atOnce) {
        if (!writing && !full) {
            // A channel that is not the JDK's own may close itself under a thread that is interrupted.
            if ((atOnce || queue.bytes() >= WRITE_AT_ONCE)
                    && !Thread.currentThread().isInterrupted()) {
                writeQueued(false);
            } else {
                resources.flusher().requestQuietly(socket, Flusher.FLUSH);
            }
        }
    }

    // -- Out

    /** Writes what is queued, as far as the socket takes it; answers how many bytes that is. Does not block. */
    long flush() {
        lock.lock();
        try {
            return writing || full || state().over() ? 0 : writeQueued(true);
        } finally {
            lock.unlock();
        }
    }

    /** The flusher found the socket writable. */
    void socketWritable() {
        lock.lock();
        try {
            full = false;
            kernelBound.writable(System.nanoTime());
            application.queueShrank();
            if (!writing && !state().over()) {
                writeQueued(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param flusher whether this is the flusher's thread, which goes on where another must not */
    private long writeQueued(boolean flusher) {
        WriteBatch batch = resources.batches().take();
        boolean more = false;
        long total = 0;
        writing = true;
        try {
            long nowNs = System.nanoTime();
            while (!more
                    && !queue.isEmpty()
                    && !lifecycle.hasFailed()
                    && writer.fill(batch, kernelBound.isLifted(), total == 0, nowNs, admission.maxWaitNs())) {
                if (!flusher && batch.needsFlusher()) {
                    writer.settle(batch, 0, nowNs);
                    more = true;
                    break;
                }
                long n = write(batch);
                nowNs = System.nanoTime();
                if (n < 0) {
                    continue;
                }
                total += n;
                writer.settle(batch, n, nowNs);
                if (writer.begunLeft() == 0) {
                    kernelBound.restore();
                }
                if (n < batch.planned() && !kernelBound.lift(writer.begunLeft())) {
                    awaitWritable(nowNs);
                    break;
                }
                more = unsending.awaitsSettled() || total >= MAX_VISIT;
            }
            more |= !full && writer.leftGrowing();
            lifecycle.giveUpIfStuck();
        } catch (RuntimeException | Error e) {
            writer.fail(batch, e, System.nanoTime());
            lifecycle.fail(e);
            throw e;
        } finally {
            resources.batches().give(batch);
            admission.signal();
            endWriting(more);
            application.queueShrank();
        }
        return total;
    }

    /** The socket is full: the flusher waits for it. */
    void awaitWritable(long nowNs) {
        if (!lifecycle.hasFailed()) {
            full = true;
            kernelBound.full(nowNs);
            resources.flusher().request(socket, Flusher.AWAIT_WRITABLE);
        }
    }

    /**
     * The system call, without the lock.
     *
     * @return 0 where it failed; below 0 where a record has failed by itself, and the batch is to be forgotten
     */
    private long write(WriteBatch batch) {
        Throwable problem = null;
        long n = 0;
        writes++;
        lock.unlock();
        try {
            n = batch.write(transport);
        } catch (IOException | RuntimeException | Error e) {
            problem = e;
        } finally {
            lock.lock();
        }
        if (problem == null) {
            return n;
        }
        if (problem instanceof RecordFaultException && writer.failFirst(batch, problem, System.nanoTime())) {
            return -1;
        }
        lifecycle.fail(problem);
        return 0;
    }

    Admission admission() {
        return admission;
    }

    Unsending unsending() {
        return unsending;
    }

    /** The application's own writes to the channel. */
    ApplicationWrites application() {
        return application;
    }

    boolean isWriting() {
        assert lock.isHeldByCurrentThread();
        return writing;
    }

    boolean isFull() {
        return full;
    }

    /** The caller writes past the queue, and lets the lock go for that. */
    void beginWriting() {
        assert lock.isHeldByCurrentThread() && !writing;
        writing = true;
        writes++;
    }

    /** @param more whether there may be something to write that those who queued it leave to the caller */
    void endWriting(boolean more) {
        assert lock.isHeldByCurrentThread() && writing;
        writing = false;
        unsending.settled();
        if (more && !queue.isEmpty()) {
            resources.flusher().request(socket, Flusher.FLUSH);
        }
        lifecycle.endIfDue();
    }

    // -- The end

    /** Any thread. */
    SendState state() {
        return lifecycle.state();
    }

    /** How the connection comes to its end. */
    Lifecycle lifecycle() {
        return lifecycle;
    }

    /** A record came to its end after that of the connection. */
    void countEnded(byte end) {
        resources.closedTally().addEnded(end, 1);
    }

    /** What was asked of the flusher quietly is to come to pass before this thread sleeps. */
    void wakeFlusher() {
        resources.flusher().wakeUp();
    }

    /** Waits until nothing is queued; false where the time is over before. */
    boolean awaitDrained(long deadlineNs) throws InterruptedException {
        lock.lock();
        try {
            return admission.awaitDrained(deadlineNs);
        } finally {
            lock.unlock();
        }
    }

    // -- Figures

    SocketPolicy policy() {
        return admission.policy();
    }

    void policy(SocketPolicy policy) {
        lock.lock();
        try {
            if (policy.kernelBytes() != policy().kernelBytes() && !state().over()) {
                kernelBound.set(policy.kernelBytes());
            }
            admission.policy(policy);
        } finally {
            lock.unlock();
        }
    }

    Backlog backlog() {
        lock.lock();
        try {
            long nowNs = System.nanoTime();
            long oldestNs = nowNs - writer.currentQueuedNs(queue.oldestNs(nowNs));
            return Backlog.of(queue.bytes(), queue.records(), Duration.ofNanos(oldestNs));
        } finally {
            lock.unlock();
        }
    }

    /** Adds the figures of this connection to those of all. */
    void addTo(SendTally tally) {
        lock.lock();
        try {
            tally.add(queue, writes, writer.sharedBytes());
        } finally {
            lock.unlock();
        }
    }
}
