package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.awaitInput;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;
import static io.recordsockets.it.stress.Probe.expectPart;
import static io.recordsockets.it.stress.Probe.inRead;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Who learns of a part, by whichever way it got into user space. */
final class SelectCases {
    private SelectCases() {}

    static void partBehindWholeRecord() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.teachSmallRecords();
            link.near.register(selector, SelectionKey.OP_READ);
            byte[] sent = Link.join(Link.record(16), Arrays.copyOf(Link.record(100), 50));
            link.send(sent);
            ByteBuffer got = ByteBuffer.allocate(1024);
            long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WATCHDOG_MS);
            while (got.position() < sent.length && System.nanoTime() < endNs) {
                selector.select(WATCHDOG_MS);
                if (selector.selectedKeys().size() == 1) {
                    selector.selectedKeys().clear();
                    // Once: who reads less than he has room for knows that there is no more.
                    link.near.read(got);
                }
            }
            check(got.position() == sent.length, "the part never came, got=" + got.position());
            check(Arrays.equals(sent, Arrays.copyOf(got.array(), sent.length)), "other bytes came");
        }
    }

    static void cancelledKeyInSamePass() throws Exception {
        try (Link one = new Link();
                Link two = new Link();
                Selector selector = Selector.open()) {
            one.near.configureBlocking(false);
            two.near.configureBlocking(false);
            one.near.register(selector, SelectionKey.OP_READ, one);
            two.near.register(selector, SelectionKey.OP_READ, two);
            one.send(Link.record(16));
            two.send(Link.record(16));
            awaitInput(one, 16);
            awaitInput(two, 16);
            AtomicInteger actions = new AtomicInteger();
            selector.select(
                    key -> {
                        if (actions.getAndIncrement() == 0) {
                            readBlocking(key.attachment() == one ? two : one, selector);
                        }
                    },
                    WATCHDOG_MS);
            check(actions.get() >= 1, "no action");
        }
    }

    /** Takes a channel from its selector, reads what is there, and sleeps in the next read. */
    static void readBlocking(Link link, Selector selector) {
        link.near.keyFor(selector).cancel();
        CountDownLatch drained = new CountDownLatch(1);
        Thread reader = daemon("blocking reader", () -> {
            try {
                link.near.configureBlocking(true);
                link.near.read(ByteBuffer.allocate(16));
                drained.countDown();
                link.near.read(ByteBuffer.allocate(16));
            } catch (IOException e) {
                // closed at the end
            }
        });
        try {
            drained.await();
            while (!inRead(reader)) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void secondSelector() throws Exception {
        try (Link link = new Link();
                Selector one = Selector.open();
                Selector two = Selector.open()) {
            link.near.configureBlocking(false);
            SelectionKey key = link.near.register(one, SelectionKey.OP_READ);
            link.near.register(two, SelectionKey.OP_READ);
            one.selectNow();
            two.selectNow();
            link.send(Link.record(100), 0, 3);
            awaitInput(link, 3);
            one.selectNow();
            key.cancel();
            one.selectNow();
            expectPart(link, two, 3);
        }
    }

    static void interestOff() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            SelectionKey key = link.near.register(selector, SelectionKey.OP_READ);
            link.send(Link.record(100), 0, 30);
            awaitInput(link, 30);
            selector.selectNow();
            selector.selectedKeys().clear();
            key.interestOps(0);
            selector.select(150);
            key.interestOps(SelectionKey.OP_READ);
            expectPart(link, selector, 30);
        }
    }

    static void migration() throws Exception {
        try (Link link = new Link();
                Selector one = Selector.open();
                Selector two = Selector.open()) {
            link.near.configureBlocking(false);
            SelectionKey key = link.near.register(one, SelectionKey.OP_READ);
            link.send(Link.record(100), 0, 30);
            awaitInput(link, 30);
            one.selectNow();
            key.cancel();
            link.near.register(two, SelectionKey.OP_READ);
            expectPart(link, two, 30);
        }
    }

    static void workerReads() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.teachSmallRecords();
            SelectionKey key = link.near.register(selector, SelectionKey.OP_READ);
            CountDownLatch reported = new CountDownLatch(1);
            AtomicReference<Integer> selected = new AtomicReference<>();
            Thread selecting = daemon("selecting", () -> {
                try {
                    selector.select(WATCHDOG_MS);
                    key.interestOps(0);
                    selector.selectedKeys().clear();
                    reported.countDown();
                    for (int n = 0; n == 0; ) {
                        n = selector.select(WATCHDOG_MS);
                        selected.set(n);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            link.send(Link.join(Link.record(16), Arrays.copyOf(Link.record(100), 50)));
            reported.await();
            ByteBuffer got = ByteBuffer.allocate(16);
            link.near.read(got);
            key.interestOps(SelectionKey.OP_READ);
            selector.wakeup();
            selecting.join(2 * WATCHDOG_MS);
            check(Integer.valueOf(1).equals(selected.get()), "the part is not reported, selected=" + selected.get());
            ByteBuffer rest = ByteBuffer.allocate(1024);
            link.near.read(rest);
            check(rest.position() == 50, "wrong length, got=" + rest.position());
        }
    }
}
