package io.recordsockets.outbound;

import io.recordsockets.SendingStatistics;

/**
 * Sums of what connections did.
 *
 * <p><b>Threading:</b> guarded by its own monitor.
 */
final class SendTally {
    private final long[] ends = new long[Delivery.FAILED + 1];
    private int sockets;
    private long records;
    private long bytes;
    private long writes;
    private long sharedBytes;

    /** Adds one connection. */
    synchronized void add(long[] itsEnds, int itsRecords, long itsBytes, long itsWrites, long itsSharedBytes) {
        for (int end = 0; end < ends.length; end++) {
            ends[end] += itsEnds[end];
        }
        sockets++;
        records += itsRecords;
        bytes += itsBytes;
        writes += itsWrites;
        sharedBytes += itsSharedBytes;
    }

    /** Adds records that came to an end before any connection counted them. */
    synchronized void addEnded(byte end, int count) {
        ends[end] += count;
    }

    /** Adds the sums of another, whose sockets are closed. */
    synchronized void addClosed(SendTally closed) {
        synchronized (closed) {
            for (int end = 0; end < ends.length; end++) {
                ends[end] += closed.ends[end];
            }
            writes += closed.writes;
            sharedBytes += closed.sharedBytes;
        }
    }

    /** The sums; what is not of connections is left to be set. */
    synchronized SendingStatistics.Builder statistics() {
        return SendingStatistics.builder()
                .sockets(sockets)
                .queuedRecords(records)
                .queuedBytesPerReceiver(bytes)
                .sent(ends[Delivery.SENT])
                .unsent(ends[Delivery.UNSENT])
                .expired(ends[Delivery.EXPIRED])
                .superseded(ends[Delivery.SUPERSEDED])
                .failed(ends[Delivery.FAILED])
                .writes(writes)
                .sharedBytes(sharedBytes);
    }
}
