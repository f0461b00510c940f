package io.recordsockets.inbound;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.os.LinuxSocketOptions;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
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
 * <p>{@link Ladder} decides whether the connection follows or holds. While it follows, each read is one of the JDK's, and {@link
 * RecordFollower} looks at its bytes afterwards, or {@link Sampler} says that it need not. While it holds, {@link RecordFinder}
 * looks for records, {@link InboundGate} holds and lets go, {@link InboundReader} serves the reads. Here is the lock around them.
 *
 * <p><b>Threading:</b> any thread. {@link #lock} guards everything but the fields that are read without it, which are
 * volatile. It is the channel's own read lock, which the JDK's reads take again: so nobody changes the mode, or reads past the
 * bytes in user space, between two steps of one read, and a read waits for a connect as it does in the JDK. It is held while a
 * blocking read waits; so nothing that closes or looks at the connection from outside may wait for it.
 */
public final class Inbound implements RecordInbound {
    private final ReentrantLock lock;
    private final RecordTransport transport;
    private final InboundRule rule;

    // -- Guarded by lock
    private final InboundGate gate;
    private final RecordFollower follower;
    private final Sampler sampler;

    /** Null until the connection holds, or is read in a way that is not followed in one step. */
    private InboundReader reader;

    // -- End of what lock guards

    /** Bytes in user space that the application may have. Written under the lock. */
    private volatile boolean bufferedReady;

    /** The application's next read goes straight to the kernel: nothing is in user space or held. Written under the lock. */
    private volatile boolean following;

    /** Plain from here on, and nothing left in user space. Never goes back; written under the lock. */
    private volatile boolean retired;

    /** Nobody reads any more, of what is in user space or behind it. */
    private volatile boolean closing;

    private volatile boolean closed;

    /** Begins with the first byte of a connection. */
    public Inbound(RecordTransport transport, RecordParser parser, InboundRule rule) {
        this.transport = transport;
        this.lock = transport.readLock();
        this.rule = rule;
        this.gate = new InboundGate(transport, rule);
        this.follower = new RecordFollower(gate, parser);
        this.sampler = gate.ladder.sampler;
        this.following = follower.following();
        rule.counters.connection();
    }

    private InboundReader reader() {
        if (reader == null) {
            reader = new InboundReader(gate, follower, rule.arenas);
        }
        return reader;
    }

    // -- What selectors ask

    @Override
    public boolean readable() {
        if (retired) {
            return true;
        }
        if (following) {
            rule.counters.wakeup();
            return true;
        }
        if (!ReadTurn.takeToRead(lock, transport)) {
            disposeIfClosed();
            return true;
        }
        try {
            boolean ready = reader().finder.look(true);
            if (ready) {
                rule.counters.wakeup();
            } else {
                rule.counters.wakeupSaved();
            }
            return ready;
        } catch (IOException | RuntimeException | Error e) {
            return gate.lookFailed(e);
        } finally {
            leave();
        }
    }

    @Override
    public void hangUp() {
        if (!retired && enter()) {
            try {
                gate.drain(HoldRelease.END_OF_STREAM);
            } finally {
                leave();
            }
        }
    }

    @Override
    public boolean buffered() {
        return bufferedReady;
    }

    @Override
    public long holdDeadlineNs() {
        return following ? NO_DEADLINE : gate.holdDeadlineNs();
    }

    @Override
    public boolean holdExpired() {
        if (!enter()) {
            return true;
        }
        try {
            return reader().finder.releaseIfDue();
        } catch (IOException | RuntimeException | Error e) {
            return gate.lookFailed(e);
        } finally {
            leave();
        }
    }

    @Override
    public int urgentEvents() {
        return retired ? 0 : LinuxSocketOptions.POLLPRI;
    }

    @Override
    public void urgent() {
        plain(PlainReason.URGENT_DATA);
    }

    @Override
    public void foreignSelector() {
        plain(PlainReason.FOREIGN_SELECTOR);
    }

    private void plain(PlainReason why) {
        if (!retired && enter()) {
            try {
                gate.plain(why);
            } finally {
                leave();
            }
        }
    }

    @Override
    public void engineReads() {
        plain(PlainReason.RECORD_SOCKET);
    }

    private boolean enter() {
        return ReadTurn.take(lock, transport);
    }

    // -- What the application asks

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (retired || !dst.hasRemaining() || dst.isReadOnly()) {
            return transport.receive(dst);
        }
        lock.lock();
        try {
            ensureOpen();
            rule.counters.read();
            if (following && sampler.passes()) {
                return (int) sampler.passed(transport.receive(dst));
            }
            return following ? follower.readFollowing(dst) : (int) reader().read(new ByteBuffer[] {dst}, 0, 1, 0);
        } finally {
            leaveRead();
        }
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (retired || !InboundReader.takes(dsts, offset, length)) {
            return transport.receive(dsts, offset, length);
        }
        lock.lock();
        try {
            ensureOpen();
            rule.counters.read();
            if (following && sampler.passes()) {
                return sampler.passed(transport.receive(dsts, offset, length));
            }
            return reader().read(dsts, offset, length, 0);
        } finally {
            leaveRead();
        }
    }

    @Override
    public int read(byte[] dst, int offset, int length, long timeoutNs) throws IOException {
        if (retired || length == 0) {
            return transport.receive(dst, offset, length, timeoutNs);
        }
        lock.lock();
        try {
            ensureOpen();
            rule.counters.read();
            if (following && sampler.passes()) {
                return (int) sampler.passed(transport.receive(dst, offset, length, timeoutNs));
            }
            if (following) {
                return follower.readFollowing(dst, offset, length, timeoutNs);
            }
            if (!transport.readsMayWait()) {
                throw new IllegalBlockingModeException();
            }
            return (int) reader().read(new ByteBuffer[] {ByteBuffer.wrap(dst, offset, length)}, 0, 1, timeoutNs);
        } finally {
            leaveRead();
        }
    }

    /** A read takes nothing while another thread drops what is there: it might get bytes from behind those. */
    private void ensureOpen() throws ClosedChannelException {
        if (closing) {
            throw new ClosedChannelException();
        }
    }

    int bufferedBytes() {
        return gate.inUserSpace();
    }

    @Override
    public int available() throws IOException {
        if (retired || following) {
            return AS_THE_KERNEL;
        }
        if (!lock.tryLock()) {
            return 0; // a read is under way, and would have had all that there is
        }
        try {
            return reader().finder.available();
        } finally {
            leave();
        }
    }

    @Override
    public void wrote() {
        sampler.wrote();
        if (!sampler.sampling()) {
            gate.ladder.wrote();
        }
    }

    @Override
    public boolean seesOutput() {
        return follower.outgoing != null && follower.outgoing.wanted() && !retired;
    }

    @Override
    public void sending(ByteBuffer[] srcs, int offset, int length) {
        follower.outgoing.sending(srcs, offset, length);
    }

    @Override
    public void sent(long n) {
        follower.outgoing.sent(n);
    }

    @Override
    public void receiveBuffer(int bytes) {
        gate.receiveBuffer(bytes);
    }

    @Override
    public void inputShutdown() {
        // A blocking read may have the lock; the JDK has woken it, and it finds the input shut.
        lock.lock();
        try {
            gate.delivered = gate.received;
            gate.pendingError = null;
            follower.release();
            gate.drain(HoldRelease.END_OF_STREAM);
        } finally {
            leave();
        }
    }

    @Override
    public void closing(boolean mayReset) {
        if (retired) {
            return;
        }
        boolean held = gate.holdDeadlineNs() != NO_DEADLINE;
        closing = true;
        gate.waitForNothing();
        if (!enter()) {
            if (held) {
                HeldAtClose.leaveToReader(transport);
            }
            return;
        }
        try {
            if (held) {
                // Plainly it would have read them; unread, they would make the close a reset.
                transport.discard();
            } else if (mayReset && gate.inUserSpace() > 0) {
                HeldAtClose.reset(transport);
            }
        } catch (IOException e) {
            gate.drain(HoldRelease.ERROR);
        } finally {
            leave();
        }
    }

    @Override
    public void closed() {
        closed = true;
        if (!lock.isHeldByCurrentThread() && enter()) {
            leave();
        }
    }

    // -- State

    /** Gives the lock back after a read; while a connection follows, nothing that is known without it has changed. */
    private void leaveRead() {
        if (following && !closed && (sampler.passes() || follower.following())) {
            unlock();
        } else {
            leave();
        }
    }

    private void leave() {
        publish();
        unlock();
    }

    /** Gives the lock back. Whoever has it disposes when he leaves; otherwise the one who closes does. */
    private void unlock() {
        lock.unlock();
        disposeIfClosed();
    }

    /** Tells the outside how things stand. */
    private void publish() {
        if (closed) {
            gate.close();
        }
        int inUserSpace = gate.inUserSpace();
        boolean follows = follower.following();
        if (follows != following) {
            following = follows;
        }
        boolean ready = inUserSpace > 0 && gate.granted > gate.delivered || gate.pendingError != null;
        if (ready != bufferedReady) {
            bufferedReady = ready;
        }
        if (!gate.framing() && inUserSpace == 0 && gate.pendingError == null && !retired) {
            follower.release();
            reader = null;
            retired = true;
        }
    }

    private void disposeIfClosed() {
        if (closed && !retired && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            publish();
            lock.unlock();
        }
    }
}
