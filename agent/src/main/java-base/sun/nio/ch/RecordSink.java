package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection as the engine sends on it: below the application's calls, always without blocking, and until {@link #close()}
 * also where the application has shut down or closed its channel. Joined first of all.
 *
 * <p><b>Threading:</b> one writer at a time, one reader at a time; the rest from any thread. All but {@link #join}, {@link #close}
 * and {@link #release()} may be called with a lock held that the {@link RecordOutbound} takes.
 */
public interface RecordSink {
    /**
     * Has the application's own writes, {@code shutdownOutput} and {@code close} go to an engine from here on. Waits for a
     * blocking call of the application that is under way. Can be joined again after {@link #release()}.
     *
     * @throws java.nio.channels.ClosedChannelException if the channel is closed
     * @throws IllegalStateException if it is joined already
     */
    void join(RecordOutbound engine) throws IOException;

    /** {@link SocketChannel#write(ByteBuffer)}. */
    int send(ByteBuffer src) throws IOException;

    /** {@link SocketChannel#write(ByteBuffer[], int, int)}. */
    long send(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /** {@link FileChannel#transferTo} to the connection: sendfile, where the file allows it. */
    long send(FileChannel file, long position, long count) throws IOException;

    /** Reads what the application would, and so takes it away from the application. Nothing is held from here on. */
    int receive(ByteBuffer dst) throws IOException;

    /** Registers the connection with a selector of the engine's. The application's keys are not touched. */
    SelectionKey register(Selector selector, int ops, Object attachment) throws IOException;

    /** A socket option of the kernel by its number. */
    int intOption(int level, int option) throws IOException;

    /** Sets a socket option of the kernel by its number. */
    void intOption(int level, int option, int value) throws IOException;

    /** A write of the application would take something again: see {@link RecordOutbound#writable()}. */
    void room();

    /** Whether the connection is open, be it the application's or the engine's alone. */
    boolean isOpen();

    /** Shuts the output of the connection down, which the application's channel shows. */
    void shutdownOutput() throws IOException;

    /**
     * Closes the application's channel, where it is open, and the connection. Waits for calls of the application that are under
     * way. The descriptor goes once no selector has it any more; the output is shut down before that, as in the JDK, but for a
     * reset.
     *
     * @param reset whether the peer is to see the connection reset: what it has of a record is not whole
     */
    void close(boolean reset);

    /** Gives the channel back: the application's calls go to the kernel again, in the mode that the channel has. */
    void release() throws IOException;
}
