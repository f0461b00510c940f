package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The receiving side of one record socket. Implemented by the engine; called by the channel and by the selectors that it is
 * registered with, from any thread.
 */
public interface RecordInbound {
    /** {@link #holdDeadlineNs()} where nothing is held. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * The kernel reports input. Answers whether the application is to know; false holds the event back, and then the kernel
     * reports again only once more has come in.
     */
    boolean readable();

    /** The kernel reports an error or the end of both directions: nothing is held from here on. */
    void hangUp();

    /** Whether bytes wait in user space that the application may have now. The kernel does not report those. */
    boolean buffered();

    /**
     * When a hold wants to be looked at again, as a {@link System#nanoTime()}; {@link #NO_DEADLINE} where nothing is held.
     */
    long holdDeadlineNs();

    /**
     * The deadline of a hold has come: releases it where nothing moves any more.
     *
     * @return whether the application is to be woken now
     */
    boolean holdExpired();

    /** A selector that knows no holds has this channel: it is plain TCP from here on. */
    void foreignSelector();

    /** The engine reads, and finds the records itself: nothing is held from here on. */
    void engineReads();

    /** {@code SocketChannel.read}. */
    int read(ByteBuffer dst) throws IOException;

    /** {@code SocketChannel.read}, scattering. */
    long read(ByteBuffer[] dsts, int offset, int length) throws IOException;

    /** The read of the socket adaptor; {@code timeoutNs} 0 for none. */
    int read(byte[] dst, int offset, int length, long timeoutNs) throws IOException;

    /** Bytes in user space that the application has not read yet. */
    int bufferedBytes();

    /** The application shut the input down: what is buffered is gone. */
    void inputShutdown();

    /** The channel is closed. */
    void closed();
}
