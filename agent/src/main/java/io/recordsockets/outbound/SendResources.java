package io.recordsockets.outbound;

import io.recordsockets.RecordSocket;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.payload.LeakWatch;
import io.recordsockets.outbound.payload.RecordMemory;
import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.write.Batches;
import io.recordsockets.outbound.write.WriteBatch;
import io.recordsockets.store.SharedStore;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What the record sockets and groups of one engine share: memory, the flusher, the threads that close, the end of the JVM, and
 * the figures that are of no single one.
 *
 * <p><b>Threading:</b> any thread.
 */
final class SendResources {
    /** After so long another thread is tried to be made. */
    private static final long NO_THREAD_PAUSE_NS = 100_000_000;

    private final RecordMemory memory = new RecordMemory();
    private final LeakWatch leaks = new LeakWatch();
    private final SendTally closedTally = new SendTally();
    private final Losses losses = new Losses();
    private final LongAdder bytesOnce = new LongAdder();
    private final UnseenRefusals refusals = new UnseenRefusals(UnseenRefusals.PATIENCE_NS);
    private final Collection<? extends EngineSocket> sockets;
    private final SocketPolicy policy;
    private final Supplier<SharedStore> store;
    private final Batches batches;
    private final Executor closing;
    private final JvmEnd jvmEnd;

    /** Connections that are over, and their channels not closed. */
    private final AtomicInteger closesUnderWay = new AtomicInteger();

    /** Starts with the first record socket. */
    private volatile Flusher flusher;

    /**
     * Starts nothing.
     *
     * @param sockets those that are open, whenever it is looked at
     * @param policy of record sockets that are given none
     * @param store answers null where there is none
     * @param flusher who runs it starts it; null for one that {@link #start} starts
     * @param closing null for threads of the engine's own
     */
    SendResources(
            Collection<? extends EngineSocket> sockets,
            SocketPolicy policy,
            Supplier<SharedStore> store,
            Flusher flusher,
            Supplier<WriteBatch> batchMaker,
            Executor closing) {
        this.sockets = sockets;
        this.policy = policy;
        this.store = store;
        this.flusher = flusher;
        this.batches = new Batches(batchMaker);
        this.jvmEnd = new JvmEnd(sockets, Durations.toNanos(policy.drainTimeout()), closesUnderWay::get, losses);
        this.closing = closing == null
                ? new ClosingThreads(work -> flusher().at(System.nanoTime() + NO_THREAD_PAUSE_NS, work))
                : closing;
    }

    /** Before the first record socket, and again before each other: the flusher runs, and there is memory to write from. */
    void start() throws IOException {
        batches.makeFirst();
        if (flusher == null) {
            synchronized (this) {
                if (flusher == null) {
                    Flusher started = new Flusher(sockets);
                    started.start();
                    flusher = started;
                    jvmEnd.watch();
                }
            }
        }
    }

    RecordMemory memory() {
        return memory;
    }

    LeakWatch leaks() {
        return leaks;
    }

    Supplier<SharedStore> store() {
        return store;
    }

    SocketPolicy policy() {
        return policy;
    }

    Batches batches() {
        return batches;
    }

    Flusher flusher() {
        return flusher;
    }

    JvmEnd jvmEnd() {
        return jvmEnd;
    }

    /** Bytes of the sends that have not ended. */
    LongAdder bytesOnce() {
        return bytesOnce;
    }

    UnseenRefusals refusals() {
        return refusals;
    }

    /** What was done by sockets that are closed, or by none. */
    SendTally closedTally() {
        return closedTally;
    }

    // -- The end of a connection

    /** A connection ends with records that could not be sent, which is told soon; see {@link Losses#add}. */
    void lost(String cause, RecordSocket socket, int records, long bytes) {
        if (losses.add(cause, socket, records, bytes)) {
            long gatherNs = jvmEnd.isLate() ? 0 : Losses.GATHER_NS;
            flusher.at(System.nanoTime() + gatherNs, () -> closing.execute(losses::tell));
        }
    }

    /** Runs what the end of a connection takes and may wait. */
    Executor closing() {
        return closing;
    }

    /** Closes the channel of a connection that is over. */
    void close(Runnable close) {
        closesUnderWay.incrementAndGet();
        closing.execute(() -> {
            try {
                close.run();
            } finally {
                closesUnderWay.decrementAndGet();
            }
        });
    }
}
