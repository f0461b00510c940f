package io.recordsockets.engine;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.concurrent.locks.ReentrantLock;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordTransport;

/**
 * The receiving side of one record socket: decides when input goes to the application.
 *
 * <p><b>Assumptions and guarantees:</b>
 *
 * <ol>
 *   <li>Every byte goes to the application once, unchanged and in order: first what was read ahead, then the kernel's queue.
 *   <li>An event that is held back is reported later: see {@link InboundGate}.
 *   <li>Nothing is held once there is doubt: the connection then is plain TCP.
 * </ol>
 *
 * <p>{@link RecordFinder} looks for records, {@link InboundGate} holds and lets go, {@link InboundReader} serves the reads;
 * this class has the lock around them, and what is known without it.
 *
 * <p><b>Threading:</b> any thread. {@link #lock} guards everything but the fields that are read without it, which are
 * volatile. It is held while a blocking read waits, as the JDK holds its read lock; so nothing that closes or looks at the
 * connection from outside may wait for it.
 *
 * <p>Where one read of the application, or one look of a selector, makes several calls to the channel, the channel's own {@link
 * #readLock} is held around them, taken after {@link #lock}: so nobody changes the mode in between, or reads past the bytes in
 * user space, and a read waits for a connect as it does in the JDK.
 */
public final class Inbound implements RecordInbound {
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock readLock;
    private final RecordTransport transport;
    private final RuleCounters counters;

    // -- Guarded by lock
    private final InboundGate gate;
    private final RecordFinder finder;
    private final InboundReader reader;
    private final ByteBuffer[] single = new ByteBuffer[1];
    // -- End of what lock guards

    /** Bytes in user space that the application may have. Written under the lock. */
    private volatile boolean bufferedReady;

    /** Bytes in user space. Written under the lock. */
    private volatile int bufferedBytes;

    /**
     * The next record is trusted to be whole, and nothing is left in user space or held. Written under the lock. The path
     * behind it is the one that costs those who have nothing to win, so it stays within few objects.
     */
    private volatile boolean trusting;

    /** Plain from here on, and nothing left in user space. Never goes back; written under the lock. */
    private volatile boolean retired;

    private volatile boolean closed;

    /**
     * Begins with the first byte of a connection.
     *
     * @param rule the rule as it is to be named in the log
     */
    public Inbound(
            RecordTransport transport, RecordParser parser, InboundLimits limits, RuleCounters counters, String rule) {
        this(transport, parser, limits, counters, rule, Clock.SYSTEM, BufferPool.SHARED);
    }

    Inbound(
            RecordTransport transport,
            RecordParser parser,
            InboundLimits limits,
            RuleCounters counters,
            String rule,
            Clock clock,
            BufferPool pool) {
        this.transport = transport;
        this.readLock = transport.readLock();
        this.counters = counters;
        this.gate = new InboundGate(transport, limits, counters, rule, clock);
        this.finder = new RecordFinder(gate, parser, pool);
        this.reader = new InboundReader(gate, finder, clock);
        counters.connection();
    }

    // -- What selectors ask

    @Override
    public boolean readable() {
        if (retired) {
            return true;
        }
        if (trusting) {
            counters.wakeup();
            return true;
        }
        if (!enterToRead()) {
            return true;
        }
        try {
            boolean ready = finder.look(true);
            if (ready) {
                counters.wakeup();
            } else {
                counters.wakeupSaved();
            }
            return ready;
        } catch (IOException e) {
            // The application's own read meets the same.
            gate.drain(HoldRelease.ERROR);
            return true;
        } finally {
            leaveRead();
        }
    }

    @Override
    public void hangUp() {
        if (retired || !enter()) {
            return;
        }
        try {
            gate.drain(HoldRelease.END_OF_STREAM);
        } finally {
            leave();
        }
    }

    @Override
    public boolean buffered() {
        return bufferedReady;
    }

    @Override
    public long holdDeadlineNs() {
        return trusting ? NO_DEADLINE : gate.holdDeadlineNs();
    }

    @Override
    public boolean holdExpired() {
        if (!enter()) {
            return true;
        }
        try {
            // The selector then reports the key, by way of readable(), which counts.
            return gate.releaseIfDue();
        } catch (IOException e) {
            gate.drain(HoldRelease.ERROR);
            return true;
        } finally {
            leave();
        }
    }

    @Override
    public void foreignSelector() {
        if (retired || !enter()) {
            return;
        }
        try {
            gate.plain(PlainReason.FOREIGN_SELECTOR);
        } finally {
            leave();
        }
    }

