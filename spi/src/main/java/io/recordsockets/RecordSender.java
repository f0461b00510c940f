package io.recordsockets;

import java.util.concurrent.CompletionStage;

/**
 * Where records can be sent: one {@link RecordSocket}, or a {@link RecordGroup} of them.
 *
 * <p>Records of one urgency arrive in the order of their sends; a more urgent one overtakes whatever has not begun. A record
 * that has begun is finished before anything else, or the connection fails.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any thread. Sends block only where the policy is {@link Overflow#BLOCK} and a limit is reached, and at the
 * end of the JVM: once the engine's own shutdown hook is over, a send returns when the record has left, or is refused. Nothing
 * else blocks.
 */
public interface RecordSender {
    /**
     * {@link #send(RecordHandle, SendOptions)} with {@link SendOptions#DEFAULT}.
     *
     * @param record what to send
     * @return what happened
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException as {@link #send(RecordHandle, SendOptions)}
     * @throws NullPointerException if the record is null
     */
    default SendResult send(RecordHandle record) {
        return send(record, SendOptions.DEFAULT);
    }

    /**
     * Sends a record, with no receipt and next to no allocation. What becomes of accepted records shows in {@link #backlog()} and
     * in {@link RecordSockets#status()}.
     *
     * @param record what to send
     * @param options how
     * @return what happened: to look at, since a limit may have been reached
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException if the bytes are not one record of the framing of a receiver; nothing is sent to anybody.
     *     Of a framing whose parsers remember what came before, and of a file whose first bytes do not tell, nothing is checked;
     *     nor with the agent option {@code check-records=off}. Also if the handle is not of this engine
     * @throws NullPointerException if an argument is null
     */
    SendResult send(RecordHandle record, SendOptions options);

    /**
     * Sends a record and keeps track of it at every receiver.
     *
     * @param record what to send
     * @param options how
     * @return a receipt, which knows the {@linkplain SendReceipt#result() result} too
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException as {@link #send(RecordHandle, SendOptions)}
     * @throws NullPointerException if an argument is null
     */
    SendReceipt sendTracked(RecordHandle record, SendOptions options);

    /**
     * Takes a record back from the receivers here that have not begun to get it. The answer is about all sends of the handle
     * to the socket, or through the group; see {@link RecordHandle#unsend()}.
     *
     * @param record what was sent; may be closed
     * @return who has it, and who never gets it
     * @throws IllegalArgumentException if the handle is not of this engine
     * @throws NullPointerException if the record is null
     */
    UnsendResult unsend(RecordHandle record);

    /**
     * Takes back what is queued here under a superseding key, see {@link SendOptions#key()}: of a group what was sent through
     * the group, also to members that have left since.
     *
     * @param key what the options had
     * @return who never gets it
     * @throws NullPointerException if the key is null
     */
    UnsendResult unsendKey(Object key);

    /**
     * Takes back what is queued here with this urgency: of a group what was sent through the group, also to members that have
     * left since.
     *
     * @param urgency 0 to 7
     * @return who never gets it
     * @throws IllegalArgumentException if the urgency is not within 0 to 7
     */
    UnsendResult unsendUrgency(int urgency);

    /**
     * What is queued here and has not been handed to the kernel whole.
     *
     * @return of this moment
     */
    Backlog backlog();

    /**
     * Whether there is room, by the water marks of the policy: false from when more than the high one is queued, until no more
     * than the low one is. Sends are accepted all the same, up to the limits. Of a group it is about what the group keeps, and not
     * about any member.
     *
     * @return false also where the record socket is not open
     */
    boolean isWritable();

    /**
     * Completes when {@link #isWritable()} is true: at once, or when what is queued has shrunk to the low water mark. What depends
     * on it runs in one of the engine's threads for such, and in no thread that sends or closes.
     *
     * @return a stage that completes with null; exceptionally, with a {@link java.nio.channels.ClosedChannelException} or
     *     the cause of the failure, where the record socket is not open any more. That of a group never completes exceptionally
     */
    CompletionStage<Void> writable();
}
