package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel as the engine sees it: the JDK's own operations, without holds. Implemented by {@link
 * RecordSocketChannelImpl}; locking and close protocol are the JDK's.
 */
public interface RecordTransport {
    /** {@code SocketChannel.read} of the JDK. */
    int receive(ByteBuffer dst) throws IOException;

    /** {@code SocketChannel.read} of the JDK, scattering. */
    long receive(ByteBuffer[] dsts, int offset, int length) throws IOException;

    /** The read of the JDK's socket adaptor; {@code timeoutNs} 0 for none. */
    int receive(byte[] dst, int offset, int length, long timeoutNs) throws IOException;

    /** Bytes in the receive queue of the kernel (FIONREAD); 0 where the input is shut down. */
    int receivable() throws IOException;

    /** Drops the bytes in the receive queue of the kernel. Waits for nothing, and does nothing to a channel that is closed. */
    void discard() throws IOException;

    /**
     * Sends the end of the stream where the close itself would leave that to a selector: the channel is registered. A close with
     * SO_LINGER 0 does.
     */
    void endOutputIfRegistered() throws IOException;

    /** The given events of poll(2) that are up now; 0 for a channel that is closed meanwhile. */
    int poll(int events) throws IOException;

    /** Sets a socket option of the kernel by its number. Does nothing to a channel that is closed meanwhile. */
    void intOption(int level, int option, int value) throws IOException;

    /** {@code SocketChannel.write} of the JDK. */
    int send(ByteBuffer src) throws IOException;

    /** {@code SocketChannel.write} of the JDK, gathering. */
    long send(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /** {@code FileChannel.transferTo} to the channel. */
    long send(FileChannel file, long position, long count) throws IOException;

    /**
     * Blocks until the kernel reports the socket as readable. Where {@link #readsMayWait()}: the close and interrupt
     * protocol is that of a blocking read.
     *
     * @param timeoutNs time-out in nanoseconds; 0 for none
     * @return whether the socket is readable, which includes end of stream and errors; else the time is over or the wait
     *     was cut short
     */
    boolean awaitReceivable(long timeoutNs) throws IOException;

    /** Whether {@link #awaitReceivable} of this thread ends for urgent data; virtual threads cannot wait for that. */
    boolean waitsSeeUrgent();

    /** Whether the channel is in blocking mode, as far as can be said without a lock. */
    boolean blocking();

    /**
     * The lock that the JDK's own reads hold, as does a change of the mode: a read of the application that takes several steps
     * holds it from the first to the last.
     */
    ReentrantLock readLock();

    /** Whether a read may wait: the channel is in blocking mode, and on its way to no other. With the read lock held. */
    boolean readsMayWait();

    /** Whether {@link #receive(ByteBuffer)} may wait where nothing is there to be received. With the read lock held. */
    boolean receiveMayWait();

    /**
     * The connection as an engine sends on it; one for each channel. Nothing changes for the application before {@link
     * RecordSink#join}.
     *
     * @throws java.nio.channels.NotYetConnectedException if the channel is not connected
     * @throws java.nio.channels.ClosedChannelException if it is closed
     */
    RecordSink sink() throws IOException;

    /**
     * Whether the application may have written to the channel where no engine saw it, and so nobody knows whether it has ended
     * a record. Files that were transferred do not count.
     */
    boolean written();

    /** The rule as {@link RecordHooks} gave it for this connection; null where none matched. */
    Object rule();
}
