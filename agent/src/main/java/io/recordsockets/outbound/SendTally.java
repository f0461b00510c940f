package io.recordsockets.outbound;

import io.recordsockets.SendingStatistics;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;

/**
 * Sums of what connections did.
 *
 * <p><b>Threading:</b> guarded by its own monitor.
 */
final class SendTally {
    private final long[] ends = new long[EntryState.COUNT];
    private int sockets;
    private long records;
    private long bytes;
    private long writes;
    private long sharedBytes;

    /** Adds one connection, under its lock. */
    synchronized void add(OutboundQueue queue, long itsWrites, long itsSharedBytes) {
        for (byte end = 0; end < ends.length; end++) {
            ends[end] += queue.ended(end);
        }
        sockets++;
        records += queue.records();
        bytes += queue.bytes();
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
                .sent(ends[EntryState.SENT])
                .unsent(ends[EntryState.UNSENT])
                .expired(ends[EntryState.EXPIRED])
                .superseded(ends[EntryState.SUPERSEDED])
                .failed(ends[EntryState.FAILED])
                .writes(writes)
                .sharedBytes(sharedBytes);
    }
}
