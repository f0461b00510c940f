package io.recordsockets;

import java.util.concurrent.CompletionStage;

/**
 * What became of one send, receiver by receiver. Receivers are numbered from 0, in the order in which they were members.
 *
 * <p><b>Threading:</b> any thread; no call blocks. Answers are of one moment; an end never changes.
 */
public interface SendReceipt {
    /** The receivers that the send was for, whether or not they accepted it. */
    int receivers();

    /**
     * A receiver.
     *
     * @throws IndexOutOfBoundsException if there is no such receiver
     */
    RecordSocket receiver(int index);

    /** What became of the record at a receiver so far. */
    RecordState state(int index);

    /** At how many receivers the record is in this state. */
    int count(RecordState state);

    /** When the send was made, as a {@link System#nanoTime()}. */
    long queuedNs();

    /** When the first byte was handed to the kernel, as a {@link System#nanoTime()}; 0 where it has not been. */
    long startedNs(int index);

    /** When the state became an end, as a {@link System#nanoTime()}; 0 where it is none yet. */
    long endedNs(int index);

    /** Why the record failed at a receiver; null where it did not. */
    Throwable cause(int index);

    /**
     * Completes with this receipt when every receiver has come to an end; never exceptionally. What depends on it runs in one of the
     * engine's threads for such, and in no thread that sends or closes.
     */
    CompletionStage<SendReceipt> ended();
}
