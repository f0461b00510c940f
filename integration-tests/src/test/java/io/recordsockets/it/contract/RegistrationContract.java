package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Registering, cancelling, moving between selectors. */
@SuppressWarnings("try") // some close what they opened while the block still runs
public class RegistrationContract {
    private static final int READ = SelectionKey.OP_READ;

    @Test
    void registersOnceAndFindsTheKey() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            Object attachment = new Object();
            pair.server.configureBlocking(false);
            assertFalse(pair.server.isRegistered());
            SelectionKey key = pair.server.register(selector, READ, attachment);
            assertTrue(pair.server.isRegistered());
            assertSame(key, pair.server.keyFor(selector));
            assertSame(attachment, key.attachment());
            assertSame(pair.server, key.channel());
            assertSame(selector, key.selector());
            assertEquals(READ, key.interestOps());
            assertEquals(Set.of(key), selector.keys());
            assertSame(key, pair.server.register(selector, SelectionKey.OP_WRITE));
            assertEquals(SelectionKey.OP_WRITE, key.interestOps());
            assertNull(key.attachment());
        }
    }

    @Test
    void refusesWhatCannotBeRegistered() throws IOException {
        try (Pair pair = Pair.open();
                ServerSocketChannel listener = Pair.listen();
                Selector selector = Selector.open()) {
            assertThrows(IllegalBlockingModeException.class, () -> pair.server.register(selector, READ));
            pair.server.configureBlocking(false);
            listener.configureBlocking(false);
            assertThrows(IllegalArgumentException.class, () -> pair.server.register(selector, SelectionKey.OP_ACCEPT));
            assertThrows(IllegalArgumentException.class, () -> listener.register(selector, READ));
            assertThrows(NullPointerException.class, () -> pair.server.register(null, READ));
            pair.server.register(selector, READ);
            assertThrows(IllegalBlockingModeException.class, () -> pair.server.configureBlocking(true));
            pair.server.close();
            assertThrows(ClosedChannelException.class, () -> pair.server.register(selector, READ));
            selector.close();
            pair.client.configureBlocking(false);
            assertThrows(ClosedSelectorException.class, () -> pair.client.register(selector, READ));
        }
    }

    @Test
    void cancelledKeyIsGoneAfterTheNextSelect() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            key.cancel();
            assertFalse(key.isValid());
            assertThrows(CancelledKeyException.class, key::interestOps);
            assertThrows(CancelledKeyException.class, key::readyOps);
            assertThrows(CancelledKeyException.class, () -> key.interestOps(0));
            assertThrows(CancelledKeyException.class, () -> pair.server.register(selector, READ));
            assertTrue(selector.keys().contains(key));
            assertEquals(0, selector.selectNow());
            assertFalse(selector.keys().contains(key));
            assertFalse(pair.server.isRegistered());
            pair.server.configureBlocking(true);
        }
    }

    @Test
    void registersAgainAfterCancelWithDataPending() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Payload.of(300);
            Pair.writeFully(pair.client, sent);
            assertEquals(1, selector.select(10_000));
            byte[] head = Pair.pollFully(pair.server, 100);
            key.cancel();
            assertEquals(0, selector.selectNow());
            SelectionKey again = pair.server.register(selector, READ);
            assertNotSame(key, again);
            assertEquals(1, selector.select(10_000));
            byte[] tail = Pair.pollFully(pair.server, 200);
            assertArrayEquals(Arrays.copyOf(sent, 100), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 100, 300), tail);
        }
    }

    @Test
    void goesToBlockingModeAfterCancelWithDataPending() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Payload.of(300);
            Pair.writeFully(pair.client, sent);
            assertEquals(1, selector.select(10_000));
            byte[] head = Pair.pollFully(pair.server, 10);
            key.cancel();
            selector.selectNow();
            pair.server.configureBlocking(true);
            byte[] tail = pair.server.socket().getInputStream().readNBytes(290);
            assertArrayEquals(Arrays.copyOf(sent, 10), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 10, 300), tail);
        }
    }

    @Test
    void twoSelectorsSeeOneChannel() throws IOException {
        try (Pair pair = Pair.open();
                Selector first = Selector.open();
                Selector second = Selector.open()) {
            pair.registerServer(first, READ);
            SelectionKey other = pair.registerServer(second, READ | SelectionKey.OP_WRITE);
            Pair.writeFully(pair.client, Payload.of(80));
            assertEquals(1, first.select(10_000));
            long deadline = System.nanoTime() + 10_000_000_000L;
            while ((other.readyOps() & READ) == 0 && System.nanoTime() - deadline < 0) {
                second.selectedKeys().clear();
                assertEquals(1, second.select(10_000));
            }
            assertTrue(other.isReadable());
            assertEquals(80, Pair.pollFully(pair.server, 80).length);
            first.selectedKeys().clear();
            second.selectedKeys().clear();
            assertEquals(0, first.selectNow());
            assertEquals(1, second.selectNow());
            assertEquals(SelectionKey.OP_WRITE, other.readyOps());
        }
    }

    @Test
    void movesToAnotherSelectorWithDataPending() throws IOException {
        try (Pair pair = Pair.open();
                Selector first = Selector.open();
                Selector second = Selector.open()) {
            SelectionKey key = pair.registerServer(first, READ);
            byte[] sent = Payload.of(300);
            Pair.writeFully(pair.client, sent);
            assertEquals(1, first.select(10_000));
            byte[] head = Pair.pollFully(pair.server, 7);
            key.cancel();
            pair.registerServer(second, READ);
            first.selectNow();
            assertEquals(1, second.select(10_000));
            byte[] tail = Pair.pollFully(pair.server, 293);
            assertArrayEquals(Arrays.copyOf(sent, 7), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 7, 300), tail);
        }
    }

    @Test
    void closeOfTheChannelCancelsItsKeys() throws IOException {
        try (Pair pair = Pair.open();
                Selector first = Selector.open();
                Selector second = Selector.open()) {
            SelectionKey a = pair.registerServer(first, READ);
            SelectionKey b = pair.registerServer(second, READ);
            pair.server.close();
            assertFalse(a.isValid());
            assertFalse(b.isValid());
            assertEquals(0, first.selectNow());
            assertEquals(0, second.selectNow());
            assertEquals(Set.of(), first.keys());
            assertEquals(-1, pair.client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void closeOfTheChannelDuringSelectCancelsTheKey() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            Background<Integer> select = Background.run(selector::select);
            select.awaitInside("doSelect");
            pair.server.close();
            assertFalse(key.isValid());
            assertEquals(-1, pair.client.read(ByteBuffer.allocate(1)));
            selector.wakeup();
            assertEquals(0, select.result());
            assertEquals(Set.of(), selector.keys());
        }
    }

    @Test
    void closeOfTheSelectorEndsSelectAndFreesTheChannel() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            Background<Throwable> select = Background.failure(selector::select);
            select.awaitInside("doSelect");
            selector.close();
            Throwable thrown = select.result();
            assertTrue(thrown == null || thrown instanceof ClosedSelectorException, () -> "thrown=" + thrown);
            assertFalse(selector.isOpen());
            assertFalse(key.isValid());
            assertFalse(pair.server.isRegistered());
            assertThrows(ClosedSelectorException.class, selector::selectNow);
            assertThrows(ClosedSelectorException.class, selector::keys);
            assertThrows(ClosedSelectorException.class, selector::selectedKeys);
            pair.server.configureBlocking(true);
            byte[] sent = Payload.of(30);
            Pair.writeFully(pair.client, sent);
            assertArrayEquals(sent, Pair.readFully(pair.server, 30));
        }
    }

    @Test
    void closeOfTheSelectorWithDataPendingLeavesTheDataToTheChannel() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            byte[] sent = Payload.of(300);
            Pair.writeFully(pair.client, sent);
            assertEquals(1, selector.select(10_000));
            selector.close();
            pair.server.configureBlocking(true);
            assertArrayEquals(sent, Pair.readFully(pair.server, 300));
        }
    }

    @Test
    void registersWhileAnotherThreadSelects() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            Background<Integer> select = Background.run(() -> {
                int n = 0;
                while (n == 0) {
                    n = selector.select();
                }
                return n;
            });
            select.awaitInside("doSelect");
            pair.registerServer(selector, READ);
            selector.wakeup();
            Pair.writeFully(pair.client, Payload.of(40));
            assertEquals(1, select.result());
        }
    }

    @Test
    void serves1000Channels() throws IOException {
        int count = 1000;
        List<SocketChannel> clients = new ArrayList<>();
        Set<SelectionKey> keys = new HashSet<>();
        try (ServerSocketChannel listener = Pair.listen();
                Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < count; i++) {
                    clients.add(SocketChannel.open(listener.getLocalAddress()));
                    SocketChannel server = listener.accept();
                    server.configureBlocking(false);
                    keys.add(server.register(selector, READ));
                }
                assertEquals(keys, selector.keys());
                byte[] sent = Payload.of(50);
                for (SocketChannel client : clients) {
                    Pair.writeFully(client, sent);
                }
                Set<SelectionKey> read = new HashSet<>();
                long deadline = System.nanoTime() + 15_000_000_000L;
                while (read.size() < count && System.nanoTime() - deadline < 0) {
                    selector.select(1000);
                    for (SelectionKey key : selector.selectedKeys()) {
                        assertArrayEquals(sent, Pair.pollFully((SocketChannel) key.channel(), 50));
                        assertTrue(read.add(key), "ready twice");
                    }
                    selector.selectedKeys().clear();
                }
                assertEquals(keys, read);
            } finally {
                for (SelectionKey key : keys) {
                    key.channel().close();
                }
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
        }
    }
}
