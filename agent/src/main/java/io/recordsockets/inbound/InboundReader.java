package io.recordsockets.inbound;

import io.recordsockets.monitor.HoldRelease;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import sun.nio.ch.RecordTransport;

/**
 * The reads of the application: waits for a record in blocking mode, hands out what was read ahead, and then lets the read
 * go to the kernel, straight into the application's memory.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, which a blocking read keeps while it sleeps.
 */
final class InboundReader {
    private static final int END = -1;

    /** Not a deadline, as good as never. */
    private static final long NO_TIMEOUT = Long.MIN_VALUE;

    private final InboundGate gate;
    final RecordFinder finder;
    private final RecordFollower follower;
    private final RecordTransport transport;

    /** Whether the current read may wait. It stays so to its end: who would change it waits for the read lock. */
    private boolean mayWait;

    InboundReader(InboundGate gate, RecordFollower follower, Arenas arenas) {
        this.gate = gate;
        this.finder = new RecordFinder(gate, follower, arenas);
        this.follower = follower;
        this.transport = gate.transport;
    }

    /** Whether these buffers take bytes; where not, or where they are not well formed, the JDK knows what to answer. */
    static boolean takes(ByteBuffer[] dsts, int offset, int length) {
        if (offset < 0 || length < 0 || offset > dsts.length - length) {
            return false;
        }
        boolean room = false;
        for (int i = offset; i < offset + length; i++) {
            if (dsts[i] == null || dsts[i].isReadOnly()) {
                return false;
            }
            room |= dsts[i].hasRemaining();
        }
        return room;
    }

    /**
     * A read of the application.
     *
     * @param timeoutNs of a blocking read; 0 for none
     * @return as {@code SocketChannel.read}
     */
    long read(ByteBuffer[] dsts, int offset, int length, long timeoutNs) throws IOException {
        mayWait = transport.readsMayWait();
        if (mayWait && Thread.currentThread().isInterrupted()) {
            // The JDK closes the channel before it looks for bytes, and so must not be spared by bytes that wait in
            // user space.
            return transport.receive(dsts, offset, length);
        }
        long deadlineNs = timeoutNs > 0 ? gate.nanoTime() + timeoutNs : NO_TIMEOUT;
        if (gate.delivered >= gate.granted && gate.framing() && !waitForRecord(deadlineNs)) {
            return 0;
        }
        long n = 0;
        if (gate.inUserSpace() > 0) {
            n = deliverBuffered(dsts, offset, length);
            boolean more = finder.moreInKernel() || gate.granted > gate.received;
            if (!more || gate.inUserSpace() > 0 || !takes(dsts, offset, length)) {
                gate.holdTail();
                return n;
            }
        } else if (gate.pendingError != null) {
            IOException e = gate.pendingError;
            gate.pendingError = null;
            throw e;
        }
        if (n > 0 && !moreAtOnce()) {
            return n;
        }
        if (n == 0 && deadlineNs != NO_TIMEOUT && mayWait) {
            awaitInput(deadlineNs);
        }
        return deliverFromKernel(dsts, offset, length, n);
    }

    /** Whether the application may read now. In blocking mode sleeps until it may. */
    private boolean waitForRecord(long deadlineNs) throws IOException {
        if (!mayWait) {
            return finder.look(false) || finder.releaseIfDue();
        }
        if (!gate.holdsAlways() && !transport.waitsSeeUrgent()) {
            gate.grantAsItComes();
            return true;
        }
        boolean readable = false;
        while (!finder.look(readable) && !finder.releaseIfDue()) {
            long waitNs = gate.holding() ? Math.max(gate.holdDeadlineNs() - gate.nanoTime(), 1) : 0;
            if (deadlineNs != NO_TIMEOUT) {
                long leftNs = deadlineNs - gate.nanoTime();
                if (leftNs <= 0) {
                    if (!gate.holding()) {
                        throw new SocketTimeoutException("Read timed out");
                    }
                    gate.releaseForTimeout(gate.received + transport.receivable());
                    break;
                }
                waitNs = waitNs == 0 ? leftNs : Math.min(waitNs, leftNs);
            }
            readable = transport.awaitReceivable(waitNs);
        }
        gate.counters().wakeup();
        return true;
    }

    /** Sleeps until there is input. A wait that is cut short, as by a signal, goes on. */
    private void awaitInput(long deadlineNs) throws IOException {
        while (!transport.awaitReceivable(Math.max(deadlineNs - gate.nanoTime(), 1))) {
            if (deadlineNs - gate.nanoTime() <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
        }
    }

    /** Hands out what was read ahead, of a record that is not whole only what was granted. */
    private long deliverBuffered(ByteBuffer[] dsts, int offset, int length) {
        // With more right behind it in the kernel the tail goes along: to stop before it would cost one more read.
        boolean all = finder.moreInKernel() || !gate.framing();
        long end = all ? gate.received : Math.min(gate.granted, gate.received);
        long from = gate.delivered;
        for (int i = offset; i < offset + length && gate.delivered < end; i++) {
            finder.deliver(dsts[i], (int) Math.min(dsts[i].remaining(), end - gate.delivered));
        }
        return gate.delivered - from;
    }

    /**
     * The application's own read, straight from the kernel into its memory.
     *
     * @param before bytes that this read has already delivered; above 0, nothing but an interrupt may fail it any more
     * @return bytes of the whole read; below 0 at the end of the stream
     */
    private long deliverFromKernel(ByteBuffer[] dsts, int offset, int length, long before) throws IOException {
        long total = before;
        finder.readBegins();
        boolean room;
        int n;
        do {
            try {
                n = receive(dsts, offset, length);
            } catch (ClosedByInterruptException e) {
                // The thread is to know, whatever the read has got: the next would find a channel that is just closed.
                throw e;
            } catch (IOException e) {
                if (total == 0) {
                    throw e;
                }
                gate.keepForLater(e);
                return total;
            } catch (OutOfMemoryError e) {
                // The JDK found no direct memory for the read, and so has taken nothing.
                if (total == 0) {
                    throw e;
                }
                return total;
            }
            if (n < 0) {
                gate.drain(HoldRelease.END_OF_STREAM);
                return total > 0 ? total : END;
            }
            total += n;
            room = takes(dsts, offset, length);
            // Woken early: what has come in during the copy makes the record whole.
        } while (n > 0 && room && finder.early() && moreAtOnce());
        finder.readEnds(total > before, room);
        return total;
    }

    /**
     * Whether a read that has bytes already may ask the kernel for more without waiting. Does not fail: those bytes count as
     * read, whatever has become of the channel.
     */
    private boolean moreAtOnce() {
        try {
            return !transport.receiveMayWait() || transport.receivable() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Receives into the application's memory and looks for records there; below 0 at the end of the stream. */
    private int receive(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (length == 1) {
            ByteBuffer dst = dsts[offset];
            int n = transport.receive(dst);
            if (n > 0) {
                follower.follow(dst, dst.position() - n, n);
            }
            return n;
        }
        int[] starts = new int[length];
        for (int i = 0; i < length; i++) {
            starts[i] = dsts[offset + i].position();
        }
        long n = transport.receive(dsts, offset, length);
        for (int i = 0; i < length && n > 0; i++) {
            ByteBuffer dst = dsts[offset + i];
            int filled = dst.position() - starts[i];
            if (filled > 0) {
                follower.follow(dst, starts[i], filled);
            }
        }
        return (int) n;
    }
}
