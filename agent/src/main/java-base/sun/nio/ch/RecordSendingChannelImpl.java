package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;

/**
 * The sending half of a record channel: a socket channel that an engine can join. It forwards to {@link RecordOutput}; until an
 * engine joins, every method is the JDK's own behind one null check.
 */
abstract class RecordSendingChannelImpl extends SocketChannelImpl implements RecordTransport {
    private static final SelectionKeyImpl[] NO_KEYS = {};

    /** Null until an engine sends on this channel; then for good. Written under the state lock. */
    private volatile RecordOutput output;

    /** No engine may join any more. Guarded by the state lock. */
    private boolean closing;

    /** Not the monitor of this channel, which is the application's to lock. */
    private final Object keysLock = new Object();

    /** Keys of record selectors, for the bytes that only user space knows of. Replaced as a whole, under {@link #keysLock}. */
    private volatile SelectionKeyImpl[] keys = NO_KEYS;

    RecordSendingChannelImpl(SelectorProvider provider) throws IOException {
        super(provider);
    }

    RecordSendingChannelImpl(SelectorProvider provider, ProtocolFamily family) throws IOException {
        super(provider, family);
    }

    /** An accepted connection. */
    RecordSendingChannelImpl(SelectorProvider provider, ProtocolFamily family, FileDescriptor fd, SocketAddress remote)
            throws IOException {
        super(provider, family, fd, remote);
    }

    /** The receiving half; null where no rule matched. */
    abstract RecordInbound inbound();

    // -- What the application calls

    @Override
    public int write(ByteBuffer src) throws IOException {
        RecordOutput out = output;
        return out == null ? super.write(src) : out.writer().write(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        RecordOutput out = output;
        return out == null ? super.write(srcs, offset, length) : out.writer().write(srcs, offset, length);
    }

    @Override
    void blockingWriteFully(byte[] b, int off, int len) throws IOException {
        RecordOutput out = joined();
        if (out == null) {
            super.blockingWriteFully(b, off, len);
        } else {
            out.writer().writeFully(b, off, len);
        }
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        RecordOutput out = output;
        return out != null && out.takesShutdown() ? this : super.shutdownOutput();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        RecordOutput out = joined();
        if (out == null) {
            super.implConfigureBlocking(block);
        } else {
            out.changeMode();
        }
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        RecordOutput out;
        synchronized (JdkMembers.stateLock(this)) {
            closing = true;
            out = output;
        }
        if (out == null) {
            super.implCloseSelectableChannel();
            return;
        }
        out.handOver();
        try {
            super.implCloseSelectableChannel();
        } finally {
            out.closedByApplication();
        }
    }

    @Override
    public FileDescriptor getFD() {
        RecordOutput out = joined();
        return out == null ? super.getFD() : out.withoutTransfer();
    }

    @Override
    public void park(int event, long nanos) throws IOException {
        if (getFD() == null) {
            // Only where there are no virtual threads.
            long millis = nanos <= 0 ? -1 : (nanos + 999_999) / 1_000_000;
            Net.poll(descriptor(), event, millis);
        } else {
            super.park(event, nanos);
        }
    }

    // -- What selectors call

    @Override
    public void kill() {
        super.kill();
        RecordOutput out = output;
        if (out != null) {
            out.finishClose();
        }
    }

    @Override
    public int translateInterestOps(int ops) {
        int events = super.translateInterestOps(ops);
        return keys.length == 0 || joined() == null ? events : events & ~Net.POLLOUT;
    }

    /** A record selector has this key, or its interest has changed. */
    void registered(SelectionKeyImpl ski) {
        if (Arrays.asList(keys).contains(ski)) {
            return;
        }
        synchronized (keysLock) {
            SelectionKeyImpl[] valid = Arrays.copyOf(keys, keys.length + 1);
            int n = 0;
            for (SelectionKeyImpl key : keys) {
                if (key.isValid()) {
                    valid[n++] = key;
                }
            }
            valid[n++] = ski;
            keys = Arrays.copyOf(valid, n);
        }
    }

    SelectionKeyImpl[] keys() {
        return keys;
    }

    /** Null where the application's own writes go to the kernel. */
    RecordOutput joined() {
        RecordOutput out = output;
        return out == null || out.engine() == null ? null : out;
    }

    /** Whether the application may write has changed without the kernel. */
    void offerOutput() {
        for (SelectionKeyImpl key : keys) {
            if (key.isValid() && (key.nioInterestOps() & SelectionKey.OP_WRITE) != 0) {
                ((RecordEPollSelectorImpl) key.selector()).offer(key);
            }
        }
    }

    // -- What the engine calls

    @Override
    public RecordSink sink() throws IOException {
        RecordOutput out = output;
        return out == null ? makeOutput() : out;
    }

    private RecordOutput makeOutput() throws IOException {
        // Under the lock that the close takes: the number of the descriptor is ours.
        synchronized (JdkMembers.stateLock(this)) {
            ensureOpen();
            if (!isConnected()) {
                throw new NotYetConnectedException();
            }
            if (output == null) {
                output = new RecordOutput(this);
            }
            return output;
        }
    }

    void ensureOpen() throws ClosedChannelException {
        if (!isOpen() || closing) {
            throw new ClosedChannelException();
        }
    }

    // -- What the sending side calls: the JDK's own, below

    int kernelWrite(ByteBuffer src) throws IOException {
        return super.write(src);
    }

    long kernelWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return super.write(srcs, offset, length);
    }

    void kernelBlocking(boolean block) throws IOException {
        super.implConfigureBlocking(block);
    }

    FileDescriptor descriptor() {
        return super.getFD();
    }

    void beginWait() {
        begin();
    }

    void endWait(boolean completed) throws AsynchronousCloseException {
        end(completed);
    }
}
