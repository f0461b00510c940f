package io.recordsockets;

/**
 * Where records can be sent: one {@link RecordSocket}, or a {@link RecordGroup} of them.
 *
 * <p>Records of one urgency arrive in the order of their sends; a more urgent one overtakes whatever has not begun. A record
 * that has begun is finished before anything else, or the connection fails.
 *
 * <p><b>Threading:</b> any thread. Sends block only where the policy is {@link QueuePolicy.Overflow#BLOCK} and a limit is
 * reached, and at the end of the JVM: once its own shutdown hook is over, a send returns when the record has left, or is refused.
 * Nothing else blocks.
 */
public interface RecordSender {
    /** {@link #send(RecordHandle, SendOptions)} with {@link SendOptions#DEFAULT}. */
    default int send(RecordHandle record) {
        return send(record, SendOptions.DEFAULT);
    }

    /**
     * Sends a record, with no receipt and next to no allocation. What becomes of it shows in {@link #backlog()} and in {@link
     * RecordSockets#status()}.
     *
     * @return to how many receivers it is on its way: 0 or 1 for a socket, up to the number of members for a group. A
     *     receiver that is closed, or whose limit the policy enforces against this record, does not count.
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException if the bytes are not one record of the framing of a receiver; nothing is sent to anybody.
     *     Of a framing whose parsers remember what came before, and of a file whose first bytes do not tell, nothing is checked;
     *     nor with the agent option {@code check-records=off}
     */
    int send(RecordHandle record, SendOptions options);

    /**
     * Sends a record and keeps track of it at every receiver.
     *
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException as {@link #send(RecordHandle, SendOptions)}
     */
    SendReceipt sendTracked(RecordHandle record, SendOptions options);

    /**
     * Takes a record back from the receivers here that have not begun to get it. The answer is about all sends of the handle
     * to the socket, or through the group; see {@link RecordHandle#unsend()}.
     */
    UnsendResult unsend(RecordHandle record);

    /**
     * Takes back what is queued here under a superseding key, see {@link SendOptions#key()}: of a group what was sent through
     * the group, also to members that have left since.
     *
     * @throws NullPointerException if the key is null
     */
    UnsendResult unsendKey(Object key);

    /**
     * Takes back what is queued here with this urgency: of a group what was sent through the group, also to members that have
     * left since.
     *
     * @throws IllegalArgumentException if the urgency is not within 0 to 7
     */
    UnsendResult unsendUrgency(int urgency);

    /** What is queued here and has not been handed to the kernel whole. */
    Backlog backlog();

    /** The limits in force here, and what happens when they are reached. */
    QueuePolicy policy();

    /** Changes the limits, from the next send on. What is queued already stays. */
    void policy(QueuePolicy policy);
}
