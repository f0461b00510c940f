package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An immutable record that can be sent many times, to many receivers, with one copy of its bytes in this JVM. On the wire it
 * is exactly these bytes: where the framing has a length prefix, the bytes begin with it.
 *
 * <p>A handle belongs to whoever made or received it, who closes it once. What is queued keeps the bytes alive by itself, so
 * a handle may be closed right after the send. A handle that becomes unreachable unclosed is reclaimed, and reported once;
 * with the system property {@code record-sockets.leak-trace=true} together with the place that made it.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any thread; no call blocks, but that {@link #ofFile} opens a file.
 */
public interface RecordHandle extends AutoCloseable {
    /**
     * A record of the remaining bytes of a buffer, which are copied; the buffer's position does not change.
     *
     * @param bytes what to copy
     * @return a new handle, to be closed
     * @throws IllegalArgumentException if nothing remains
     * @throws IllegalStateException if there is no engine; the message says what to do
     * @throws NullPointerException if the buffer is null
     */
    static RecordHandle copyOf(ByteBuffer bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return RecordSocketsProvider.engine().copyOf(bytes);
    }

    /**
     * A record of the remaining bytes of a buffer, without a copy. The caller promises not to change them before the handle is
     * closed and every send of it has ended; receivers get what they find otherwise. Direct buffers are sent as they are; of
     * heap buffers the JDK makes a copy for each system call.
     *
     * @param bytes what to send
     * @return a new handle, to be closed
     * @throws IllegalArgumentException if nothing remains
     * @throws IllegalStateException if there is no engine; the message says what to do
     * @throws NullPointerException if the buffer is null
     */
    static RecordHandle wrap(ByteBuffer bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return RecordSocketsProvider.engine().wrap(bytes);
    }

    /**
     * A record of a region of a file, which is sent from the page cache without being read into this JVM (sendfile). The file is
     * opened now and stays open until the handle is closed and every send of it has ended. Where it shrinks meanwhile, the record
     * fails at receivers that have not begun to get it, and nothing else; the connections of those that have are reset. Receipts
     * say why.
     *
     * @param file what to send of
     * @param position of the first byte in the file
     * @param length in bytes
     * @return a new handle, to be closed
     * @throws IllegalArgumentException if the length is not positive or the file does not have the region
     * @throws IOException if the file cannot be opened
     * @throws IllegalStateException if there is no engine; the message says what to do
     * @throws NullPointerException if the file is null
     */
    static RecordHandle ofFile(Path file, long position, long length) throws IOException {
        Objects.requireNonNull(file, "file");
        return RecordSocketsProvider.engine().ofFile(file, position, length);
    }

    /** {@return the bytes in the record, with a length prefix and the like} */
    long length();

    /**
     * The bytes of a record in memory, read-only; valid until the handle is closed.
     *
     * @return a view of its own for each call
     * @throws UnsupportedOperationException if the record is a region of a file
     * @throws IllegalStateException if the handle is closed
     */
    ByteBuffer bytes();

    /**
     * Takes the record back from every receiver that has not begun to get it. Best effort in what it achieves and exact in
     * what it answers, see {@link UnsendResult}: all sends of this handle are in the answer, but that a receiver may be missing
     * which is closed and to which nothing refers any more. Works on a closed handle too.
     *
     * @return who has it, and who never gets it
     */
    UnsendResult unsend();

    /** {@return whether the handle is closed} */
    boolean isClosed();

    /** Deletes the record once nobody sends it any more. Closing again does nothing. */
    @Override
    void close();
}
