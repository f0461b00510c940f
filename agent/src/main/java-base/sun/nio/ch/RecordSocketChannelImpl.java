package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket channel that asks the engine when input is to be reported. It forwards; what is held and when is decided in
 * {@link RecordInbound}. Without a rule every method is the JDK's own behind one null check.
 */
final class RecordSocketChannelImpl extends RecordReceivingChannelImpl {
    /** What the JDK asks selectors for; what is reported besides is urgent data. */
    private static final int JDK_EVENTS = Net.POLLIN | Net.POLLOUT | Net.POLLERR | Net.POLLHUP | Net.POLLNVAL;

    /** Null until a rule matches. Set before the connection is there, so no byte of it can be missed. */
    private volatile RecordInbound inbound;

    /** The rule that matched; written before {@link #inbound}, which a rule without framing has none of. */
    private Object rule;

    /** What the application has set, in bytes; 0 for nothing. Before a rule matches; then {@link #inbound} has it. */
    private volatile int receiveBuffer;

    /** The selector's mark on a channel that it has reported; a stale one costs a second report at most. */
    int reportedInPass;

    RecordSocketChannelImpl(SelectorProvider provider) throws IOException {
        super(provider);
    }

    RecordSocketChannelImpl(SelectorProvider provider, ProtocolFamily family) throws IOException {
        super(provider, family);
    }

    /** An accepted connection. */
    RecordSocketChannelImpl(
            SelectorProvider provider,
            ProtocolFamily family,
            FileDescriptor fd,
            SocketAddress remote,
            RecordHooks hooks,
            Object rule)
            throws IOException {
        super(provider, family, fd, remote);
        this.rule = rule;
        this.inbound = hooks.open(rule, this);
        shareFrom(hooks.sharesFrom(rule));
    }

