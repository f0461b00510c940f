package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The application wakes once for a record, however many pieces it comes in. */
public class WakeOnFullRecord {
    private static final int RECORDS = 20;
    private static final int RECORD_BYTES = 100_000;
    private static final int PIECE_BYTES = 1_000;
    /** One for each record, one for the end of the stream; some for pieces that were late on a busy machine. */
    private static final int WAKEUPS = RECORDS + 1 + 4;

    @Test
    void selectorWakesOncePerRecord() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Background<byte[]> sender = Background.run(() -> sendInPieces(pair.client));
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int wakeups = drain(selector, pair.server, read);
            assertArrayEquals(sender.result(), read.toByteArray());
            assertTrue(wakeups <= WAKEUPS, "wakeups=" + wakeups);
        }
    }

    @Test
    void selectWithConsumerWakesOncePerRecord() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Background<byte[]> sender = Background.run(() -> sendInPieces(pair.client));
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int[] calls = new int[1];
            boolean[] end = new boolean[1];
            while (!end[0]) {
                int n = selector.select(
                        key -> {
                            calls[0]++;
                            end[0] = readAll(pair.server, read);
                        },
                        8_000);
                assertEquals(1, n, "slept through");
            }
            assertArrayEquals(sender.result(), read.toByteArray());
            assertTrue(calls[0] <= WAKEUPS, "calls=" + calls[0]);
        }
    }

    @Test
    void blockingReadReturnsOncePerRecord() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<byte[]> sender = Background.run(() -> sendInPieces(pair.client));
            ByteBuffer read = ByteBuffer.allocate(RECORDS * RECORD_BYTES + 1);
            int reads = 0;
            while (pair.server.read(read) >= 0) {
                reads++;
            }
            assertArrayEquals(sender.result(), java.util.Arrays.copyOf(read.array(), read.position()));
            assertTrue(reads <= WAKEUPS, "reads=" + reads);
        }
    }

    @Test
    void streamOfTheAdaptorReturnsOncePerRecord() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<byte[]> sender = Background.run(() -> sendInPieces(pair.client));
            InputStream in = pair.server.socket().getInputStream();
            byte[] read = new byte[RECORDS * RECORD_BYTES + 1];
            int length = 0;
            int reads = 0;
            int n;
            while ((n = in.read(read, length, read.length - length)) >= 0) {
                length += n;
                reads++;
            }
            assertArrayEquals(sender.result(), java.util.Arrays.copyOf(read, length));
            assertTrue(reads <= WAKEUPS, "reads=" + reads);
        }
    }

    @Test
    void smallRecordsInBytesWakeOncePerRecord() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            int wakeups = 0;
            for (int i = 0; i < 50; i++) {
                byte[] record = Payload.of(20 + i);
                sent.writeBytes(record);
                Background<Integer> sender = Background.run(() -> {
                    for (byte b : record) {
                        Pair.writeFully(pair.client, new byte[] {b});
                    }
                    return 0;
                });
                while (read.size() < sent.size()) {
                    assertEquals(1, selector.select(8_000), "slept through");
                    selector.selectedKeys().clear();
                    readAll(pair.server, read);
                    wakeups++;
                }
                sender.result();
            }
            assertArrayEquals(sent.toByteArray(), read.toByteArray());
            assertTrue(wakeups <= 55, "wakeups=" + wakeups);
        }
    }

    @Test
    void severalRecordsAtOnceAreDeliveredTogether() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 0; i < 50; i++) {
                sent.writeBytes(Payload.of(100, i));
            }
            Pair.writeFully(pair.client, sent.toByteArray());
            pair.awaitArrival();
            assertEquals(1, selector.select(8_000));
            ByteBuffer read = ByteBuffer.allocate(10_000);
            assertEquals(5_000, pair.server.read(read));
            assertArrayEquals(sent.toByteArray(), java.util.Arrays.copyOf(read.array(), 5_000));
        }
    }

    /** Reads what there is at each wake-up, to the end of the stream; answers the wake-ups. */
    static int drain(Selector selector, SocketChannel channel, ByteArrayOutputStream to) throws IOException {
        int wakeups = 0;
        boolean end = false;
        while (!end) {
            assertEquals(1, selector.select(8_000), "slept through");
            selector.selectedKeys().clear();
            wakeups++;
            end = readAll(channel, to);
        }
        return wakeups;
    }

    private static byte[] sendInPieces(SocketChannel channel) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < RECORDS; i++) {
            byte[] record = Payload.of(RECORD_BYTES, i);
            sent.writeBytes(record);
            for (int at = 0; at < RECORD_BYTES; at += PIECE_BYTES) {
                Pair.writeFully(channel, java.util.Arrays.copyOfRange(record, at, at + PIECE_BYTES));
                LockSupport.parkNanos(20_000);
            }
        }
        channel.shutdownOutput();
        return sent.toByteArray();
    }

    private static boolean readAll(SocketChannel channel, ByteArrayOutputStream to) {
        ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
        try {
            while (true) {
                int n = channel.read(buffer.clear());
                if (n <= 0) {
                    return n < 0;
                }
                to.write(buffer.array(), 0, n);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
