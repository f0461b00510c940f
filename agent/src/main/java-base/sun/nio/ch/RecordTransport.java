package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A channel as the engine sees it: the JDK's own operations, without holds. Implemented by {@link
 * RecordSocketChannelImpl}; locking and close protocol are the JDK's.
 */
public interface RecordTransport {
    /** {@code SocketChannel.read} of the JDK. */
    int receive(ByteBuffer dst) throws IOException;

    /** {@code SocketChannel.read} of the JDK, scattering. */
    long receive(ByteBuffer[] dsts, int offset, int length) throws IOException;

    /**
     * A read of the socket adaptor: blocks until there is a byte.
     *
     * @param nanos time-out in nanoseconds; 0 for none
     * @throws java.net.SocketTimeoutException where the time is over
     */
    int receive(byte[] dst, int offset, int length, long nanos) throws IOException;

    /** Bytes in the receive queue of the kernel (FIONREAD). */
    int receivable() throws IOException;

    /**
     * Sets how many bytes the kernel must hold before it reports the socket as readable (SO_RCVLOWAT). The kernel caps the
     * value; EOF and errors are reported at once.
     *
     * @param bytes 1 for every byte
     */
    void receiveLowWaterMark(int bytes) throws IOException;

    /**
     * Blocks until the kernel reports the socket as readable, the channel is closed or the time is over; which of these is
     * not told. For channels in blocking mode.
     *
     * @param nanos time-out in nanoseconds, above 0
     */
    void awaitReceivable(long nanos) throws IOException;

    /** Whether the channel is in blocking mode. */
    boolean blocking();
}
