package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;
import static io.recordsockets.it.stress.Probe.drip;
import static io.recordsockets.it.stress.Probe.inRead;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Reads in blocking mode. */
final class ReadCases {
    private ReadCases() {}

    static void tricklingHeader() throws Exception {
        try (Link link = new Link()) {
            CountDownLatch done = new CountDownLatch(1);
            ByteBuffer got = ByteBuffer.allocate(100);
            daemon("reader", () -> {
                try {
                    link.near.read(got);
                    done.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            byte[] record = Link.record(100);
            link.send(record, 0, 1);
            Thread.sleep(20);
            link.send(record, 1, 2);
            check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "read does not return");
            check(got.position() >= 1 && got.position() <= 2, "wrong length, got=" + got.position());
        }
    }

    static void tricklingHeaderWithTimeout() throws Exception {
        try (Link link = new Link()) {
            link.near.socket().setSoTimeout(300);
            AtomicReference<Object> outcome = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);
            daemon("reader", () -> {
                try {
                    outcome.set(link.near.socket().getInputStream().read(new byte[100]));
                } catch (IOException e) {
                    outcome.set(e);
                }
                done.countDown();
            });
            byte[] record = Link.record(100);
            link.send(record, 0, 1);
            Thread.sleep(20);
            link.send(record, 1, 2);
            check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "read does not return");
            check(outcome.get() instanceof Integer, "wrong outcome, got=" + outcome.get());
        }
    }

    static void interruptedReader() throws Exception {
        try (Link link = new Link()) {
            link.near.configureBlocking(false);
            link.teachSmallRecords();
            link.near.configureBlocking(true);
            link.send(Link.join(Link.record(16), Link.record(16)));
            ByteBuffer got = ByteBuffer.allocate(8);
            link.near.read(got);
            Thread.currentThread().interrupt();
            try {
                link.near.read(got.clear());
                throw new AssertionError("a blocking read of an interrupted thread went well");
            } catch (ClosedByInterruptException e) {
                check(Thread.interrupted(), "the interrupt is gone");
            }
            check(!link.near.isOpen(), "the channel is still open");
        } finally {
            Thread.interrupted();
        }
    }

    /**
     * Acts on a channel whose reader is in a held read in blocking mode, while a head trickles in: so between two of its waits,
     * too. On the plain JDK the read may be over by then.
     */
    static void inHeldRead(Link link, CornerCases.Case act, Class<?>... expected) throws Exception {
        AtomicReference<Object> outcome = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        byte[] record = Link.record(100);
        Thread reader = daemon("reader", () -> {
            try {
                outcome.set(link.near.read(ByteBuffer.allocate(1024)));
            } catch (IOException | RuntimeException e) {
                outcome.set(e);
            }
            done.countDown();
        });
        while (!inRead(reader)) {
            Thread.onSpinWait();
        }
        Thread drip = daemon("drip", () -> {
            try {
                for (int i = 0; i < 6; i++) {
                    link.send(record, i, i + 1);
                }
            } catch (IOException e) {
                // closed meanwhile
            }
        });
        for (int i = ThreadLocalRandom.current().nextInt(20_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        if (act == null) {
            Probe.interrupt(reader, done);
        } else {
            act.run();
        }
        check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "read does not return");
        check(
                Arrays.stream(expected).anyMatch(type -> type.isInstance(outcome.get())),
                "wrong outcome, got=" + outcome.get());
        drip.join();
    }

    static void closeInHeldRead() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Link link = new Link()) {
                inHeldRead(link, link.near::close, Integer.class, AsynchronousCloseException.class);
            }
        }
    }

    static void interruptInHeldRead() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Link link = new Link()) {
                inHeldRead(link, null, Integer.class, ClosedByInterruptException.class);
            }
        }
    }

    /** A read that an interrupt closes the channel under says so, though it has bytes by then: the next one would not. */
    static void interruptInReadThatHasBytes() throws Exception {
        byte[] noRecords = new byte[100];
        Arrays.fill(noRecords, (byte) 'x');
        for (int i = 0; i < 500; i++) {
            try (Link link = new Link()) {
                link.send(noRecords);
                AtomicReference<String> wrong = new AtomicReference<>();
                CountDownLatch begun = new CountDownLatch(1);
                Thread reader = daemon("reader", () -> {
                    begun.countDown();
                    try {
                        int n = link.near.read(ByteBuffer.allocate(1024));
                        if (!link.near.isOpen()) {
                            wrong.set("the channel is closed, and the read answers " + n);
                        }
                    } catch (ClosedByInterruptException e) {
                        if (link.near.isOpen()) {
                            wrong.set("the read says that the channel is closed, and it is open");
                        }
                    } catch (IOException | RuntimeException e) {
                        wrong.set("the read throws " + e);
                    }
                });
                begun.await();
                for (int spins = ThreadLocalRandom.current().nextInt(3000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                reader.interrupt();
                reader.join(WATCHDOG_MS);
                check(!reader.isAlive(), "read does not return");
                check(wrong.get() == null, wrong.get());
            }
        }
    }

    static void shutdownInputInHeldRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Link link = new Link()) {
                inHeldRead(link, link.near::shutdownInput, Integer.class);
            }
        }
    }

    static void modeChangeInHeldRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            Link link = new Link();
            Thread reader = daemon("reader", () -> {
                try {
                    link.near.read(ByteBuffer.allocate(1000));
                } catch (IOException e) {
                    // closed at the end
                }
            });
            byte[] record = Link.record(1000);
            link.send(record, 0, 1);
            Thread changer = daemon("changer", () -> {
                try {
                    link.near.configureBlocking(false);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int at = 1; at < 10; at++) {
                link.send(record, at, at + 1);
                Thread.sleep(1);
            }
            if (link.near.isBlocking()) {
                // The reader was faster each time
                link.send(record, 10, record.length);
                changer.join(WATCHDOG_MS);
                check(!changer.isAlive(), "the mode does not change");
            }
            Thread closer = daemon("closer", () -> {
                try {
                    link.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            closer.join(WATCHDOG_MS);
            check(!closer.isAlive(), "close does not return");
            reader.join(WATCHDOG_MS);
            check(!reader.isAlive(), "read does not return");
        }
    }
}
