package io.recordsockets.spi;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordFramings;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.RecordSocketsStatus;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The engine behind the API, found by {@link java.util.ServiceLoader} in the class loader of this class, then in the context
 * class loader, then in that of the system; the agent jar has it, with and without {@code -javaagent}. Its calls are those of
 * {@link RecordHandle}, {@link RecordSocket}, {@link RecordGroup} and {@link RecordSockets}, where they are described.
 * Applications do not call it, and do not implement it: methods may be added.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface RecordSocketsProvider {
    /** {@return what is in force now} */
    RecordSocketsStatus status();

    /**
     * {@link RecordFramings#of}.
     *
     * @param text name and parameters
     * @return the framing
     * @throws IllegalArgumentException if there is none
     */
    RecordFraming framing(String text);

    /**
     * {@link RecordHandle#copyOf}.
     *
     * @param bytes what to copy
     * @return a handle
     */
    RecordHandle copyOf(ByteBuffer bytes);

    /**
     * {@link RecordHandle#wrap}.
     *
     * @param bytes what to send
     * @return a handle
     */
    RecordHandle wrap(ByteBuffer bytes);

    /**
     * {@link RecordHandle#ofFile}.
     *
     * @param file what to send of
     * @param position of the first byte
     * @param length in bytes
     * @return a handle
     * @throws IOException if the file cannot be opened
     */
    RecordHandle ofFile(Path file, long position, long length) throws IOException;

    /**
     * {@link RecordSocket#attach(SocketChannel, RecordFraming)}.
     *
     * @param channel a connected channel
     * @param framing null for that of the rule that matches, if one does
     * @return its record socket
     * @throws IOException if it cannot be one
     */
    RecordSocket attach(SocketChannel channel, RecordFraming framing) throws IOException;

    /**
     * {@link RecordSocket#find}.
     *
     * @param channel any channel
     * @return null where it is no record socket
     */
    RecordSocket find(SocketChannel channel);

    /**
     * {@link RecordSockets#find}.
     *
     * @param local the address of this end
     * @param remote the address of the other end
     * @return null where there is no such connection
     * @throws IOException if it cannot be a record socket
     */
    RecordSocket find(SocketAddress local, SocketAddress remote) throws IOException;

    /**
     * {@link RecordGroup#create(GroupPolicy)}.
     *
     * @param policy its limits
     * @return a group
     */
    RecordGroup group(GroupPolicy policy);

    /**
     * The engine of this JVM. Looked for until one is found, then kept.
     *
     * @return the engine
     * @throws IllegalStateException if there is none; or if there is one for another copy of this API, in another class
     *     loader. The message says what to do
     */
    static RecordSocketsProvider engine() {
        return EngineHolder.engine();
    }

    /** {@return the engine of this JVM, or null where there is none} */
    static RecordSocketsProvider engineOrNull() {
        return EngineHolder.engineOrNull();
    }
}
