package io.recordsockets.spi;

import io.recordsockets.QueuePolicy;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSocketsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The engine behind the API, found by {@link java.util.ServiceLoader} in the class loader of this class, then in the context
 * class loader, then in that of the system; the agent jar has it, with and without {@code -javaagent}. Its calls are those of {@link RecordHandle}, {@link RecordSocket}, {@link RecordGroup} and
 * {@link io.recordsockets.RecordSockets}, where they are described.
 */
public interface RecordSocketsProvider {
    /** What is in force now. Any thread; does not block. */
    RecordSocketsStatus status();

    /** {@link io.recordsockets.RecordSockets#framing}. */
    RecordFraming framing(String text);

    /** {@link RecordHandle#copyOf}. */
    RecordHandle copyOf(ByteBuffer bytes);

    /** {@link RecordHandle#wrap}. */
    RecordHandle wrap(ByteBuffer bytes);

    /** {@link RecordHandle#ofFile}. */
    RecordHandle ofFile(Path file, long position, long length) throws IOException;

    /**
     * {@link RecordSocket#of}.
     *
     * @param framing null for that of the rule that matches, if one does
     * @param incoming null where the framing is
     */
    RecordSocket socket(SocketChannel channel, RecordFraming framing, StreamDirection incoming) throws IOException;

    /** {@link RecordGroup#create}. */
    RecordGroup group(QueuePolicy policy);

    /**
     * The engine of this JVM. Looked for until one is found, then kept.
     *
     * @throws IllegalStateException if there is none; or if there is one for another copy of this API, in another class
     *     loader. The message says what to do
     */
    static RecordSocketsProvider engine() {
        return EngineHolder.engine();
    }

    /** The engine of this JVM, or null where there is none. */
    static RecordSocketsProvider engineOrNull() {
        return EngineHolder.engineOrNull();
    }
}
