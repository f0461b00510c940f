package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending half of a record channel: a socket channel that an engine can join. It forwards to {@link RecordOutput}; until an
 * engine joins, every method is the JDK's own behind one null check.
 */
abstract class RecordSendingChannelImpl extends SocketChannelImpl implements RecordTransport {
    private static final SelectionKeyImpl[] NO_KEYS = {};

    private static final AtomicReferenceFieldUpdater<RecordSendingChannelImpl, SelectionKeyImpl[]> KEYS =
            AtomicReferenceFieldUpdater.newUpdater(RecordSendingChannelImpl.class, SelectionKeyImpl[].class, "keys");

    /**
     * A {@link RecordOutput}; null until an engine sends on this channel, then for good. Written under the state lock. No
     * signature here names that class, which is defined when the first engine sends: whoever looks at this one by
     * reflection before is not to fail.
     */
    private volatile RecordSink output;

    /** Null until the first large write. Guarded by the write lock. */
    private RecordSharing sharing;

    /** In bytes: what {@link #sharing} has to do with. Set before the connection is there. */
    private int sharesFrom = Integer.MAX_VALUE;

    /**
     * As {@code isBlocking}, which follows only when the locks have been let go. Written under the read lock and, while no
     * engine has joined, the write lock; read under either.
     */
    private boolean blockingMode = true;

    /** No engine may join any more. Guarded by the state lock. */
    private boolean closing;

    /** Keys of record selectors, for the bytes that only user space knows of. Replaced as a whole, by {@link #KEYS}. */
    private volatile SelectionKeyImpl[] keys = NO_KEYS;

    /** The application has written while no engine had joined: see {@link #toWrite()}. */
    private boolean written;

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
        RecordOutput out = (RecordOutput) toWrite();
        if (out != null) {
            return out.writer().write(src);
        }
        return src.remaining() < sharesFrom ? super.write(src) : sharedWrite(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        RecordOutput out = (RecordOutput) toWrite();
        if (out != null) {
            return out.writer().write(srcs, offset, length);
        }
        return sharesFrom != Integer.MAX_VALUE && hasLarge(srcs, offset, length)
                ? sharedWrite(srcs, offset, length)
                : super.write(srcs, offset, length);
    }

    /**
     * The engine that the application's write goes to; null where that is to the kernel, which then is noted. No signature names
     * {@link RecordOutput}, which is defined with the first record socket: who reflects on a channel would miss it.
     */
    final RecordSink toWrite() {
        RecordSink out = output;
        if (out == null && !written) {
            written = true;
            // Whoever joins reads this after it has set the output: either it sees this, or this sees the output.
            VarHandle.fullFence();
            out = output;
        }
        return out;
    }

    @Override
    public boolean written() {
        return written;
    }

    private int sharedWrite(ByteBuffer src) throws IOException {
        // To close a channel in non-blocking mode, or to change its mode, waits for this lock.
        ReentrantLock lock = JdkMembers.writeLock(this);
        lock.lock();
        try {
            if (output == null) {
                return sharable(src) && shares() ? sharing.write(src) : super.write(src);
            }
        } finally {
            lock.unlock();
        }
        // An engine came while this waited for the lock.
        return write(src);
    }

    private long sharedWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ReentrantLock lock = JdkMembers.writeLock(this);
        lock.lock();
        try {
            if (output == null) {
                boolean sharable = shares();
                for (int i = offset; i < offset + length && sharable; i++) {
                    sharable = sharable(srcs[i]);
                }
                return sharable ? sharing.write(srcs, offset, length) : super.write(srcs, offset, length);
            }
        } finally {
            lock.unlock();
        }
        return write(srcs, offset, length);
    }

    /** Whether large writes are still the engine's: most connections never come to one, and so need nothing for it. */
    private boolean shares() {
        if (sharing == null) {
            sharing = openSharing();
            if (sharing == null) {
                sharesFrom = Integer.MAX_VALUE;
            }
        }
        return sharing != null;
    }

    abstract RecordSharing openSharing();

    /** A file that is cut behind a mapping is the write's to report, and nobody else's to read. */
    private boolean sharable(ByteBuffer src) {
        return isOpen()
                && !blockingMode
                && isConnected()
                && isOutputOpen()
                && !(src instanceof MappedByteBuffer && JdkMembers.mapsFile((MappedByteBuffer) src));
    }

    /** Whether one of the first buffers is large; what is wrong with the arguments is for the JDK to say. */
    private boolean hasLarge(ByteBuffer[] srcs, int offset, int length) {
        if (offset < 0 || length < 0 || length > srcs.length - offset) {
            return false;
        }
        boolean large = false;
        for (int i = offset; i < offset + length; i++) {
            if (srcs[i] == null) {
                return false;
            }
            large |= srcs[i].remaining() >= sharesFrom;
        }
        return large;
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        RecordOutput out = (RecordOutput) output;
        return out != null && out.takesShutdown() ? this : super.shutdownOutput();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        if (block && joined() != null) {
            // The engine must never wait; as with a key that is valid.
            throw new IllegalBlockingModeException();
        }
        // In the order in which the JDK takes them, which it does again.
        ReentrantLock readLock = JdkMembers.readLock(this);
        ReentrantLock writeLock = JdkMembers.writeLock(this);
        readLock.lock();
        writeLock.lock();
        try {
            super.implConfigureBlocking(block);
            blockingMode = block;
        } finally {
            writeLock.unlock();
            readLock.unlock();
        }
    }

    @Override
    public ReentrantLock readLock() {
        return JdkMembers.readLock(this);
    }

    /** One that waited in the other mode would not be woken by a close, which waits for it. */
    @Override
    public boolean readsMayWait() {
        return blockingMode && isBlocking();
    }

    @Override
    public boolean receiveMayWait() {
        return blockingMode || isBlocking();
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        RecordOutput out;
        synchronized (JdkMembers.stateLock(this)) {
            closing = true;
            out = (RecordOutput) output;
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
        RecordOutput out = (RecordOutput) joined();
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
        RecordOutput out = (RecordOutput) output;
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
        // Without a lock: the JDK calls this under those of the key, and asks for those under the lock of the channel's
        // state.
        SelectionKeyImpl[] before;
        do {
            before = keys;
        } while (!KEYS.compareAndSet(this, before, withValid(before, ski)));
    }

    private static SelectionKeyImpl[] withValid(SelectionKeyImpl[] keys, SelectionKeyImpl ski) {
        SelectionKeyImpl[] valid = Arrays.copyOf(keys, keys.length + 1);
        int n = 0;
        for (SelectionKeyImpl key : keys) {
            if (key.isValid()) {
                valid[n++] = key;
            }
        }
        valid[n++] = ski;
        return Arrays.copyOf(valid, n);
    }

    SelectionKeyImpl[] keys() {
        return keys;
    }

    /** The {@link RecordOutput}; null where the application's own writes go to the kernel. */
    RecordSink joined() {
        RecordOutput out = (RecordOutput) output;
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

    /** Before the connection is there. */
    void shareFrom(int bytes) {
        sharesFrom = bytes;
    }

    // -- What the engine calls

    @Override
    public int send(ByteBuffer src) throws IOException {
        return super.write(src);
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return super.write(srcs, offset, length);
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        return file.transferTo(position, count, this);
    }

    @Override
    public RecordSink sink() throws IOException {
        RecordSink out = output;
        return out == null ? makeOutput() : out;
    }

    private RecordSink makeOutput() throws IOException {
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

    FileDescriptor descriptor() {
        return super.getFD();
    }
}
