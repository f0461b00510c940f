package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The receiving side of one record socket. Implemented by the engine, called by the channel and by the selectors that it is
 * registered with; any thread.
 */
public interface RecordInbound {
    /** {@link #holdDeadlineNs()} where nothing is held. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * The kernel reports input. Answers whether the application is to know: false puts the event by and makes sure that
     * the kernel reports again once more has come in.
     */
    boolean readable();

    /** Whether bytes wait in user space that the application may have now. The kernel will not report those. */
    boolean buffered();

    /**
     * When a hold is to be looked at again.
     *
     * @return a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
     */
    long holdDeadlineNs();

    /**
     * The deadline of a hold has come: releases it where nothing moves any more.
     *
     * @param nowNs {@link System#nanoTime()}
     * @return whether the application is to be woken now
     */
    boolean holdExpired(long nowNs);

    /** Gives up holding for good: the connection is plain TCP once what is buffered has been read. */
    void plain(String reason);

    /** {@code SocketChannel.read}. */
    int read(ByteBuffer dst) throws IOException;

    /** {@code SocketChannel.read}, scattering. */
    long read(ByteBuffer[] dsts, int offset, int length) throws IOException;

    /** The read of the socket adaptor; {@code nanos} is the time-out, 0 for none. */
    int read(byte[] dst, int offset, int length, long nanos) throws IOException;

    /** Bytes in user space that the application has not read yet. */
    int bufferedBytes();

    /** The application shut the input down: what is buffered is gone, as it is in the kernel. */
    void inputShutdown();

    /** The channel is closed. */
    void closed();
}