    @Override
    public void engineReads() {
        if (retired || !enter()) {
            return;
        }
        try {
            gate.standAside();
        } finally {
            leave();
        }
    }

    /**
     * Takes the lock for a selector. A channel that has left its selector for blocking mode may still be in the selector's
     * current pass, and the selector must not wait for a blocking read.
     *
     * @return false where the channel is not the selector's any more
     */
    private boolean enter() {
        while (!lock.tryLock()) {
            if (transport.blocking()) {
                return false;
            }
            // A read without waiting has the lock, for a system call or two.
            Thread.yield();
        }
        return true;
    }

    /** Takes both locks for a selector, which then may read ahead, and must not end up in a blocking read either. */
    private boolean enterToRead() {
        while (enter()) {
            if (readLock.tryLock()) {
                boolean mine = !transport.receiveMayWait();
                if (!mine) {
                    leaveRead();
                }
                return mine;
            }
            leave();
            if (transport.blocking()) {
                return false;
            }
            Thread.yield();
        }
        return false;
    }

    // -- What the application asks

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (retired || !dst.hasRemaining() || dst.isReadOnly()) {
            return transport.receive(dst);
        }
        lock.lock();
        if (trusting) {
            return readOnTrust(dst);
        }
        readLock.lock();
        try {
            counters.read();
            return (int) reader.read(single(dst), 0, 1, 0);
        } finally {
            single[0] = null;
            leaveRead();
        }
    }

    /** One read of the JDK's. Gives the lock back; where trust lasts, nothing that is known without it has changed. */
    private int readOnTrust(ByteBuffer dst) throws IOException {
        try {
            counters.read();
            return finder.readOnTrust(dst);
        } finally {
            if (!finder.trusted() || closed) {
                publish();
            }
            unlock();
        }
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (retired || !InboundReader.takes(dsts, offset, length)) {
            return transport.receive(dsts, offset, length);
        }
        lock.lock();
        readLock.lock();
        try {
            counters.read();
            return reader.read(dsts, offset, length, 0);
        } finally {
            leaveRead();
        }
    }

    @Override
    public int read(byte[] dst, int offset, int length, long timeoutNs) throws IOException {
        if (retired || length == 0) {
            return transport.receive(dst, offset, length, timeoutNs);
        }
        ByteBuffer wrapped = ByteBuffer.wrap(dst, offset, length);
        lock.lock();
        readLock.lock();
        try {
            if (!transport.readsMayWait()) {
                throw new IllegalBlockingModeException();
            }
            counters.read();
            return (int) reader.read(single(wrapped), 0, 1, timeoutNs);
        } finally {
            single[0] = null;
            leaveRead();
        }
    }

    private ByteBuffer[] single(ByteBuffer dst) {
        single[0] = dst;
        return single;
    }

    @Override
    public int bufferedBytes() {
        return bufferedBytes;
    }

    @Override
    public void inputShutdown() {
        // A blocking read may have the lock; the JDK has woken it, and it finds the input shut.
        lock.lock();
        try {
            gate.delivered = gate.received;
            gate.pendingError = null;
            finder.release();
            gate.drain(HoldRelease.END_OF_STREAM);
        } finally {
            leave();
        }
    }

    @Override
    public void closed() {
        closed = true;
        disposeIfClosed();
    }

    // -- State

    /** Gives both locks back. */
    private void leaveRead() {
        publish();
        readLock.unlock();
        unlock();
    }

    private void leave() {
        publish();
        unlock();
    }

    /** Gives the lock back. Whoever has it disposes when he leaves; otherwise the one who closes does. */
    private void unlock() {
        lock.unlock();
        if (closed) {
            disposeIfClosed();
        }
    }

    /** Tells the outside how things stand. */
    private void publish() {
        if (closed) {
            gate.close();
        }
        int inUserSpace = gate.inUserSpace();
        if (inUserSpace != bufferedBytes) {
            bufferedBytes = inUserSpace;
        }
        boolean trust = finder.trusted();
        if (trust != trusting) {
            trusting = trust;
        }
        boolean ready = inUserSpace > 0 && gate.granted > gate.delivered || gate.pendingError != null;
        if (ready != bufferedReady) {
            bufferedReady = ready;
        }
        if (!gate.framing() && inUserSpace == 0 && gate.pendingError == null && !retired) {
            finder.release();
            retired = true;
        }
    }

    private void disposeIfClosed() {
        if (!retired && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            publish();
            lock.unlock();
        }
    }
}
