package io.recordsockets;

import java.util.List;

/**
 * What a send came to at the receivers, when it returned. Where all is well it is one of a few objects that the engine keeps, so
 * that a send allocates nothing for it.
 *
 * <p>A result that says "refused by a limit" should be looked at: slow down until {@link RecordSender#writable()} completes, drop
 * the record, or choose another {@link Overflow}. Where nobody looks, one line in the log says so, once.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any thread; no call blocks. A result never changes.
 */
public interface SendResult {
    /**
     * Whether every receiver accepted the record.
     *
     * @return true also where there was no receiver: a group without members
     */
    boolean isAccepted();

    /**
     * The outcome in one word.
     *
     * @return {@link SendOutcome#ACCEPTED} where every receiver accepted the record, else the outcome of the first that did not
     */
    SendOutcome outcome();

    /**
     * How many receivers the send was for.
     *
     * @return 1 for a socket; for a group the number of members at the moment of the send
     */
    int receivers();

    /**
     * How many receivers accepted the record.
     *
     * @return 0 to {@link #receivers()}
     */
    int accepted();

    /**
     * At how many receivers the send came to this outcome.
     *
     * @param outcome what is counted
     * @return 0 to {@link #receivers()}
     * @throws NullPointerException if the outcome is null
     */
    int count(SendOutcome outcome);

    /**
     * The receivers at which the send came to this outcome.
     *
     * @param outcome what is looked for
     * @return a new list, in the order in which they were members; empty where there are none
     * @throws NullPointerException if the outcome is null
     */
    List<RecordSocket> receiversWith(SendOutcome outcome);
}
