package io.recordsockets.outbound;

import io.recordsockets.monitor.Log;
import io.recordsockets.outbound.queue.Refusals;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the records that limits refuse, and tells once where nobody looks at the answer: an application that loses records without a
 * word should know what to do.
 *
 * <p>One refused send at a time is watched for a second; if its result has not been looked at by then, nobody does.
 *
 * <p><b>Threading:</b> any thread.
 */
final class UnseenRefusals {
    static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final long patienceNs;
    private final LongAdder refused = new LongAdder();

    /** Null where none is. */
    private final AtomicReference<Refusals> watched = new AtomicReference<>();

    private volatile boolean told;

    /** @param patienceNs how long a result may be there before somebody looks at it */
    UnseenRefusals(long patienceNs) {
        this.patienceNs = patienceNs;
    }

    /** A send was not accepted by all. */
    void count(Refusals refusals) {
        refused.add(refusals.byLimit());
    }

    long refused() {
        return refused.sum();
    }

    /** A send without a receipt returns this to the application. */
    void watch(Refusals refusals, Flusher flusher) {
        if (!told && watched.get() == null && refusals.byLimit() > 0 && watched.compareAndSet(null, refusals)) {
            flusher.at(System.nanoTime() + patienceNs, this::check);
        }
    }

    private void check() {
        Refusals refusals = watched.getAndSet(null);
        if (refusals.seen() || told) {
            return;
        }
        told = true;
        Log.log()
                .warn(
                        "records were refused by a limit, and nobody looked at the answer of send(), result={}, refused so"
                                + " far={}; look at SendResult.outcome(), wait for writable(), or set a policy: BLOCK,"
                                + " DROP_OLDEST, DISCONNECT, higher limits; told once",
                        refusals.describe(),
                        refused());
    }
}
