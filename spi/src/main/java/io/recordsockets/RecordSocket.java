package io.recordsockets;

import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordSocketsProvider;
import io.recordsockets.spi.StreamDirection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A connected TCP channel that sends and receives records.
 *
 * <p>While it is a record socket the channel is in non-blocking mode, which under the agent cannot be changed, and elsewhere fails
 * the record socket where it is; {@link #receive()} and sends with {@link
 * QueuePolicy.Overflow#BLOCK} block instead, also in virtual threads. {@link #release()} gives the channel back as it was.
 * Under the agent, the application's own writes to a channel that a rule matches join the queue with the default urgency. On
 * any other channel nobody can see them: do not write to it beside the record socket.
 *
 * <p><b>Threading:</b> any number of threads may send; one at a time may receive, further ones wait.
 */
public interface RecordSocket extends RecordSender, AutoCloseable {
    /**
     * Makes a record socket of a connected channel, or finds the one that was made of it. Where a rule of the agent matches
     * the connection, its framing is used; elsewhere {@link #receive()} is not to be had. Waits for a blocking read of the
     * channel that is under way.
     *
     * @throws java.nio.channels.NotYetConnectedException if the channel is not connected
     * @throws java.nio.channels.ClosedChannelException if it is closed
     * @throws IOException if its mode cannot be changed
     */
    static RecordSocket of(SocketChannel channel) throws IOException {
        return RecordSocketsProvider.engine().socket(channel, null, null);
    }

    /**
     * Makes a record socket of a connected channel, whose streams have this framing.
     *
     * @param incoming which direction of the framing's protocol comes in; of no account where both are alike
     * @throws IllegalStateException if the channel is a record socket already
     * @throws IllegalArgumentException if the framing has nothing to say about this direction
     * @throws IOException as {@link #of(SocketChannel)}
     */
    static RecordSocket of(SocketChannel channel, RecordFraming framing, StreamDirection incoming) throws IOException {
        return RecordSocketsProvider.engine().socket(channel, framing, incoming);
    }

    /** The channel underneath. */
    SocketChannel channel();

    /**
     * The next whole record. Waits for it; in a virtual thread without holding its carrier.
     * Where a framing has several records for one message, as {@code http1} has for a chunked body, this is the whole message.
     *
     * @return the record, which the caller closes; it can be sent on without a copy
     * @throws EOFException if the stream has ended; the message says whether in the middle of a record
     * @throws IllegalStateException if the record socket has no framing
     * @throws InterruptedException if the thread is interrupted; what has come in so far is kept
     * @throws IOException if reading fails, if the stream does not follow the framing, or if a record is longer than {@link
     *     QueuePolicy#maxBytes()}
     */
    RecordHandle receive() throws IOException, InterruptedException;

    /**
     * The next whole record if it is there in time.
     *
     * @return null where it is not
     * @throws IOException as {@link #receive()}
     * @throws InterruptedException as {@link #receive()}
     */
    RecordHandle receive(Duration timeout) throws IOException, InterruptedException;

    /**
     * The next whole record if it is there now.
     *
     * @return null where it is not
     * @throws IOException as {@link #receive()}
     */
    RecordHandle tryReceive() throws IOException;

    /** Whether records are still accepted. */
    boolean isOpen();

    /**
     * Sends what is queued, then shuts the output of the connection down. Returns at once; records are not accepted any more.
     * What is left after {@link QueuePolicy#drainTimeout()} fails, and the connection with it: a reset where it is in the middle of
     * a record.
     */
    void shutdownOutput();

    /**
     * Sends what is queued, then closes the connection. Returns at once; records are not accepted any more. What is left
     * after {@link QueuePolicy#drainTimeout()} fails, which the receipts and one line in the log tell; at once where nothing
     * can follow, as the application has written part of a record to the channel and closes before the rest.
     */
    @Override
    void close();

    /**
     * Completes when the connection is closed and every receipt has its end: normally with null, exceptionally with the cause
     * where it failed or records were left undelivered. A connection that fails in the middle of a record is reset. What depends
     * on this runs in one of the engine's threads for such, and in no thread that sends or closes.
     */
    CompletionStage<Void> closed();

    /**
     * Gives the channel back to the application, with its mode and options as they were.
     *
     * @throws IllegalStateException if something is queued, or part of a record has been received
     * @throws IOException if the mode or an option cannot be restored
     */
    void release() throws IOException;
}
