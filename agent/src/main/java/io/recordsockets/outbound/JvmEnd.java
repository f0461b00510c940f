package io.recordsockets.outbound;

import io.recordsockets.SendOutcome;
import io.recordsockets.monitor.Log;
import io.recordsockets.os.Permissions;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.queue.EntryState;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * What the end of the JVM means to records: they leave, or the send is refused.
 *
 * <pre>
 *   RUNNING → DRAINING → LATE
 * </pre>
 *
 * <p><b>Draining.</b> A shutdown hook of the engine's waits until nothing is queued, for each connection as long as its policy says.
 * What is left then fails, and so does its connection.
 *
 * <p><b>Late.</b> Hooks of the application may go on after that, and nobody can tell how long: the JVM ends with the last of them,
 * without a further word to anybody. So from here on a send returns when its record has left, or is refused: the hook that sends
 * is what keeps the JVM alive. All such waits together take no longer than the time to drain. Of the application's own writes
 * nothing is queued.
 *
 * <p>No record falls between the two: the hook sets LATE and then looks at the queues once more; who sends queues his record and
 * then looks whether it is late. One of them sees the other.
 *
 * <p><b>Threading:</b> any thread.
 */
final class JvmEnd {
    /** To close takes longer only where somebody holds a lock of the channel. */
    private static final long CLOSE_LIMIT_NS = 1_000_000_000;

    private final Collection<? extends EngineSocket> sockets;
    private final IntSupplier closesUnderWay;
    private final Losses losses;

    /** How long late sends may wait still, all together. */
    private final AtomicLong lateLeftNs;

    private volatile boolean late;
    private volatile boolean toldLate;

    /** @param closesUnderWay how many connections are over whose channels are not closed yet */
    JvmEnd(Collection<? extends EngineSocket> sockets, long lateLimitNs, IntSupplier closesUnderWay, Losses losses) {
        this.losses = losses;
        this.sockets = sockets;
        this.closesUnderWay = closesUnderWay;
        this.lateLeftNs = new AtomicLong(lateLimitNs);
    }

    /** Has the end wait for what is queued. */
    void watch() {
        try {
            Permissions.with(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(null, this::drain, "record-exit", 0, false));
                return null;
            });
        } catch (IllegalStateException e) {
            // The first record socket is made by a hook.
            late = true;
        }
    }

    /** Whether nothing is to be queued any more but for somebody who waits for it. */
    boolean isLate() {
        return late;
    }

    /** The hook. */
    void drain() {
        long startNs = System.nanoTime();
        try {
            awaitDrained(startNs);
            late = true;
            awaitDrained(startNs);
        } catch (InterruptedException e) {
            // Whoever interrupts a hook wants it to end.
            late = true;
        }
        losses.tell();
    }

    private void awaitDrained(long startNs) throws InterruptedException {
        for (EngineSocket socket : sockets) {
            long timeoutNs = Durations.toNanos(socket.policy().drainTimeout());
            if (!socket.awaitDrained(startNs + timeoutNs)) {
                socket.giveUp("not everything could be sent before the JVM ended", losses);
            }
        }
        awaitCloses();
    }

    /** What was in the middle of a record is to be seen as reset, before the kernel ends it as if nothing were missing. */
    private void awaitCloses() throws InterruptedException {
        long startNs = System.nanoTime();
        while (closesUnderWay.getAsInt() > 0 && System.nanoTime() - startNs < CLOSE_LIMIT_NS) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Waits until a record has left, where it is late; what does not leave is refused, and does not count as accepted. */
    void await(Delivery delivery) {
        long startNs = System.nanoTime();
        long leftNs = Math.max(lateLeftNs.get(), 0);
        boolean interrupted = false;
        for (int i = 0; i < delivery.receivers.length; i++) {
            EngineSocket socket = EngineSocket.of(delivery.receivers[i]);
            if (delivery.at(i) < EntryState.SENT) {
                long ownNs = Durations.toNanos(socket.policy().drainTimeout());
                interrupted |= awaitSent(socket, startNs + Math.min(ownNs, leftNs));
                if (delivery.at(i) < EntryState.SENT) {
                    if (socket.giveUp("the JVM ends, and the receiver takes no more", null)) {
                        tellLate();
                    }
                    delivery.offered(i, SendOutcome.CLOSED);
                }
            }
        }
        lateLeftNs.addAndGet(startNs - System.nanoTime());
        try {
            awaitCloses();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the thread was interrupted, which does not end the wait: there is no other chance for the record. */
    private static boolean awaitSent(EngineSocket socket, long deadlineNs) {
        boolean interrupted = false;
        while (true) {
            try {
                socket.awaitDrained(deadlineNs);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private void tellLate() {
        if (!toldLate) {
            toldLate = true;
            Log.log()
                    .warn(
                            "a send was refused, as the JVM ends and the receiver did not take the record in time; told once");
        }
    }
}