    // -- What the application calls

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        openInbound(remote);
        return super.connect(remote);
    }

    @Override
    void blockingConnect(SocketAddress remote, long nanos) throws IOException {
        openInbound(remote);
        super.blockingConnect(remote, nanos);
    }

    private void openInbound(SocketAddress remote) {
        if (rule != null || isConnected() || isConnectionPending() || !isOpen()) {
            return;
        }
        RecordHooks hooks = RecordSelectorProvider.hooks();
        Object matched = hooks.connectRule(remote);
        if (matched != null) {
            rule = matched;
            RecordInbound opened = hooks.open(matched, this);
            inbound = opened;
            if (opened != null && receiveBuffer != 0) {
                opened.receiveBuffer(receiveBuffer);
            }
            shareFrom(hooks.sharesFrom(matched));
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        RecordInbound in = inbound;
        if (in == null) {
            return super.read(dst);
        }
        Objects.requireNonNull(dst);
        // While another thread closes, the JDK's own would go past the bytes in user space to those in the kernel.
        ensureOpen();
        boolean blocking = isBlocking();
        long begin = blocking ? beginTimed() : RecordReadEvents.NONE;
        int n;
        try {
            n = in.read(dst);
            endTimed(begin, n);
        } catch (ClosedChannelException e) {
            throw asClosed(e, blocking);
        }
        tellSelectors(in, null);
        return n;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        RecordInbound in = inbound;
        if (in == null) {
            return super.read(dsts, offset, length);
        }
        Objects.checkFromIndexSize(offset, length, dsts.length);
        ensureOpen();
        boolean blocking = isBlocking();
        long begin = blocking ? beginTimed() : RecordReadEvents.NONE;
        long n;
        try {
            n = in.read(dsts, offset, length);
            endTimed(begin, n);
        } catch (ClosedChannelException e) {
            throw asClosed(e, blocking);
        }
        tellSelectors(in, null);
        return n;
    }

    @Override
    int blockingRead(byte[] b, int off, int len, long nanos) throws IOException {
        RecordInbound in = inbound;
        if (in == null || len == 0) {
            return receive(b, off, len, nanos);
        }
        Objects.checkFromIndexSize(off, len, b.length);
        ensureOpen();
        try {
            return in.read(b, off, len, nanos);
        } catch (ClosedChannelException e) {
            throw asClosed(e, true);
        }
    }

    /**
     * A blocking read that is under way while the channel is closed says so, between two of its waits as well; as does one whose
     * thread was interrupted before.
     */
    private static ClosedChannelException asClosed(ClosedChannelException e, boolean underWay) {
        if (!underWay || e.getClass() != ClosedChannelException.class) {
            return e;
        }
        return Thread.currentThread().isInterrupted()
                ? new ClosedByInterruptException()
                : new AsynchronousCloseException();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        RecordInbound in = inbound;
        if (in == null) {
            return super.write(src);
        }
        in.wrote();
        return in.seesOutput() ? (int) seenWrite(in, new ByteBuffer[] {src}, 0, 1) : super.write(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        RecordInbound in = inbound;
        if (in == null) {
            return super.write(srcs, offset, length);
        }
        in.wrote();
        boolean valid = offset >= 0 && length >= 0 && offset <= srcs.length - length;
        return valid && in.seesOutput() ? seenWrite(in, srcs, offset, length) : super.write(srcs, offset, length);
    }

    /** A write that is shown to the engine before the kernel has it, so that no answer overtakes it. */
    private long seenWrite(RecordInbound in, ByteBuffer[] srcs, int offset, int length) throws IOException {
        // The JDK's own, which its writes take again.
        ReentrantLock lock = JdkMembers.writeLock(this);
        lock.lock();
        try {
            in.sending(srcs, offset, length);
            long n = length == 1 ? super.write(srcs[offset]) : super.write(srcs, offset, length);
            in.sent(n);
            return n;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void blockingWriteFully(byte[] b, int off, int len) throws IOException {
        toWrite();
        RecordInbound in = inbound;
        if (in == null) {
            super.blockingWriteFully(b, off, len);
            return;
        }
        in.wrote();
        if (!in.seesOutput()) {
            super.blockingWriteFully(b, off, len);
            return;
        }
        ReentrantLock lock = JdkMembers.writeLock(this);
        lock.lock();
        try {
            in.sending(new ByteBuffer[] {ByteBuffer.wrap(b, off, len)}, 0, 1);
            in.sent(len);
            super.blockingWriteFully(b, off, len);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        super.setOption(name, value);
        if (name == StandardSocketOptions.SO_RCVBUF) {
            receiveBuffer((Integer) value);
        }
        return this;
    }

    /** The application has set the receive buffer, here or where the connection was accepted. */
    void receiveBuffer(int bytes) {
        receiveBuffer = bytes;
        RecordInbound in = inbound;
        if (in != null) {
            in.receiveBuffer(bytes);
        }
    }

    @Override
    int available() throws IOException {
        RecordInbound in = inbound;
        int n = in == null || !isOpen() ? RecordInbound.AS_THE_KERNEL : in.available();
        return n == RecordInbound.AS_THE_KERNEL ? super.available() : n;
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        super.shutdownInput();
        RecordInbound in = inbound;
        if (in != null) {
            in.inputShutdown();
        }
        return this;
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        RecordInbound in = inbound;
        try {
            if (in != null) {
                in.closing(joined() == null);
            }
        } finally {
            close(in);
        }
    }

    private void close(RecordInbound in) throws IOException {
        try {
            super.implCloseSelectableChannel();
        } finally {
            if (in != null) {
                in.closed();
            }
        }
    }

    @Override
    public String toString() {
        // The JDK prints the name of the superclass, which here is not the one that it means.
        return SocketChannel.class.getName()
                + super.toString()
                        .substring(getClass().getSuperclass().getName().length());
    }

    // -- What selectors call

    @Override
    public boolean translateAndUpdateReadyOps(int ops, SelectionKeyImpl ski) {
        return super.translateAndUpdateReadyOps(withoutHeld(ops, ski), ski);
    }

    @Override
    public boolean translateAndSetReadyOps(int ops, SelectionKeyImpl ski) {
        return super.translateAndSetReadyOps(withoutHeld(ops, ski), ski);
    }

    @Override
    public int translateInterestOps(int ops) {
        RecordInbound in = inbound;
        int events = super.translateInterestOps(ops);
        return in == null || (ops & SelectionKey.OP_READ) == 0 || keys().length == 0
                ? events
                : events | in.urgentEvents();
    }

    /** The events that the application is to see. Runs in the selecting thread, under the selector's lock. */
    private int withoutHeld(int kernelOps, SelectionKeyImpl ski) {
        RecordOutput out = (RecordOutput) joined();
        int ops = out == null ? kernelOps : out.readyOps(kernelOps, ski);
        RecordInbound in = inbound;
        if (in != null && (ops & ~JDK_EVENTS) != 0) {
            ops &= JDK_EVENTS;
            urgent(in, ski);
        }
        if (in == null || (ski.nioInterestOps() & SelectionKey.OP_READ) == 0 || !isConnected() || !ski.isValid()) {
            // A key that was cancelled in this very pass is not this selector's any more.
            return ops;
        }
        if (!(ski.selector() instanceof RecordEPollSelectorImpl)) {
            in.foreignSelector();
            return ops;
        }
        if ((ops & (Net.POLLERR | Net.POLLHUP | Net.POLLNVAL)) != 0) {
            in.hangUp();
            return ops;
        }
        RecordEPollSelectorImpl selector = (RecordEPollSelectorImpl) ski.selector();
        boolean ready = (ops & Net.POLLIN) != 0 ? in.readable() : in.buffered();
        if (keys().length > 1) {
            // What was read ahead is gone from the kernel, which will not report it to the others.
            tellSelectors(in, selector);
        }
        if (ready) {
            selector.reported(ski);
            return ops | Net.POLLIN;
        }
        if ((ops & Net.POLLIN) != 0) {
            selector.held(ski);
        }
        return ops & ~Net.POLLIN;
    }

    /** Urgent data: the connection is plain, and the kernel is not asked for this any more. */
    private void urgent(RecordInbound in, SelectionKeyImpl ski) {
        in.urgent();
        if (ski.isValid() && ski.selector() instanceof RecordEPollSelectorImpl) {
            ((RecordEPollSelectorImpl) ski.selector()).interestChanged(ski);
        }
    }

    @Override
    RecordInbound inbound() {
        return inbound;
    }

    /**
     * A read has left something behind that the kernel will not report: bytes in user space, or a hold with its deadline.
     * Another thread than the selecting one may have read, so each selector is told but the one that knows.
     */
    private void tellSelectors(RecordInbound in, RecordEPollSelectorImpl knows) {
        if (!in.buffered() && in.holdDeadlineNs() == RecordInbound.NO_DEADLINE) {
            return;
        }
        for (SelectionKeyImpl key : keys()) {
            RecordEPollSelectorImpl selector = (RecordEPollSelectorImpl) key.selector();
            if (selector != knows && key.isValid()) {
                selector.offer(key);
            }
        }
    }

    @Override
    RecordSharing openSharing() {
        return RecordSelectorProvider.hooks().share(rule, this);
    }

    // -- What the engine calls

    @Override
    public Object rule() {
        return inbound == null ? null : rule;
    }
}
