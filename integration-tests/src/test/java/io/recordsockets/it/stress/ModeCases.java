package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Reads while another thread changes the mode of the channel, or waits for its turn to read. */
final class ModeCases {
    private static final int ROUNDS = 500;

    private ModeCases() {}

    /** Two threads that begin together, each a random moment later. */
    private static void race(Link link, CornerCases.Case one, CornerCases.Case other) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        daemon("other", () -> {
            try {
                awaitMoment(together);
                other.run();
            } catch (Throwable e) {
                failure.set(e);
            }
            done.countDown();
        });
        awaitMoment(together);
        one.run();
        check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "a call does not return");
        check(failure.get() == null, String.valueOf(failure.get()));
        link.close();
    }

    private static void awaitMoment(CyclicBarrier together) throws Exception {
        together.await(WATCHDOG_MS, TimeUnit.MILLISECONDS);
        for (int spins = ThreadLocalRandom.current().nextInt(300); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    /** Of a record of which the first bytes were read, and more may be in user space. */
    private static Link begun() throws IOException {
        Link link = new Link();
        link.send(Link.record(64));
        ByteBuffer got = ByteBuffer.allocate(5);
        while (got.hasRemaining()) {
            link.near.read(got);
        }
        return link;
    }

    static void interruptedReadWhileModeChanges() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = begun();
            race(link, () -> ignoreClosed(() -> link.near.configureBlocking(false)), () -> {
                Thread.currentThread().interrupt();
                ByteBuffer got = ByteBuffer.allocate(1);
                try {
                    check(link.near.read(got) == 1 && got.get(0) == Link.record(64)[5], "wrong byte");
                } catch (ClosedByInterruptException e) {
                    check(!link.near.isOpen(), "still open");
                }
            });
        }
    }

    static void streamReadWhileModeChanges() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = begun();
            link.near.configureBlocking(false);
            race(link, () -> link.near.configureBlocking(true), () -> {
                try {
                    int b = link.near.socket().getInputStream().read();
                    check(b == Link.record(64)[5], "wrong byte, got=" + b);
                } catch (IllegalBlockingModeException e) {
                    // The read came first.
                    return;
                }
            });
        }
    }

    /** A read in non-blocking mode has its bytes when the mode changes, and is not to wait for more. */
    static void readThatHasBytesWhileModeChanges() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = new Link();
            link.near.configureBlocking(false);
            link.send(Link.record(6));
            Probe.awaitInput(link, 6);
            race(
                    link,
                    () -> link.near.configureBlocking(true),
                    () -> check(link.near.read(ByteBuffer.allocate(1000)) == 6, "not the record"));
        }
    }

    private static void ignoreClosed(CornerCases.Case body) throws Exception {
        try {
            body.run();
        } catch (ClosedChannelException e) {
            // By the interrupt.
            return;
        }
    }

    /** A worker reads what was reported, and takes the channel for itself, while the selecting thread still looks at it. */
    static void selectGoesOnWhileWorkerTakesTheChannel() throws Exception {
        try (Selector selector = Selector.open();
                Link link = new Link()) {
            int[] passes = new int[1];
            CountDownLatch over = new CountDownLatch(1);
            Thread selecting = daemon("selecting", () -> {
                try {
                    while (over.getCount() > 0) {
                        selector.select(1);
                        selector.selectedKeys().clear();
                        synchronized (passes) {
                            passes[0]++;
                            passes.notifyAll();
                        }
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            byte[] record = Link.record(40);
            for (int i = 0; i < ROUNDS; i++) {
                link.near.configureBlocking(false);
                SelectionKey key = link.near.register(selector, SelectionKey.OP_READ);
                selector.wakeup();
                for (int spins = ThreadLocalRandom.current().nextInt(2000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                link.send(record);
                ByteBuffer got = ByteBuffer.allocate(record.length);
                while (got.hasRemaining()) {
                    link.near.read(got);
                }
                key.cancel();
                link.near.configureBlocking(true);
                awaitPasses(passes, 2);
            }
            over.countDown();
            selecting.join(WATCHDOG_MS);
        }
    }

    /** After so many more, a key that was cancelled is forgotten. */
    private static void awaitPasses(int[] passes, int more) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCHDOG_MS);
        synchronized (passes) {
            int wanted = passes[0] + more;
            while (passes[0] < wanted) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
                check(leftMs > 0, "a select with a time-out does not return");
                passes.wait(leftMs);
            }
        }
    }

    /** One who waits for his turn to read is interrupted, and has bytes when it comes. */
    static void interruptOfSecondReader() throws Exception {
        try (Link link = new Link()) {
            AtomicReference<Object> outcome = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);
            Thread first = reader(link, new AtomicReference<>(), new CountDownLatch(1));
            while (!Probe.inRead(first)) {
                Thread.onSpinWait();
            }
            Thread second = reader(link, outcome, done);
            while (second.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            second.interrupt();
            link.send(Link.join(Link.record(8), Link.record(8), Link.record(8)));
            check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "read does not return");
            check(outcome.get() instanceof ClosedByInterruptException, "wrong outcome, got=" + outcome.get());
        }
    }

    private static Thread reader(Link link, AtomicReference<Object> outcome, CountDownLatch done) {
        return daemon("reader", () -> {
            try {
                outcome.set(link.near.read(ByteBuffer.allocate(2)));
            } catch (IOException e) {
                outcome.set(e);
            }
            done.countDown();
        });
    }
}
