package io.recordsockets.outbound;

import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.queue.OutboundQueue;
import io.recordsockets.outbound.queue.Timers;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.outbound.write.OutboundWriter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the sending side of a connection comes to its end: draining, shutting down, closing, failing. It is the one place that
 * changes the {@link SendState}.
 *
 * <p><b>A connection that ends inside a record is reset</b>, so that the peer does not take for the end of the stream what is
 * none: where it fails, or is disconnected, or its time to drain is over. What an application that closes has written itself, and
 * nothing else, ends as it would without us, wherever in a record that is.
 *
 * <p><b>Nothing that may wait is done under the lock</b>: to close, and to tell, are for {@link SendResources#closing()}.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #state()}.
 */
final class Lifecycle {
    private final SendResources resources;
    private final EngineSocket socket;
    private final Outbound outbound;
    private final Transport transport;
    private final ReentrantLock lock;

    // -- Guarded by the lock

    private final OutboundQueue queue;
    private final OutboundWriter writer;
    private final Admission admission;

    private volatile SendState state = SendState.OPEN;

    /** Why the connection failed, once it has. */
    private Throwable failure;

    /** Why records failed though the connection did not; null where none did. */
    private Throwable undelivered;

    /** Ends the draining; null before there is any. */
    private Timers.Timer drainTimer;

    Lifecycle(
            SendResources resources,
            EngineSocket socket,
            Outbound outbound,
            Transport transport,
            ReentrantLock lock,
            OutboundQueue queue,
            OutboundWriter writer,
            Admission admission) {
        this.resources = resources;
        this.socket = socket;
        this.outbound = outbound;
        this.transport = transport;
        this.lock = lock;
        this.queue = queue;
        this.writer = writer;
        this.admission = admission;
    }

    /** Any thread. */
    SendState state() {
        return state;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Why records are not taken any more. */
    Throwable closedCause() {
        return failure == null ? new ClosedChannelException() : failure;
    }

    /** Sends what is queued, then shuts the output down; false where that, or more, is under way already. */
    boolean shutdownOutput() {
        lock.lock();
        try {
            boolean open = state == SendState.OPEN;
            if (open) {
                drain(SendState.SHUTTING);
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued, then closes. */
    void close() {
        lock.lock();
        try {
            if (!state.over() && state != SendState.CLOSING) {
                drain(SendState.CLOSING);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more records, and goes on to the end that is meant once what is queued has left. */
    private void drain(SendState draining) {
        state = draining;
        queue.sealLast();
        admission.signal();
        if (!outbound.isWriting()) {
            giveUpIfStuck();
            endIfDue();
        }
        if (state == draining) {
            long timeoutNs = Durations.toNanos(admission.policy().drainTimeout());
            drainTimer = resources.flusher().at(System.nanoTime() + timeoutNs, this::drainTimeOver);
            resources.flusher().request(socket, Flusher.FLUSH);
        }
    }

    /** What is left after draining fails. */
    private void drainTimeOver() {
        lock.lock();
        try {
            if (state.draining()) {
                resources.lost(
                        "not everything could be sent before closing; a receiver that reads too little, or a longer"
                                + " drainTimeout in its policy",
                        socket,
                        queue.records(),
                        queue.bytes());
                fail(new IOException("closed before everything could be sent: the drain time-out was over, records="
                        + queue.records() + ", bytes=" + queue.bytes()));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The JVM ends: what is queued fails, and the connection.
     *
     * @param losses where it is to be told; null for nowhere
     * @return false where nothing is queued
     */
    boolean giveUp(String why, Losses losses) {
        lock.lock();
        try {
            int records = queue.records();
            long bytes = queue.bytes();
            if (records == 0 || state.over()) {
                return false;
            }
            if (losses != null) {
                losses.add(why, socket, records, bytes);
            }
            fail(new IOException(why + ", records=" + records + ", bytes=" + bytes));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The connection is of no use any more. Every record that has not ended fails with the first cause. */
    void fail(Throwable cause) {
        lock.lock();
        try {
            if (!state.over() && failure == null) {
                failure = cause;
                if (!outbound.isWriting()) {
                    endIfDue();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where the application closed in the middle of a record of its own, nothing can be sent any more, as nothing may come
     * between: what is queued fails, with no wait for the end of the drain time-out. Not while the application is writing.
     */
    void giveUpIfStuck() {
        assert lock.isHeldByCurrentThread();
        boolean endless = outbound.endless();
        if (failure == null && (endless || state.draining()) && queue.awaitsContinuation() && !writer.inRecord()) {
            if (endless) {
                // What the application has written ends with the connection, as it should.
                queue.sealLast();
                queue.failAll(noPlace(), System.nanoTime());
                admission.signal();
                return;
            }
            IOException cause = new IOException(
                    "closed in the middle of a record that the application wrote: nothing can be sent after that, records="
                            + queue.records() + ", bytes=" + queue.bytes());
            resources.lost(
                    "closed in the middle of a record that the application wrote: nothing can be sent after that; close"
                            + " after whole records",
                    socket,
                    queue.records(),
                    queue.bytes());
            queue.failAll(cause, System.nanoTime());
            undelivered = cause;
        }
    }

    /** Why nothing is sent beside what the application writes. */
    static IOException noPlace() {
        return new IOException(
                "nothing can be sent between the application's own bytes any more: by the framing no record"
                        + " follows them (an upgrade, encryption, or a body up to the end of the connection);"
                        + " let the application write it, or make the record socket behind them");
    }

    /** Does what is due when nobody writes: failing, or the step after draining. */
    void endIfDue() {
        assert lock.isHeldByCurrentThread();
        if (state.over()) {
            return;
        }
        if (failure != null) {
            long nowNs = System.nanoTime();
            boolean inRecord = writer.inRecord() || queue.endsInRecord();
            writer.fail(failure, nowNs);
            queue.failAll(failure, nowNs);
            end(failure, inRecord);
        } else if (state.draining() && queue.isEmpty()) {
            if (state == SendState.CLOSING) {
                end(undelivered, undelivered != null);
            } else {
                shut();
            }
        }
    }

    private void shut() {
        try {
            transport.shutdownOutput();
            state = SendState.SHUT;
        } catch (IOException e) {
            failure = e;
            end(e, false);
        }
    }

    private void end(Throwable cause, boolean reset) {
        state = SendState.CLOSED;
        if (drainTimer != null) {
            drainTimer.cancel();
        }
        admission.signal();
        socket.ended();
        resources.close(() -> close(cause, reset));
    }

    /** Not under the lock. */
    private void close(Throwable cause, boolean reset) {
        Throwable problem = cause;
        try {
            transport.close(reset);
        } catch (IOException | RuntimeException | Error e) {
            problem = problem == null ? e : problem;
        }
        resources.flusher().forgetClosed();
        socket.closed(problem);
    }

    /** The application has its channel back. */
    void release() {
        lock.lock();
        try {
            if (state != SendState.OPEN || outbound.isWriting() || !queue.isEmpty()) {
                throw new IllegalStateException("the record socket is not idle, state=" + state + ", queued records="
                        + queue.records() + "; wait for its backlog to be 0");
            }
            state = SendState.RELEASED;
            admission.signal();
            transport.kernelBytes(0);
        } finally {
            lock.unlock();
        }
    }
}
