package io.recordsockets.bench.backlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A way to send records to receivers that are slower than the sender.
 *
 * <p><b>Threading:</b> any thread sends; one opens, withdraws and closes.
 */
interface Side {
    /** Answers to a withdrawal. */
    char TAKEN_BACK = 'T';

    char STARTED = 'B';
    char SENT = 'S';
    char ENDED = 'E';

    /** Takes the connections, which are in blocking mode. */
    void open(List<SocketChannel> channels) throws IOException;

    /** Makes a record of the bytes, which do not change any more. */
    Object make(ByteBuffer bytes);

    /** The record is not sent again; what is queued of it still leaves. */
    void dispose(Object record);

    /** Sends a record that was made here; a record can be sent many times. Does not wait for the receiver. */
    void send(int receiver, Object record, boolean urgent) throws IOException;

    /** Sends bulk to all receivers. Does not wait for them. */
    void sendToAll(Object record) throws IOException;

    /** What waits for a receiver in this process, in bytes. */
    long queuedBytes(int receiver);

    /** Takes a record back from all receivers that have not begun to get it; answers a letter for each. */
    String withdraw(Object record);

    /** Disconnects all, whatever is queued. */
    void close() throws IOException;
}
