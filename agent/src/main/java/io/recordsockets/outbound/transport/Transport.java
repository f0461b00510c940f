package io.recordsockets.outbound.transport;

import io.recordsockets.outbound.payload.FileSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The channel under a record socket, as the sending side uses it: in non-blocking mode, below whatever the application's own
 * calls go through.
 *
 * <p><b>Threading:</b> one writer at a time, one reader at a time; the rest from any thread. No call blocks but {@link #join},
 * {@link #close} and {@link #release()}: these are not for a thread that has a connection's lock.
 */
public interface Transport extends FileSink {
    /**
     * The engine sends on the channel from here on. First of all; waits for a blocking call of the application that is under
     * way.
     *
     * @param calls what the application's own calls go to, where they can be seen
     */
    void join(ApplicationCalls calls) throws IOException;

    /** {@link SocketChannel#write(ByteBuffer)}. */
    int write(ByteBuffer src) throws IOException;

    /** {@link SocketChannel#write(ByteBuffer[], int, int)}. */
    long write(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /** {@link SocketChannel#read(ByteBuffer)}. */
    int read(ByteBuffer dst) throws IOException;

    /** Fails where the channel is not in the mode any more that it was given, so that it cannot be used. */
    void checkMode() throws IOException;

    /** Registers the channel with a selector of the engine's. */
    SelectionKey register(Selector selector, int ops, Object attachment) throws IOException;

    /**
     * Bounds the unsent bytes that the kernel takes (TCP_NOTSENT_LOWAT); 0 restores what was in force.
     *
     * @return false where that cannot be done
     */
    boolean kernelBytes(int bytes);

    /** A write of the application's that was accepted in part, or not at all, would take something again. */
    void room();

    /** Whether the channel, or what has taken its connection over, is open. */
    boolean isOpen();

    /** Shuts the output of the connection down. */
    void shutdownOutput() throws IOException;

    /**
     * Closes the channel, and what has taken its connection over. May wait: for calls of the application that are under way, and
     * for whatever the close of a channel that is not the JDK's does.
     *
     * @param reset whether the peer is to see the connection reset: what it has of a record is not whole
     */
    void close(boolean reset) throws IOException;

    /** Gives the channel back to the application, with its mode as it was. After it has left the engine's selector. */
    void release() throws IOException;
}
