package io.recordsockets.outbound.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Gets the application's own calls of a channel that has become a record socket, where they can be seen.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface ApplicationCalls {
    /** {@link java.nio.channels.SocketChannel#write(ByteBuffer)}. */
    int write(ByteBuffer src) throws IOException;

    /** {@link java.nio.channels.SocketChannel#write(ByteBuffer[], int, int)}. */
    long write(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /** Whether a write would take anything. */
    boolean writable();

    /** Answers whether the output is shut down by the record socket, once what is queued has left. */
    boolean shutdownOutput();

    /** Answers whether the connection is closed by the record socket, once what is queued has left. */
    boolean close();

    /** Runs a part of a close that may wait. */
    void closing(Runnable work);
}
