package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.locks.ReentrantLock;

/** The receiving half of a record channel as the engine sees it: the JDK's own reads and waits, and its view of the kernel. */
abstract class RecordReceivingChannelImpl extends RecordSendingChannelImpl {
    private static final NativeDispatcher DISPATCHER = new SocketDispatcher();

    private static final int DISCARDED_AT_ONCE = 8 * 1024;

    /** The engine has waited in the read of this thread; one that another thread's read changes costs an event at most. */
    private boolean waited;

    RecordReceivingChannelImpl(SelectorProvider provider) throws IOException {
        super(provider);
    }

    RecordReceivingChannelImpl(SelectorProvider provider, ProtocolFamily family) throws IOException {
        super(provider, family);
    }

    /** An accepted connection. */
    RecordReceivingChannelImpl(
            SelectorProvider provider, ProtocolFamily family, FileDescriptor fd, SocketAddress remote)
            throws IOException {
        super(provider, family, fd, remote);
    }

    final long beginTimed() {
        waited = false;
        return RecordReadEvents.begin();
    }

    /** Where the engine did not wait, the JDK's own read did, and has told of it. */
    final void endTimed(long begin, long n) {
        if (begin != RecordReadEvents.NONE && waited) {
            RecordReadEvents.commit(begin, remoteAddress(), n);
        }
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
    public void discard() throws IOException {
        synchronized (JdkMembers.stateLock(this)) {
            int left = isConnected() && isInputOpen() ? Net.available(descriptor()) : 0;
            if (left == 0) {
                return;
            }
            ByteBuffer dropped = Util.getTemporaryDirectBuffer(Math.min(left, DISCARDED_AT_ONCE));
            try {
                // No more than is there, so that this waits in no mode.
                for (int n = 1; left > 0 && n > 0; left -= n) {
                    dropped.clear().limit(Math.min(left, dropped.capacity()));
                    n = IOUtil.read(descriptor(), dropped, -1, DISPATCHER);
                }
            } finally {
                Util.offerFirstTemporaryDirectBuffer(dropped);
            }
        }
    }

    @Override
    public void endOutputIfRegistered() throws IOException {
        synchronized (JdkMembers.stateLock(this)) {
            if (isConnected() && !isBlocking() && isRegistered()) {
                Net.shutdown(descriptor(), Net.SHUT_WR);
            }
        }
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
            waited = true;
            try {
                JdkMembers.beginRead(this, true);
                if (!isInputOpen()) {
                    readable = true;
                } else {
                    readable = parkForInput(timeoutNs);
                }
            } finally {
                JdkMembers.endRead(this, true, readable);
            }
            return readable;
        } finally {
            readLock.unlock();
        }
    }

    private boolean parkForInput(long timeoutNs) throws IOException {
        RecordInbound in = inbound();
        int urgent = in != null && waitsSeeUrgent() ? in.urgentEvents() : 0;
        park(Net.POLLIN | urgent, timeoutNs);
        if (!isOpen()) {
            // Whoever closes waits for this, so that bytes that were held do not make the close a reset.
            discard();
            return false;
        }
        if (!isInputOpen()) {
            return true;
        }
        int ready = Net.poll(descriptor(), Net.POLLIN | urgent, 0);
        if ((ready & urgent) != 0) {
            in.urgent();
        }
        return (ready & ~urgent) != 0;
    }

    @Override
    public boolean waitsSeeUrgent() {
        return !JdkMembers.inVirtualThread();
    }

    @Override
    public boolean blocking() {
        return isBlocking();
    }
}
