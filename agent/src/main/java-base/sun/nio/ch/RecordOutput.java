package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending side of a channel that an engine has joined: takes the application's calls to the engine, and the engine's to
 * the socket.
 *
 * <p>The engine has a channel of its own on the same descriptor, {@link #below}, which no call of the application shuts,
 * closes, blocks or locks. So that it never blocks, the channel stays in non-blocking mode while it is joined.
 *
 * <p><b>Close.</b> When the application closes its channel, the connection goes to {@code below} alone: the number in the
 * channel's {@link FileDescriptor} is exchanged for that of a fresh socket, and the JDK's own close protocol then ends the fresh
 * one. Selectors know the channel by the old number, and a call that is under way may have it in its hands; so it stays open
 * until all of them have forgotten it, as in the JDK.
 *
 * <p><b>Threading:</b> any thread.
 */
final class RecordOutput implements RecordSink {
    private final RecordSendingChannelImpl channel;
    private final SocketChannelImpl below;
    private final RecordWriter writer;

    /** What makes {@link FileChannel#transferTo} give up on sendfile, and write: see {@link #withoutTransfer()}. */
    private final FileDescriptor withoutTransfer;

    /** Null where the channel was released. */
    private volatile RecordOutbound engine;

    /** The engine that joined last; null before one did. */
    private volatile RecordOutbound lastEngine;

    /** The selector that {@link #below} was registered with last. */
    private volatile Selector engineSelector;

    /** Whether the channel was in blocking mode when it was closed. Of the thread that closes. */
    private boolean closedBlocking;

    /** Whether {@link #below} has the connection for itself. Written under the read lock of the channel; never goes back. */
    private volatile boolean handedOver;

    /** Whether nothing more is to be sent; never goes back. */
    private volatile boolean closeWanted;

    /** Whether the peer is to see that the end is none; written before {@link #closeWanted}, never goes back. */
    private volatile boolean resetWanted;

    RecordOutput(RecordSendingChannelImpl channel) throws IOException {
        int number = channel.getFDVal();
        this.channel = channel;
        this.writer = new RecordWriter(channel, this);
        this.below = new SocketChannelImpl(
                channel.provider(),
                RecordServerSocketChannelImpl.defaultFamily(),
                IOUtil.newFD(number),
                channel.remoteAddress());
        this.withoutTransfer = transferSeesAppend() ? JdkMembers.appending(IOUtil.newFD(number)) : null;
    }

    private static boolean transferSeesAppend() {
        for (var method : FileDispatcher.class.getDeclaredMethods()) {
            if (method.getName().equals("transferTo")) {
                return true;
            }
        }
        return false;
    }

    /** Null where the application's calls go to the kernel. */
    RecordOutbound engine() {
        return engine;
    }

    RecordWriter writer() {
        return writer;
    }

    /**
     * The descriptor for those who would send past the queue. Of a null, JDK 17 says that it cannot transfer to it directly; of
     * one that appends, so says JDK 25, since sendfile cannot append. Either then maps or reads the file, and writes.
     */
    FileDescriptor withoutTransfer() {
        return withoutTransfer;
    }

    // -- What the application calls, by way of its channel

    /** Answers whether the engine takes the shutdown over: the application's channel is shut then. */
    boolean takesShutdown() throws IOException {
        RecordOutbound out = engine;
        if (out == null || !channel.isOpen() || !channel.isOutputOpen() || !out.shutdownOutput()) {
            return false;
        }
        outputClosed();
        return true;
    }

    private void outputClosed() {
        synchronized (JdkMembers.stateLock(channel)) {
            JdkMembers.outputClosed(channel);
        }
    }

    // -- What selectors ask

    /** Whether the application may write, or is to be told by a write that it cannot. */
    boolean writable() {
        RecordOutbound out = engine;
        return out != null && (!channel.isOutputOpen() || out.writable());
    }

    /**
     * The events of the application with OP_WRITE as the queue has it. The kernel's is not used: whether the socket is
     * full is the engine's concern, and a socket that the engine keeps full would let nobody else write.
     */
    int readyOps(int ops, SelectionKeyImpl ski) {
        if ((ski.nioInterestOps() & SelectionKey.OP_WRITE) == 0
                || (ops & (Net.POLLERR | Net.POLLHUP | Net.POLLNVAL)) != 0
                || !ski.isValid()
                || !(ski.selector() instanceof RecordEPollSelectorImpl)) {
            return ops;
        }
        RecordEPollSelectorImpl selector = (RecordEPollSelectorImpl) ski.selector();
        if ((ski.registeredEvents() & Net.POLLOUT) != 0) {
            selector.interestChanged(ski);
        }
        if (writable()) {
            selector.reportedOutput(ski);
            return ops | Net.POLLOUT;
        }
        return ops & ~Net.POLLOUT;
    }

    // -- The close protocol

    /** Before the JDK's close. Leaves with the read lock and the write lock of the channel held where it does not block. */
    void handOver() {
        RecordOutbound out = engine;
        if (!engineTakesClose(out)) {
            closeWanted = true;
        }
        closedBlocking = channel.isBlocking();
        if (closedBlocking) {
            // Gets out whoever waits in the kernel; sends nothing. Of a channel that was released the application's own
            // writes may wait, too, and nothing else is to be sent.
            try {
                Net.shutdown(channel.descriptor(), out == null ? Net.SHUT_RDWR : Net.SHUT_RD);
            } catch (IOException e) {
                // Reset by the peer, which woke them as well.
            }
        } else {
            JdkMembers.readLock(channel).lock();
            JdkMembers.writeLock(channel).lock();
        }
        int number = emptySocket();
        synchronized (JdkMembers.stateLock(channel)) {
            IOUtil.setfdVal(channel.descriptor(), number);
            if (withoutTransfer != null) {
                IOUtil.setfdVal(withoutTransfer, number);
            }
        }
    }

    private boolean engineTakesClose(RecordOutbound out) {
        try {
            return out != null && !closeWanted && out.close();
        } catch (RuntimeException | Error e) {
            RecordSelectorProvider.hooks().failed("asking whether something is left to send", e);
            return false;
        }
    }

    private static int emptySocket() {
        try {
            return IOUtil.fdVal(Net.socket(RecordServerSocketChannelImpl.defaultFamily(), true));
        } catch (IOException e) {
            // No descriptor left. To close this one does nothing.
            return -1;
        }
    }

    /** After the JDK's close, whether or not it threw. */
    void closedByApplication() {
        RecordOutbound out = engine;
        try {
            if (out != null) {
                out.handedOver();
            }
        } catch (RuntimeException | Error e) {
            RecordSelectorProvider.hooks().failed("handing a connection over", e);
        }
        if (closedBlocking) {
            lastEngine.closing(this::awaitCalls);
        } else {
            handedOver();
        }
    }

    /**
     * Waits for a call in blocking mode that still has the old number in its hands and is on its way out. The one who closes
     * cannot: if it does so by an interrupt, it holds a lock that the call needs on that way.
     */
    private void awaitCalls() {
        JdkMembers.readLock(channel).lock();
        JdkMembers.writeLock(channel).lock();
        handedOver();
    }

    /** Nobody has the old number any more but selectors, and nobody gets it again. */
    private void handedOver() {
        handedOver = true;
        JdkMembers.writeLock(channel).unlock();
        JdkMembers.readLock(channel).unlock();
        finishClose();
    }

    /**
     * Closes the connection where that is wanted and no selector of the application has its number any more. Called again when
     * the last of them has forgotten it.
     */
    void finishClose() {
        if (!closeWanted || !handedOver || !below.isOpen()) {
            return;
        }
        try {
            int lingerSeconds = resetWanted ? 0 : below.getOption(StandardSocketOptions.SO_LINGER);
            if (resetWanted) {
                below.setOption(StandardSocketOptions.SO_LINGER, 0);
            } else if (lingerSeconds > 0) {
                // The JDK does so where it closes late: nobody is to wait, the engine least of all.
                below.setOption(StandardSocketOptions.SO_LINGER, -1);
            }
            if (channel.isRegistered()) {
                endBeforeClose(lingerSeconds);
            }
        } catch (IOException e) {
            // Closed meanwhile, or failed: to close it is all that is left.
        }
        if (!channel.isRegistered()) {
            try {
                below.close();
                Selector selector = engineSelector;
                if (selector != null) {
                    // Has to forget the number, before which it is not closed.
                    selector.wakeup();
                }
            } catch (IOException e) {
                RecordSelectorProvider.hooks().failed("closing a connection", e);
            }
        }
    }

    /** A selector of the application's that sleeps has the descriptor: the peer is not to wait for its next turn. */
    private void endBeforeClose(int lingerSeconds) throws IOException {
        if (lingerSeconds != 0) {
            below.shutdownOutput();
        } else if (resetWanted) {
            synchronized (JdkMembers.stateLock(below)) {
                if (below.isConnected()) {
                    JdkMembers.reset(below.getFD());
                }
            }
        }
    }

    // -- What the engine calls

    @Override
    public void join(RecordOutbound outbound) throws IOException {
        synchronized (channel.blockingLock()) {
            ReentrantLock readLock = JdkMembers.readLock(channel);
            ReentrantLock writeLock = JdkMembers.writeLock(channel);
            readLock.lock();
            writeLock.lock();
            try {
                channel.ensureOpen();
                if (engine != null) {
                    throw new IllegalStateException("an engine sends on this channel already");
                }
                below.configureBlocking(false);
                lastEngine = outbound;
                engine = outbound;
            } finally {
                writeLock.unlock();
                readLock.unlock();
            }
        }
        channel.offerOutput();
    }

    @Override
    public int send(ByteBuffer src) throws IOException {
        return below.write(src);
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return below.write(srcs, offset, length);
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        return file.transferTo(position, count, below);
    }

    @Override
    public int receive(ByteBuffer dst) throws IOException {
        RecordInbound in = channel.inbound();
        if (in != null && channel.isOpen()) {
            in.engineReads();
            if (in.buffered()) {
                return channel.read(dst);
            }
        }
        return below.read(dst);
    }

    @Override
    public SelectionKey register(Selector selector, int ops, Object attachment) throws IOException {
        engineSelector = selector;
        return below.register(selector, ops, attachment);
    }

    @Override
    public int intOption(int level, int option) throws IOException {
        synchronized (JdkMembers.stateLock(below)) {
            if (!below.isConnected()) {
                throw new ClosedChannelException();
            }
            return JdkMembers.intOption(below.getFD(), level, option);
        }
    }

    @Override
    public void intOption(int level, int option, int value) throws IOException {
        synchronized (JdkMembers.stateLock(below)) {
            if (!below.isConnected()) {
                throw new ClosedChannelException();
            }
            JdkMembers.setIntOption(below.getFD(), level, option, value);
        }
    }

    @Override
    public void room() {
        channel.offerOutput();
    }

    @Override
    public boolean isOpen() {
        return below.isOpen() && !closeWanted;
    }

    @Override
    public void shutdownOutput() throws IOException {
        below.shutdownOutput();
        outputClosed();
        channel.offerOutput();
    }

    @Override
    public void close(boolean reset) {
        resetWanted |= reset;
        closeWanted = true;
        if (channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException e) {
                RecordSelectorProvider.hooks().failed("closing a channel", e);
            }
        }
        finishClose();
    }

    @Override
    public void release() throws IOException {
        synchronized (channel.blockingLock()) {
            engine = null;
        }
        channel.offerOutput();
    }
}
