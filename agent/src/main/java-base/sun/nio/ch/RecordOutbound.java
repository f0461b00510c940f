package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * What the application's own calls on a channel go to while an engine sends on it. Implemented by the engine, given to {@link
 * RecordSink#join}; called by any thread. No call blocks.
 *
 * <p>The channel calls with none of its locks held but, in {@link #close()}, the one that the JDK closes under.
 */
public interface RecordOutbound {
    /**
     * {@code SocketChannel.write} in non-blocking mode.
     *
     * @throws ClosedChannelException if nothing is taken any more; or what the connection failed with
     */
    int write(ByteBuffer src) throws IOException;

    /** {@code SocketChannel.write} in non-blocking mode, gathering. */
    long write(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /**
     * Whether a write would take something, or fail. After this was false, or a write took less than it was given, the engine
     * calls {@link RecordSink#room()} as soon as it is true.
     */
    boolean writable();

    /**
     * The application shuts the output down.
     *
     * @return true if the engine has something to send first; it then calls {@link RecordSink#shutdownOutput()} itself
     */
    boolean shutdownOutput();

    /**
     * The application closes the channel, which from its view happens in any case.
     *
     * @return true if the engine has something to send first; it then calls {@link RecordSink#close()} itself
     */
    boolean close();

    /** The application has closed the channel, and its connection is the engine's alone. */
    void handedOver();

    /**
     * Runs a part of a close that may wait for calls of the application, soon and on a thread of the engine's own. Also after the
     * channel was released.
     */
    void closing(Runnable work);
}
