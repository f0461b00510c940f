package io.recordsockets;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * What became of one send, receiver by receiver. Receivers are numbered from 0, in the order in which they were members.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any thread; no call blocks. Answers are of one moment; an end never changes.
 */
public interface SendReceipt {
    /**
     * What the send came to when it returned.
     *
     * @return the same that {@link RecordSender#send(RecordHandle, SendOptions)} would have answered
     */
    SendResult result();

    /** {@return how many receivers the send was for, whether or not they accepted it} */
    int receivers();

    /**
     * A receiver.
     *
     * @param index its number
     * @return the record socket
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    RecordSocket receiver(int index);

    /**
     * What became of the record at a receiver so far.
     *
     * @param index the number of the receiver
     * @return {@link RecordState#FAILED} also where it was refused
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    RecordState state(int index);

    /**
     * At how many receivers the record is in this state.
     *
     * @param state what is counted
     * @return 0 to {@link #receivers()}
     */
    int count(RecordState state);

    /**
     * When the send was made.
     *
     * @return by the system's clock, as it goes at the time of this call
     */
    Instant queuedAt();

    /**
     * How long after the send the first byte was handed to the kernel.
     *
     * @param index the number of the receiver
     * @return null where that has not happened
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    Duration startedAfter(int index);

    /**
     * How long after the send the state became an end.
     *
     * @param index the number of the receiver
     * @return null where it is none yet
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    Duration endedAfter(int index);

    /**
     * Why the record failed at a receiver.
     *
     * @param index the number of the receiver
     * @return a {@link SendRefusedException} where a limit was enforced, a {@link
     *     java.nio.channels.ClosedChannelException} where the record socket was closed, else what failed; null where the
     *     state is not {@link RecordState#FAILED}
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    Throwable cause(int index);

    /**
     * Completes when every receiver has come to an end. What depends on it runs in one of the engine's threads for such, and in no
     * thread that sends or closes.
     *
     * @return a stage that completes with this receipt; never exceptionally
     */
    CompletionStage<SendReceipt> ended();
}
