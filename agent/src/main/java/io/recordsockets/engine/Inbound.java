package io.recordsockets.engine;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.os.LinuxSocketOptions;
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
 * <p>{@link Ladder} decides whether the connection follows or holds. While it follows, each read is one of the JDK's, and {@link
 * RecordFollower} looks at its bytes afterwards. While it holds, {@link RecordFinder} looks for records, {@link InboundGate}
 * holds and lets go, {@link InboundReader} serves the reads; this class has the lock around them.
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

    /** Null until the connection holds, or is read in a way that is not followed in one step. */
    private InboundReader reader;

    // -- End of what lock guards

    /** Null where what goes out tells nothing of what comes in. */
    private final Outgoing outgoing;

    /** Bytes in user space that the application may have. Written under the lock. */
    private volatile boolean bufferedReady;

    /**
     * The application's next read goes straight to the kernel: nothing is in user space or held. Written under the lock. The
     * path behind it is the one that costs those who have nothing to win, so it stays within few objects.
     */
    private volatile boolean following;

    /** Plain from here on, and nothing left in user space. Never goes back; written under the lock. */
    private volatile boolean retired;

    private volatile boolean closed;

    /** Begins with the first byte of a connection. */
    public Inbound(RecordTransport transport, RecordParser parser, InboundRule rule) {
        this.transport = transport;
        this.lock = transport.readLock();
        this.rule = rule;
        this.gate = new InboundGate(transport, rule);
        this.follower = new RecordFollower(gate, parser, rule.memory);
        this.following = follower.following();
        this.outgoing = Outgoing.of(parser);
        rule.counters.connection();
    }

    private InboundReader reader() {
        if (reader == null) {
            reader = new InboundReader(gate, follower, rule.arenas);
        }
        return reader;
    }

    /** Allocates what must not be allocated while connections are there. */
    public static void prepare() {
        Arenas.prepare();
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
        if (!enterToRead()) {
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
        return gate.holdDeadlineNs();
    }

    @Override
    public boolean holdExpired() {
        if (!enter()) {
            return true;
        }
        try {
            // The selector then reports the key, by way of readable(), which counts.
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

    /**
     * Takes the lock for a selector. A channel that has left its selector for blocking mode may still be in the selector's
     * current pass, and the selector must not wait for a blocking read.
     *
     * @return false where the channel is not the selector's any more
     */
    private boolean enter() {
        boolean entered;
        while (!(entered = lock.tryLock()) && !transport.blocking()) {
            Thread.yield(); // a read without waiting has the lock, for a system call or two
        }
        return entered;
    }

    /** Takes the lock for a selector, which then may read ahead, and must not end up in a blocking read either. */
    private boolean enterToRead() {
        boolean entered = enter();
        if (entered && transport.receiveMayWait()) {
            leave();
            return false;
        }
        return entered;
    }

    // -- What the application asks

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (retired || !dst.hasRemaining() || dst.isReadOnly()) {
            return transport.receive(dst);
        }
        lock.lock();
        try {
            rule.counters.read();
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
            rule.counters.read();
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
            rule.counters.read();
            if (following) {
                int n = transport.receive(dst, offset, length, timeoutNs);
                return follower.followed(ByteBuffer.wrap(dst, offset, length).position(offset + Math.max(n, 0)), n);
            }
            if (!transport.readsMayWait()) {
                throw new IllegalBlockingModeException();
            }
            return (int) reader().read(new ByteBuffer[] {ByteBuffer.wrap(dst, offset, length)}, 0, 1, timeoutNs);
        } finally {
            leaveRead();
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
        gate.ladder.wrote();
    }

    @Override
    public boolean seesOutput() {
        return outgoing != null && outgoing.wanted() && !retired;
    }

    @Override
    public void sending(ByteBuffer[] srcs, int offset, int length) {
        outgoing.sending(srcs, offset, length);
    }

    @Override
    public void sent(long n) {
        outgoing.sent(n);
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
        gate.waitForNothing();
        if (!lock.tryLock()) {
            if (held) {
                HeldAtClose.leaveToReader(transport);
            }
            return;
        }
        try {
            if (held) {
                HeldAtClose.discard(transport, rule.arenas);
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
        disposeIfClosed();
    }

    // -- State

    /** Gives the lock back after a read; while a connection follows, nothing that is known without it has changed. */
    private void leaveRead() {
        if (following && !closed && follower.following()) {
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
