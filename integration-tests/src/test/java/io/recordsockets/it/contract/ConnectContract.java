package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

/** Connecting and accepting. */
public class ConnectContract {
    @Test
    void connectsAndAcceptsInBlockingMode() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open()) {
            assertFalse(client.isConnected());
            assertNull(client.getRemoteAddress());
            assertTrue(client.connect(listener.getLocalAddress()));
            try (SocketChannel server = listener.accept()) {
                assertTrue(client.isConnected());
                assertTrue(server.isConnected());
                assertTrue(server.isBlocking());
                assertFalse(server.isConnectionPending());
                assertEquals(client.getLocalAddress(), server.getRemoteAddress());
                assertEquals(server.getLocalAddress(), client.getRemoteAddress());
                assertTrue(server.finishConnect());
            }
        }
    }

    @Test
    void connectsInNonBlockingMode() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open();
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            boolean atOnce = client.connect(listener.getLocalAddress());
            if (!atOnce) {
                assertTrue(client.isConnectionPending());
                SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
                assertEquals(1, selector.select(10_000));
                assertTrue(key.isConnectable());
                assertEquals(SelectionKey.OP_CONNECT, key.readyOps());
                assertTrue(client.finishConnect());
            }
            assertTrue(client.isConnected());
            assertFalse(client.isConnectionPending());
            try (SocketChannel server = listener.accept()) {
                byte[] sent = Payload.of(100);
                Pair.writeFully(server, sent);
                assertEquals(100, Pair.pollFully(client, 100).length);
            }
        }
    }

    @Test
    void reportsRefusedConnectionInBlockingMode() throws IOException {
        SocketAddress nobody = freeAddress();
        try (SocketChannel client = SocketChannel.open()) {
            ConnectException refused = assertThrows(ConnectException.class, () -> client.connect(nobody));
            assertEquals("Connection refused", refused.getMessage());
            assertFalse(client.isOpen());
        }
    }

    @Test
    void reportsRefusedConnectionInNonBlockingMode() throws IOException {
        try (SocketChannel client = SocketChannel.open();
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            SocketAddress nobody = freeAddress();
            ConnectException refused = assertThrows(ConnectException.class, () -> {
                if (!client.connect(nobody)) {
                    SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
                    assertEquals(1, selector.select(10_000));
                    assertTrue(key.isConnectable());
                    client.finishConnect();
                }
            });
            assertEquals("Connection refused", refused.getMessage());
            assertFalse(client.isOpen());
        }
    }

    @Test
    void acceptAnswersNullInNonBlockingModeWhereNobodyConnects() throws IOException {
        try (ServerSocketChannel listener = Pair.listen()) {
            listener.configureBlocking(false);
            assertNull(listener.accept());
        }
    }

    @Test
    void selectsForAccept() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
            assertEquals(0, selector.selectNow());
            try (SocketChannel first = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel second = SocketChannel.open(listener.getLocalAddress())) {
                assertEquals(1, selector.select(10_000));
                assertTrue(key.isAcceptable());
                try (SocketChannel a = listener.accept();
                        SocketChannel b = listener.accept()) {
                    assertEquals(first.getLocalAddress(), a.getRemoteAddress());
                    assertEquals(second.getLocalAddress(), b.getRemoteAddress());
                    assertNull(listener.accept());
                }
            }
        }
    }

    @Test
    void acceptsByTheAdaptor() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                Socket server = listener.socket().accept()) {
            assertNotNull(server.getChannel());
            assertSame(server, server.getChannel().socket());
            byte[] sent = Payload.of(50);
            Pair.writeFully(client, sent);
            assertEquals(50, server.getInputStream().readNBytes(50).length);
        }
    }

    @Test
    void acceptByTheAdaptorTimesOut() throws IOException {
        try (ServerSocketChannel listener = Pair.listen()) {
            listener.socket().setSoTimeout(100);
            long begin = System.nanoTime();
            assertThrows(SocketTimeoutException.class, () -> listener.socket().accept());
            assertTrue(System.nanoTime() - begin >= 99_000_000L);
            assertTrue(listener.isOpen());
        }
    }

    @Test
    void adaptorRefusesToAcceptInNonBlockingMode() throws IOException {
        try (ServerSocketChannel listener = Pair.listen()) {
            listener.configureBlocking(false);
            assertThrows(
                    IllegalBlockingModeException.class, () -> listener.socket().accept());
        }
    }

    @Test
    void closeEndsBlockingAccept() throws Exception {
        ServerSocketChannel listener = Pair.listen();
        Background<Throwable> accept = Background.failure(listener::accept);
        accept.awaitInside("sun.nio.ch.Net.accept", "park", "poll");
        listener.close();
        assertEquals(AsynchronousCloseException.class, accept.result().getClass());
    }

    @Test
    void refusesWhatTheStateDoesNotAllow() throws IOException {
        try (SocketChannel fresh = SocketChannel.open();
                ServerSocketChannel unbound = ServerSocketChannel.open();
                Pair pair = Pair.open()) {
            ByteBuffer buffer = ByteBuffer.allocate(1);
            assertThrows(NotYetConnectedException.class, () -> fresh.read(buffer));
            assertThrows(NotYetConnectedException.class, () -> fresh.write(buffer));
            assertThrows(NotYetConnectedException.class, fresh::shutdownInput);
            assertThrows(NotYetConnectedException.class, fresh::shutdownOutput);
            assertThrows(NoConnectionPendingException.class, fresh::finishConnect);
            assertThrows(NotYetBoundException.class, unbound::accept);
            assertThrows(AlreadyConnectedException.class, () -> pair.client.connect(pair.server.getLocalAddress()));
            assertThrows(AlreadyConnectedException.class, () -> pair.server.connect(pair.client.getLocalAddress()));
            assertThrows(
                    UnresolvedAddressException.class,
                    () -> fresh.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
        }
    }

    @Test
    void refusesEverythingOnceClosed() throws IOException {
        Pair pair = Pair.open();
        pair.close();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        for (SocketChannel channel : new SocketChannel[] {pair.client, pair.server}) {
            assertFalse(channel.isOpen());
            assertThrows(ClosedChannelException.class, () -> channel.read(buffer));
            assertThrows(ClosedChannelException.class, () -> channel.write(buffer));
            assertThrows(ClosedChannelException.class, channel::getLocalAddress);
            assertThrows(ClosedChannelException.class, channel::shutdownInput);
            assertThrows(ClosedChannelException.class, () -> channel.configureBlocking(false));
            channel.close();
        }
    }

    @Test
    void bindsBeforeItConnects() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
            client.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketAddress local = client.getLocalAddress();
            client.connect(listener.getLocalAddress());
            try (SocketChannel server = listener.accept()) {
                assertEquals(local, server.getRemoteAddress());
            }
        }
    }

    private static SocketAddress freeAddress() throws IOException {
        try (ServerSocketChannel listener = Pair.listen()) {
            return listener.getLocalAddress();
        }
    }
}
