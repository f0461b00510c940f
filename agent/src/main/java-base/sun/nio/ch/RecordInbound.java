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

    /** Of {@link #available()}. */
    int AS_THE_KERNEL = -1;

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

    /** The events of poll(2) that tell of urgent data, to be asked for beside input: it may be that bytes are held. */
    int urgentEvents();

    /** The kernel reports urgent data: the connection is plain TCP from here on. */
    void urgent();

    /** The engine reads, and finds the records itself: nothing is held from here on. */
    void engineReads();

    /** {@code SocketChannel.read}. */
    int read(ByteBuffer dst) throws IOException;

    /** {@code SocketChannel.read}, scattering. */
    long read(ByteBuffer[] dsts, int offset, int length) throws IOException;

    /** The read of the socket adaptor; {@code timeoutNs} 0 for none. */
    int read(byte[] dst, int offset, int length, long timeoutNs) throws IOException;

    /**
     * How many bytes the application can read now without being made to wait, in blocking mode.
     *
     * @return {@link #AS_THE_KERNEL} where all that the kernel has is to be had
     */
    int available() throws IOException;

    /** The application writes. */
    void wrote();

    /** Whether {@link #sending} and {@link #sent} are to be called: what comes in depends on what goes out. */
    boolean seesOutput();

    /** The application offers these bytes. With the channel's write lock held. */
    void sending(ByteBuffer[] srcs, int offset, int length);

    /** So many of the bytes offered were taken. With the channel's write lock held. */
    void sent(long n);

    /** The application has set the receive buffer, in bytes. */
    void receiveBuffer(int bytes);

    /** The application shut the input down: what is buffered is gone. */
    void inputShutdown();

    /**
     * The application is about to close the channel. What is held of the stream is taken from the kernel, as the application
     * would have; with it unread, the kernel would reset the connection. For bytes in user space that the application might
     * have read and has not, the kernel would have reset it.
     *
     * @param mayReset whether nothing is left to be sent
     */
    void closing(boolean mayReset);

    /** The channel is closed. */
    void closed();
}
