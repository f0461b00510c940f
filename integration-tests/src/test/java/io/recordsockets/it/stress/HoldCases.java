package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.awaitInput;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;
import static io.recordsockets.it.stress.Probe.drip;
import static io.recordsockets.it.stress.Probe.expectReturn;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A select that sleeps on while records drip must still hear everything else. */
final class HoldCases {
    private HoldCases() {}

    static void wakeupWhileHolding() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            for (int i = 0; i < 50; i++) {
                link.send(Link.record(100), 0, 50);
                Thread waker = daemon("waker", selector::wakeup);
                long startNs = System.nanoTime();
                selector.select(WATCHDOG_MS);
                check(
                        System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(WATCHDOG_MS),
                        "neither woken nor released");
                waker.join();
                link.send(Link.record(100), 50, 100);
                selector.selectedKeys().clear();
                link.readFully(selector, ByteBuffer.allocate(100));
                selector.selectNow();
                selector.selectedKeys().clear();
            }
        }
    }

    static void wakeupWithinAction() throws Exception {
        try (Link one = new Link();
                Link two = new Link();
                Selector selector = Selector.open()) {
            one.near.configureBlocking(false);
            two.near.configureBlocking(false);
            one.near.register(selector, SelectionKey.OP_READ);
            two.near.register(selector, SelectionKey.OP_READ);
            one.send(Link.record(16));
            awaitInput(one, 16);
            selector.select(
                    key -> {
                        try {
                            one.near.read(ByteBuffer.allocate(16));
                            two.send(Link.record(100), 0, 50);
                            awaitInput(two, 50);
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        selector.wakeup();
                    },
                    WATCHDOG_MS);
            expectReturn(selector, WATCHDOG_MS);
        }
    }

    /** What has ended a select does not end the next one, too: an interrupt, and a wakeup by one who has the selector's monitor. */
    static void wakeupCountsOnce() throws Exception {
        for (boolean interrupt : new boolean[] {true, false}) {
            try (Link link = new Link();
                    Selector selector = Selector.open()) {
                link.near.configureBlocking(false);
                link.near.register(selector, SelectionKey.OP_READ);
                if (interrupt) {
                    Thread.currentThread().interrupt();
                } else {
                    synchronized (selector) {
                        selector.wakeup();
                    }
                }
                check(selector.select(WATCHDOG_MS) == 0, "nothing is there");
                check(Thread.interrupted() == interrupt, "the status of the thread");
                byte[] record = Link.record(100);
                link.send(record, 0, 50);
                awaitInput(link, 50);
                daemon("rest", () -> {
                    try {
                        Thread.sleep(20);
                        link.send(record, 50, 100);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                check(selector.select(WATCHDOG_MS) == 1, "ended by what had ended the one before");
            }
        }
    }

    static void interruptWhileHolding() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Link link = new Link();
                    Selector selector = Selector.open()) {
                link.near.configureBlocking(false);
                link.near.register(selector, SelectionKey.OP_READ);
                CountDownLatch done = new CountDownLatch(1);
                Thread selecting = daemon("selecting", () -> {
                    try {
                        while (!Thread.currentThread().isInterrupted()) {
                            selector.select();
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    done.countDown();
                });
                link.send(Link.record(100), 0, 50);
                Thread.sleep(i % 3);
                Probe.interrupt(selecting, done);
                check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "an interrupt was swallowed");
            }
        }
    }

    static void timeoutWhileHolding() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            Thread drip = drip(link, 100);
            ByteBuffer got = ByteBuffer.allocate(2000);
            while (drip.isAlive()) {
                long startNs = System.nanoTime();
                int n = selector.select(30);
                long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
                check(n > 0 || elapsedMs >= 30, "nothing selected and early, ms=" + elapsedMs);
                check(elapsedMs < WATCHDOG_MS, "late, ms=" + elapsedMs);
                if (n > 0) {
                    selector.selectedKeys().clear();
                    link.near.read(got);
                }
            }
        }
    }

    static void sleepsWhileHolding() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            Thread drip = drip(link, 200);
            ByteBuffer got = ByteBuffer.allocate(4000);
            long startNs = threads.getCurrentThreadCpuTime();
            int selects = 0;
            while (drip.isAlive()) {
                selector.select(500);
                selector.selectedKeys().clear();
                link.near.read(got);
                selects++;
            }
            long cpuMs = TimeUnit.NANOSECONDS.toMillis(threads.getCurrentThreadCpuTime() - startNs);
            check(selects <= 210, "selects that nobody asked for, count=" + selects);
            check(cpuMs < 400, "spins, cpu ms=" + cpuMs);
        }
    }
}
