package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A connected TCP channel that sends and receives records.
 *
 * <p>While it is a record socket the channel is in non-blocking mode, which under the agent cannot be changed, and elsewhere fails
 * the record socket where it is; {@link #receive()} and sends with {@link Overflow#BLOCK} block instead, also in virtual threads.
 * {@link #detach()} gives the channel back as it was. Under the agent, the application's own writes to a channel that a rule
 * matches join the queue with the default urgency. On any other channel nobody can see them: do not write to it beside the
 * record socket.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any number of threads may send; one at a time may receive, further ones wait.
 */
public interface RecordSocket extends RecordSender, AutoCloseable {
    /**
     * Makes a record socket of a connected channel, which sets it to non-blocking mode; or finds the one that was made of it.
     * Where a rule of the agent matches the connection, its framing is used; elsewhere records can be sent and not received.
     * Blocks while a blocking read of the channel is under way. What the application has written before must have ended where a
     * record ends: nobody has looked at it.
     *
     * @param channel a connected TCP channel
     * @return the record socket of the channel; the same one for each call, until it is closed or detached
     * @throws java.nio.channels.NotYetConnectedException if the channel is not connected
     * @throws java.nio.channels.ClosedChannelException if it is closed
     * @throws IOException if its mode cannot be changed
     * @throws IllegalStateException if there is no engine; the message says what to do
     * @throws NullPointerException if the channel is null
     */
    static RecordSocket attach(SocketChannel channel) throws IOException {
        Objects.requireNonNull(channel, "channel");
        return RecordSocketsProvider.engine().attach(channel, null);
    }

    /**
     * Makes a record socket of a connected channel, whose streams have this framing; or finds the one that was made of it with the
     * same framing. Otherwise as {@link #attach(SocketChannel)}.
     *
     * @param channel a connected TCP channel
     * @param framing one of {@link RecordFramings}, or your own. Where it is not {@linkplain RecordFraming#isSymmetric() the same
     *     at both ends}, with {@link RecordFraming#atServer()} or {@link RecordFraming#atClient()}
     * @return the record socket of the channel
     * @throws IllegalStateException if the channel is a record socket already, with another framing or at the other end; the
     *     message says what differs
     * @throws IllegalArgumentException if the framing does not tell which end this is, or has nothing to say about what comes in
     * @throws java.nio.channels.NotYetConnectedException if the channel is not connected
     * @throws java.nio.channels.ClosedChannelException if it is closed
     * @throws IOException if its mode cannot be changed
     * @throws NullPointerException if an argument is null
     */
    static RecordSocket attach(SocketChannel channel, RecordFraming framing) throws IOException {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(framing, "framing");
        return RecordSocketsProvider.engine().attach(channel, framing);
    }

    /**
     * The record socket that was made of a channel. Changes nothing and does not block.
     *
     * @param channel any channel
     * @return null where there is none, or none any more
     * @throws NullPointerException if the channel is null
     */
    static RecordSocket find(SocketChannel channel) {
        Objects.requireNonNull(channel, "channel");
        RecordSocketsProvider engine = RecordSocketsProvider.engineOrNull();
        return engine == null ? null : engine.find(channel);
    }

    /** {@return the channel underneath} */
    SocketChannel channel();

    /**
     * The next whole record. Waits for it; in a virtual thread without holding its carrier.
     * Where a framing has several records for one message, as {@code http1} has for a chunked body, this is the whole message.
     *
     * @return the record, which the caller closes; it can be sent on without a copy
     * @throws EOFException if the stream has ended; the message says whether in the middle of a record
     * @throws IllegalStateException if the record socket has no framing
     * @throws InterruptedException if the thread is interrupted; what has come in so far is kept
     * @throws java.nio.channels.ClosedChannelException if the record socket is closed or detached
     * @throws IOException if reading fails, if the stream does not follow the framing, or if a record is longer than {@link
     *     SocketPolicy#maxBytes()}
     */
    RecordHandle receive() throws IOException, InterruptedException;

    /**
     * The next whole record if it is there in time.
     *
     * @param timeout how long to wait; not at all where it is zero or negative
     * @return null where it is not there in time; else as {@link #receive()}
     * @throws IllegalStateException if the record socket has no framing
     * @throws IOException as {@link #receive()}
     * @throws InterruptedException as {@link #receive()}
     * @throws NullPointerException if the timeout is null
     */
    RecordHandle receive(Duration timeout) throws IOException, InterruptedException;

    /**
     * The next whole record if it is there now. Does not block.
     *
     * @return null where it is not, or where another receives; else as {@link #receive()}
     * @throws IllegalStateException if the record socket has no framing
     * @throws IOException as {@link #receive()}
     */
    RecordHandle tryReceive() throws IOException;

    /**
     * The next whole record, later. Several calls are served in their order. What depends on the stage runs in one of the engine's
     * threads for such. Do not mix with {@link #receive()}: which of them gets a record is then open.
     *
     * @return a stage that completes with the record, which is to be closed by whoever gets it; exceptionally with what {@link
     *     #receive()} would throw
     */
    CompletionStage<RecordHandle> receiveAsync();

    /**
     * Completes when {@link #tryReceive()} has an answer: a record, the end of the stream, or an error. For an event loop of the
     * application's own: {@code socket.receivable().thenRunAsync(this::drain, loop)}, where {@code drain} calls {@link
     * #tryReceive()} until it answers null and then asks for the next stage.
     *
     * @return a stage that completes with null, and never exceptionally; it runs what depends on it in one of the engine's threads
     *     for such
     */
    CompletionStage<Void> receivable();

    /** {@return the limits in force here, and what happens when they are reached} */
    SocketPolicy policy();

    /**
     * Changes the limits, from the next send on. What is queued already stays.
     *
     * @param policy the new ones
     * @throws NullPointerException if it is null
     */
    void policy(SocketPolicy policy);

    /** {@return whether records are still accepted} */
    boolean isOpen();

    /**
     * Sends what is queued, then shuts the output of the connection down. Returns at once; records are not accepted any more.
     * What is left after {@link SocketPolicy#drainTimeout()} fails, and the connection with it: a reset where it is in the middle
     * of a record. Does nothing where that, or more, is under way.
     */
    void shutdownOutput();

    /**
     * Sends what is queued, then closes the connection. Returns at once; records are not accepted any more. What is left
     * after {@link SocketPolicy#drainTimeout()} fails, which the receipts and a line in the log tell; at once where nothing
     * can follow, as the application has written part of a record to the channel and closes before the rest. Closing again does
     * nothing.
     */
    @Override
    void close();

    /**
     * Completes when the connection is closed, or detached, and every receipt has its end. A connection that fails in the middle
     * of a record is reset. What depends on this runs in one of the engine's threads for such, and in no thread that sends or
     * closes.
     *
     * @return a stage that completes with null; exceptionally with the cause where the connection failed or records were left
     *     undelivered
     */
    CompletionStage<Void> closed();

    /**
     * Gives the channel back to the application, with its mode and options as they were. The record socket is of no use then.
     * Waits for the engine's own thread to let the channel go, which takes no time worth speaking of.
     *
     * @throws IllegalStateException if something is queued, or part of a record has been received, or a record that nobody has
     *     asked for, or somebody is receiving
     * @throws IOException if the mode or an option cannot be restored
     */
    void detach() throws IOException;
}
