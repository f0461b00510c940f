package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Sends every message to every subscriber. The two implementations differ in how they do that and in nothing else.
 *
 * <p><b>Threading:</b> one thread publishes; the rest from any thread. No call but {@link #close()} blocks.
 */
interface Publisher extends AutoCloseable {
    /** What {@link Publisher#block} gives back. */
    interface Published {
        /** Takes the block back from every subscriber that has not begun to get it, as far as that can be done. */
        void retract();
    }

    /**
     * What became of the messages so far. One that goes to several subscribers counts several times.
     *
     * @param subscribers connected now
     * @param disconnected by the limit, or because their connections failed
     * @param queuedBytes not yet handed to the kernel
     * @param mostQueuedBytes the same, at the subscriber that has the most
     * @param sentRecords handed to the kernel whole
     * @param writes system calls that wrote
     * @param retractedInTime retracted blocks of which the subscriber gets no byte
     * @param retractedLate retracted blocks that were queued or under way and are sent nevertheless
     * @param unsentBytes of blocks that were taken back or whose lifetime was over
     */
    record Figures(
            int subscribers,
            long disconnected,
            long queuedBytes,
            long mostQueuedBytes,
            long sentRecords,
            long writes,
            long retractedInTime,
            long retractedLate,
            long unsentBytes) {}

    /** From now on the channel gets everything; it belongs to the publisher. */
    void subscribe(SocketChannel channel) throws IOException;

    /** Publishes a vote or a retraction, which are urgent. */
    void urgent(Message message);

    /** Publishes a block. */
    Published block(Message block);

    Figures figures();

    /** From when an urgent message was published to when the kernel had it whole, subscriber by subscriber. */
    Latencies urgentLatencies();

    /** Sends what is queued, for at most {@link #DRAIN_MS}, and closes the connections. */
    @Override
    void close();

    /** Milliseconds. */
    long DRAIN_MS = 2_000;
}
