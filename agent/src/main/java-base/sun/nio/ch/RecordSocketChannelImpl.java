package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket channel that asks the engine when input is to be reported. It forwards; what is held and when is decided in
 * {@link RecordInbound}. Without a rule every method is the JDK's own behind one null check.
 */
final class RecordSocketChannelImpl extends RecordSendingChannelImpl {
    /** Null until a rule matches. Set before the connection is there, so no byte of it can be missed. */
    private volatile RecordInbound inbound;

    /** The rule that matched; written before {@link #inbound}, which a rule without framing has none of. */
    private Object rule;

    /** The selector's mark on a channel that it has reported; a stale one costs a second report at most. */
    long reportedInPass;

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
        share(hooks.share(rule, this));
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
            inbound = hooks.open(matched, this);
            share(hooks.share(matched, this));
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        RecordInbound in = inbound;
        if (in == null || !isOpen()) {
            return super.read(dst);
        }
        boolean blocking = isBlocking();
        int n;
        try {
            n = in.read(dst);
        } catch (ClosedChannelException e) {
            throw asClosed(e, blocking);
        }
        tellSelectors(in, null);
        return n;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        RecordInbound in = inbound;
        if (in == null || !isOpen()) {
            return super.read(dsts, offset, length);
        }
        boolean blocking = isBlocking();
        long n;
        try {
            n = in.read(dsts, offset, length);
        } catch (ClosedChannelException e) {
            throw asClosed(e, blocking);
        }
        tellSelectors(in, null);
        return n;
    }

    @Override
    int blockingRead(byte[] b, int off, int len, long nanos) throws IOException {
        RecordInbound in = inbound;
        if (in == null || !isOpen()) {
            return receive(b, off, len, nanos);
        }
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
    int available() throws IOException {
        RecordInbound in = inbound;
        // In this order, bytes that are read ahead meanwhile are missed rather than counted twice.
        int buffered = in == null ? 0 : in.bufferedBytes();
        int inKernel = super.available();
        return isInputOpen() ? buffered + inKernel : inKernel;
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
        try {
            super.implCloseSelectableChannel();
        } finally {
            RecordInbound in = inbound;
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

    /** The events that the application is to see. Runs in the selecting thread, under the selector's lock. */
    private int withoutHeld(int kernelOps, SelectionKeyImpl ski) {
        RecordOutput out = (RecordOutput) joined();
        int ops = out == null ? kernelOps : out.readyOps(kernelOps, ski);
        RecordInbound in = inbound;
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

    // -- What the engine calls

    @Override
    public Object rule() {
        return inbound == null ? null : rule;
    }

    @Override
    public int receive(ByteBuffer dst) throws IOException {
        return super.read(dst);
    }

    @Override
    public long receive(ByteBuffer[] dsts, int offset, int length) throws IOException {
        return super.read(dsts, offset, length);
    }

    @Override
    public int receive(byte[] dst, int offset, int length, long timeoutNs) throws IOException {
        RecordSink out = timeoutNs > 0 && length > 0 && isBlocking() ? joined() : null;
        if (out == null) {
            return super.blockingRead(dst, offset, length, timeoutNs);
        }
        // The JDK would set the socket to blocking mode behind such a read.
        ReentrantLock readLock = JdkMembers.readLock(this);
        readLock.lock();
        try {
            long startNs = System.nanoTime();
            for (long leftNs = timeoutNs; !awaitReceivable(leftNs); ) {
                leftNs = timeoutNs - (System.nanoTime() - startNs);
                if (leftNs <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
            }
            return super.blockingRead(dst, offset, length, 0);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public int receivable() throws IOException {
        return super.available();
    }

    @Override
    public int poll(int events) throws IOException {
        synchronized (JdkMembers.stateLock(this)) {
            return isConnected() ? Net.poll(descriptor(), events, 0) : 0;
        }
    }

    @Override
    public void intOption(int level, int option, int value) throws IOException {
        // The JDK closes the descriptor under this lock, so its number is still ours.
        synchronized (JdkMembers.stateLock(this)) {
            if (isConnected()) {
                JdkMembers.setIntOption(descriptor(), level, option, value);
            }
        }
    }

    @Override
    public boolean awaitReceivable(long timeoutNs) throws IOException {
        ReentrantLock readLock = JdkMembers.readLock(this);
        readLock.lock();
        try {
            if (!isConnected()) {
                throw new ClosedChannelException();
            }
            boolean readable = false;
            try {
                JdkMembers.beginRead(this, true);
                if (!isInputOpen()) {
                    readable = true;
                } else {
                    park(Net.POLLIN, timeoutNs);
                    readable = !isInputOpen() || isOpen() && Net.poll(descriptor(), Net.POLLIN, 0) != 0;
                }
            } finally {
                JdkMembers.endRead(this, true, readable);
            }
            return readable;
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public boolean blocking() {
        return isBlocking();
    }
}
