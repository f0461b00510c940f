package io.recordsockets;

/**
 * What the sending side of this JVM did so far.
 *
 * @param available whether records can be sent here
 * @param kernelBounded whether {@link QueuePolicy#kernelBytes()} can be set in this JVM. It needs the agent, or {@code
 *     --add-opens java.base/sun.nio.ch=ALL-UNNAMED}
 * @param sockets record sockets that are open
 * @param queuedRecords records that are queued, summed over the sockets
 * @param queuedBytes bytes that are queued, summed over the sockets; memory holds each record once
 * @param sent records handed to the kernel whole, counted once for each receiver like those below
 * @param unsent records taken back
 * @param expired records that expired
 * @param superseded records that were superseded
 * @param failed records that failed
 * @param writes system calls that wrote
 * @param sharedBytes bytes that left as pages which the queues of several sockets share
 * @param leakedHandles handles that became unreachable unclosed
 */
public record SendingStatistics(
        boolean available,
        boolean kernelBounded,
        int sockets,
        long queuedRecords,
        long queuedBytes,
        long sent,
        long unsent,
        long expired,
        long superseded,
        long failed,
        long writes,
        long sharedBytes,
        long leakedHandles) {
    /** Where nothing was sent so far. */
    public static SendingStatistics none(boolean available, boolean kernelBounded) {
        return new SendingStatistics(available, kernelBounded, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
