package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What an engine does with the large writes of one channel in non-blocking mode. Called with the write lock held, on a channel
 * that is open and connected and whose output is open; buffers are in the memory of this JVM, not in a mapped file.
 */
public interface RecordSharing {
    /** Writes of fewer bytes are none of its business. Constant. */
    int from();

    /** As {@code SocketChannel.write}, for at least {@link #from} bytes. */
    int write(ByteBuffer src) throws IOException;

    /** As the gathering {@code SocketChannel.write}; at least one buffer has {@link #from} bytes. */
    long write(ByteBuffer[] srcs, int offset, int length) throws IOException;
}
