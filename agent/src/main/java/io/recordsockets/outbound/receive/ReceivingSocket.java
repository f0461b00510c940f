package io.recordsockets.outbound.receive;

import io.recordsockets.RecordHandle;
import io.recordsockets.outbound.payload.MemoryPayload;
import java.nio.channels.SocketChannel;

/**
 * What the receiving side asks of the record socket that it belongs to.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface ReceivingSocket {
    /** Has {@link RecordReceiver#wake()} called once the channel has input. */
    void awaitReadable();

    /** Whether the channel is closed, or given back: nothing comes in any more. */
    boolean isOver();

    /** The length in bytes above which a record is refused. */
    long maxRecordBytes();

    /** Memory for a record, to be filled. */
    MemoryPayload allocate(int length);

    /** What the application gets of a record that is whole. */
    RecordHandle handle(MemoryPayload payload);

    /** For messages. */
    SocketChannel channel();
}
