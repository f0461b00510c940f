package io.recordsockets.outbound.receive;

import io.recordsockets.RecordHandle;
import io.recordsockets.os.Callbacks;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who wait for a record of one connection without a thread. A runner in the threads for callbacks serves them in their order;
 * there is one at a time.
 *
 * <p><b>No wake-up is lost.</b> {@link #asked} counts what the runner has to look for: whoever counts it up from 0 starts the runner,
 * and the runner ends only by counting down to 0 what it saw before its last look. So everything that happened before an {@link #ask()}
 * is seen by a look that begins after it. Everything that can give a waiter an answer asks:
 *
 * <ol>
 *   <li>The waiter itself, after it has been put into the queue.
 *   <li>The flusher, when the socket is readable. The runner has that reported after it found no whole record, and a selector
 *       reports what came in before it was asked, too.
 *   <li>A thread that receives, after it has let the receiver's lock go. The runner does not wait for the lock: where it finds it
 *       taken, the waiter was in the queue before, so who has the lock finds it there afterwards.
 *   <li>The end of the connection, after the state says so.
 * </ol>
 *
 * <p><b>Threading:</b> any thread.
 */
public final class AsyncReceives {
    /** After so many answers other connections have their turn. */
    private static final int MAX_TURN = 64;

    private final RecordReceiver receiver;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** Of the two stages one is null. */
    private static final class Waiter {
        final CompletableFuture<RecordHandle> record;
        final CompletableFuture<Void> readiness;

        Waiter(CompletableFuture<RecordHandle> record, CompletableFuture<Void> readiness) {
            this.record = record;
            this.readiness = readiness;
        }
    }

    AsyncReceives(RecordReceiver receiver) {
        this.receiver = receiver;
    }

    public CompletionStage<RecordHandle> receive() {
        CompletableFuture<RecordHandle> record = new CompletableFuture<>();
        waiters.add(new Waiter(record, null));
        ask();
        return record.minimalCompletionStage();
    }

    public CompletionStage<Void> receivable() {
        CompletableFuture<Void> readiness = new CompletableFuture<>();
        waiters.add(new Waiter(null, readiness));
        ask();
        return readiness.minimalCompletionStage();
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** There may be an answer for somebody. */
    void ask() {
        if (!waiters.isEmpty() && asked.getAndIncrement() == 0) {
            Callbacks.run(this::run);
        }
    }

    private void run() {
        int seen = asked.get();
        do {
            if (!serve()) {
                // Still counted, so nobody else starts a runner.
                Callbacks.run(this::run);
                return;
            }
            seen = asked.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Serves who can be served; false where there may be more, and others have their turn. */
    private boolean serve() {
        for (int served = 0; served < MAX_TURN; served++) {
            Waiter waiter = waiters.peek();
            if (waiter == null || !serve(waiter)) {
                return true;
            }
        }
        return false;
    }

    private boolean serve(Waiter waiter) {
        RecordHandle record = null;
        Throwable problem = null;
        try {
            if (waiter.record == null) {
                if (!receiver.isReady()) {
                    return false;
                }
            } else {
                record = receiver.poll();
                if (record == null) {
                    return false;
                }
            }
        } catch (Exception | Error e) {
            problem = e;
        }
        waiters.remove();
        if (waiter.record == null) {
            // Whoever receives next has the problem.
            waiter.readiness.complete(null);
        } else if (problem == null) {
            waiter.record.complete(record);
        } else {
            waiter.record.completeExceptionally(problem);
        }
        return true;
    }
}
