package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** When a key is ready: level-triggered, whatever was read and whichever interest is on. */
public class SelectorReadinessContract {
    private static final int READ = SelectionKey.OP_READ;
    private static final int WRITE = SelectionKey.OP_WRITE;

    @Test
    void dataLeftUnreadIsReadyAgain() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Payload.of(100);
            Pair.writeFully(pair.client, sent);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (read.size() < 100) {
                assertEquals(1, selector.select(10_000), () -> "read=" + read.size());
                assertTrue(key.isReadable());
                selector.selectedKeys().clear();
                read.writeBytes(readOnce(pair, 9));
            }
            assertArrayEquals(sent, read.toByteArray());
            assertEquals(0, selector.selectNow());
        }
    }

    @Test
    void keyIsNotReadyOnceAllIsRead() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(100));
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            assertEquals(100, Pair.pollFully(pair.server, 100).length);
            assertEquals(0, pair.server.read(ByteBuffer.allocate(1)));
            long begin = System.nanoTime();
            assertEquals(0, selector.select(120));
            assertTrue(System.nanoTime() - begin >= 119_000_000L);
        }
    }

    @Test
    void interestSwitchedOffHidesDataAndOnShowsItAgain() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Payload.of(100);
            Pair.writeFully(pair.client, sent);
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int i = 0; i < 5; i++) {
                read.writeBytes(readOnce(pair, 10));
                key.interestOps(0);
                assertEquals(0, selector.select(30));
                key.interestOps(READ);
                assertEquals(1, selector.select(10_000));
                selector.selectedKeys().clear();
            }
            read.writeBytes(Pair.pollFully(pair.server, 100 - read.size()));
            assertArrayEquals(sent, read.toByteArray());
        }
    }

    @Test
    void interestSwitchedOnLaterShowsDataThatCameBefore() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, 0);
            Pair.writeFully(pair.client, Payload.of(100));
            Background.until(() -> CloseContract.available(pair) >= 0);
            assertEquals(0, selector.select(50));
            key.interestOpsOr(READ);
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isReadable());
        }
    }

    @Test
    void interestSwitchedOnByAnotherThreadWakesWithWakeup() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(100));
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            assertEquals(10, Pair.pollFully(pair.server, 10).length);
            key.interestOps(0);
            Background<Integer> select = Background.run(() -> {
                int n = 0;
                while (n == 0) {
                    n = selector.select();
                }
                return n;
            });
            select.awaitInside("doSelect");
            key.interestOps(READ);
            selector.wakeup();
            assertEquals(1, select.result());
        }
    }

    @Test
    void readAndWriteAreReportedTogether() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ | WRITE);
            assertEquals(1, selector.select(10_000));
            assertEquals(WRITE, key.readyOps());
            assertTrue(key.isWritable());
            assertFalse(key.isReadable());
            selector.selectedKeys().clear();
            Pair.writeFully(pair.client, Payload.of(100));
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (key.readyOps() != (READ | WRITE) && System.nanoTime() - deadline < 0) {
                selector.selectedKeys().clear();
                assertEquals(1, selector.select(10_000));
            }
            assertEquals(READ | WRITE, key.readyOps());
            assertEquals(100, Pair.pollFully(pair.server, 100).length);
            selector.selectedKeys().clear();
            assertEquals(1, selector.select(10_000));
            assertEquals(WRITE, key.readyOps());
        }
    }

    @Test
    void readIsAddedToASelectedKeyAndCounted() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ | WRITE);
            assertEquals(1, selector.select(10_000));
            Pair.writeFully(pair.client, Payload.of(100));
            int updated = 0;
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (updated == 0 && System.nanoTime() - deadline < 0) {
                updated = selector.select(1_000);
            }
            assertEquals(1, updated);
            assertEquals(READ | WRITE, key.readyOps());
        }
    }

    @Test
    void writeIsNotReadyWhileTheBufferIsFull() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, WRITE);
            byte[] sent = Payload.of(1 << 20);
            long total = 0;
            // The kernel still moves bytes to the other side for a moment.
            while (selector.select(300) > 0 && total < 256 << 20) {
                selector.selectedKeys().clear();
                int n = pair.server.write(ByteBuffer.wrap(sent));
                total += n;
            }
            assertEquals(0, key.interestOps() & READ);
            long expected = total;
            Background<Integer> reader = Background.run(() -> Pair.readFully(pair.client, (int) expected).length);
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isWritable());
            assertEquals((int) expected, reader.result());
        }
    }

    @Test
    void readsRecordByRecordInALoop() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            byte[] sent = ReadWriteContract.records(100, 9);
            Background<Integer> writer = Background.run(() -> {
                Pair.writeFully(pair.client, sent);
                return 0;
            });
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            long deadline = System.nanoTime() + 15_000_000_000L;
            while (read.size() < sent.length && System.nanoTime() - deadline < 0) {
                selector.select(1_000);
                selector.selectedKeys().clear();
                byte[] some = readOnce(pair, 1500);
                while (some.length > 0) {
                    read.writeBytes(some);
                    some = readOnce(pair, 1500);
                }
            }
            writer.result();
            assertArrayEquals(sent, read.toByteArray());
        }
    }

    @Test
    void oneReadPerSelectGetsAllInTheEnd() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            byte[] sent = ReadWriteContract.records(60, 10);
            Background<Integer> writer = Background.run(() -> {
                Pair.writeFully(pair.client, sent);
                pair.client.shutdownOutput();
                return 0;
            });
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            boolean end = false;
            while (!end) {
                assertEquals(1, selector.select(10_000), () -> "read=" + read.size() + " of " + sent.length);
                selector.selectedKeys().clear();
                ByteBuffer buffer = ByteBuffer.allocate(700);
                int n = pair.server.read(buffer);
                end = n < 0;
                read.write(buffer.array(), 0, buffer.position());
            }
            writer.result();
            assertArrayEquals(sent, read.toByteArray());
        }
    }

    @Test
    void partOfARecordBecomesReadableInTheEnd() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Payload.of(100);
            Pair.writeFully(pair.client, Arrays.copyOf(sent, 60));
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isReadable());
            byte[] head = Pair.pollFully(pair.server, 60);
            Pair.writeFully(pair.client, Arrays.copyOfRange(sent, 60, 100));
            byte[] tail = Pair.pollFully(pair.server, 40);
            assertArrayEquals(Arrays.copyOf(sent, 60), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 60, 100), tail);
        }
    }

    @Test
    void requestAndAnswerGoToAndFro() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey server = pair.registerServer(selector, READ);
            pair.client.configureBlocking(false);
            SelectionKey client = pair.client.register(selector, READ);
            boolean slow = "bytes".equals(System.getProperty("recordsockets.it.payload"));
            int turns = slow ? 10 : 300;
            Pair.writeFully(pair.client, Payload.of(100));
            for (int i = 0; i < turns; i++) {
                SelectionKey expected = i % 2 == 0 ? server : client;
                assertEquals(1, selector.select(10_000));
                assertTrue(selector.selectedKeys().remove(expected));
                java.nio.channels.SocketChannel channel = (java.nio.channels.SocketChannel) expected.channel();
                byte[] read = Pair.pollFully(channel, 100);
                assertArrayEquals(Payload.of(100), read);
                Pair.writeFully(channel, read);
            }
        }
    }

    private static byte[] readOnce(Pair pair, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        pair.server.read(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
