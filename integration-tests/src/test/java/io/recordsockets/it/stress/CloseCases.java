package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;
import static io.recordsockets.it.stress.Probe.inRead;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** A channel that is closed while there are bytes that the application does not have yet. */
final class CloseCases {
    private CloseCases() {}

    /** What a reader gets that goes on while another thread closes is the beginning of the stream, without a gap. */
    static void readsWhileClosing() throws Exception {
        byte[] record = Link.record(100);
        byte[] sent = new byte[100 * record.length];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(record, 0, sent, i * record.length, record.length);
            sent[i * record.length + 4] = (byte) i;
        }
        for (int round = 0; round < 300; round++) {
            try (Link link = new Link()) {
                link.near.configureBlocking(false);
                link.send(sent, 0, 50 * record.length);
                Probe.awaitInput(link, 1);
                AtomicReference<String> wrong = new AtomicReference<>("the reader does not end");
                Thread reader = daemon("reader", () -> wrong.set(readAll(link, sent)));
                Thread writer = daemon("writer", () -> {
                    try {
                        link.send(sent, 50 * record.length, sent.length);
                    } catch (IOException e) {
                        // closed meanwhile
                    }
                });
                for (int i = ThreadLocalRandom.current().nextInt(20_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                link.near.close();
                reader.join(WATCHDOG_MS);
                writer.join(WATCHDOG_MS);
                check(wrong.get() == null, wrong.get());
            }
        }
    }

    /** Null where all is well. */
    private static String readAll(Link link, byte[] sent) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(13);
        try {
            while (link.near.read(some.clear()) >= 0) {
                got.write(some.array(), 0, some.position());
            }
        } catch (ClosedChannelException e) {
            // the end of this test
        } catch (IOException e) {
            return "unexpected " + e;
        }
        int length = got.size();
        return Arrays.equals(got.toByteArray(), 0, length, sent, 0, length)
                ? null
                : "a gap within " + length + " bytes";
    }

    /**
     * The peer reads what it was sent last, and then the end, though a reader was waiting for the rest of a record. A close that
     * overtakes a reader who is just being woken is a reset on the plain JDK, too; so some are let pass.
     */
    static void closeOfWaitingReader() throws Exception {
        int resets = 0;
        for (int round = 0; round < 20; round++) {
            try (Link link = new Link()) {
                Thread reader = daemon("reader", () -> {
                    try {
                        while (link.near.read(ByteBuffer.allocate(16 * 1024)) > 0) {
                            // the rest never comes
                        }
                    } catch (IOException e) {
                        // closed
                    }
                });
                link.send(Link.record(10_000), 0, 2_000);
                Thread.sleep(10);
                while (!inRead(reader)) {
                    Thread.onSpinWait();
                }
                link.near.write(ByteBuffer.allocate(100));
                link.near.close();
                resets += endsWell(link) ? 0 : 1;
                reader.join(WATCHDOG_MS);
            }
        }
        check(resets <= 5, resets + " of 20 closes were resets");
    }

    private static boolean endsWell(Link link) throws IOException {
        try {
            check(link.far.getInputStream().readNBytes(100).length == 100, "the peer misses the last bytes");
            check(link.far.getInputStream().read() < 0, "no end of the stream");
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    /** The peer learns of a close at once, although the selector sleeps that has to tidy up behind it. */
    static void closeOfRegisteredChannel() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            SelectionKey key = link.near.register(selector, SelectionKey.OP_READ);
            link.send(Link.join(Link.record(20), Link.record(20)));
            Probe.awaitInput(link, 40);
            check(selector.select(WATCHDOG_MS) == 1, "nothing is reported");
            check(link.near.read(ByteBuffer.allocate(20)) == 20, "no record");
            key.interestOps(0);
            selector.selectedKeys().clear();
            Thread sleeper = daemon("selecting", () -> {
                try {
                    selector.select(3 * WATCHDOG_MS);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            while (!inRead(sleeper)) {
                Thread.onSpinWait();
            }
            link.far.setSoTimeout(WATCHDOG_MS);
            link.near.close();
            try {
                check(link.far.getInputStream().read() < 0, "unexpected bytes");
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the peer is not told", e);
            }
            selector.wakeup();
            sleeper.join(WATCHDOG_MS);
        }
    }
}
