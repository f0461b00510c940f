package io.recordsockets.outbound.queue;

import io.recordsockets.RecordState;
import io.recordsockets.SendReceipt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What a receipt tells beside the states, receiver by receiver.
 *
 * <p><b>Threading:</b> written under the lock of the receiver's connection, before the state; read after the state.
 */
public final class ReceiptTimes {
    final CompletableFuture<SendReceipt> ended = new CompletableFuture<>();

    private final long queuedNs;
    private final long[] startedNs;
    private final long[] endedNs;
    private final Throwable[] causes;

    ReceiptTimes(int receivers, long queuedNs) {
        this.queuedNs = queuedNs;
        this.startedNs = new long[receivers];
        this.endedNs = new long[receivers];
        this.causes = new Throwable[receivers];
    }

    void started(int index, long nowNs) {
        startedNs[index] = nowNs;
    }

    /** @param nowNs may be from before the send, where a newer one ends it whose clock was read before it waited */
    void ended(int index, boolean sent, Throwable cause, long nowNs) {
        causes[index] = cause;
        endedNs[index] = nowNs - queuedNs < 0 ? queuedNs : nowNs;
        if (sent && startedNs[index] == 0) {
            startedNs[index] = nowNs;
        }
    }

    /** Null where it has not begun. */
    Duration startedAfter(int index) {
        return startedNs[index] == 0 ? null : Duration.ofNanos(startedNs[index] - queuedNs);
    }

    Duration endedAfter(int index) {
        return Duration.ofNanos(endedNs[index] - queuedNs);
    }

    Throwable cause(int index) {
        return causes[index];
    }

    /** A receipt for people: how many receivers are in which state. */
    static String describe(SendReceipt receipt, String record) {
        StringBuilder text = new StringBuilder("SendReceipt[").append(record);
        text.append(", receivers=").append(receipt.receivers());
        for (RecordState state : RecordState.values()) {
            int count = receipt.count(state);
            if (count > 0) {
                text.append(", ").append(state).append('=').append(count);
            }
        }
        return text.append(']').toString();
    }
}
