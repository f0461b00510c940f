package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that no rule is about works as before: UDP, pipes, Unix domain sockets; and TCP without channels. */
public class OtherChannelContract {
    @TempDir
    Path folder;

    @Test
    void datagramsComeAndAreSelected() throws IOException {
        try (DatagramChannel a = DatagramChannel.open();
                DatagramChannel b = DatagramChannel.open();
                Selector selector = Selector.open()) {
            a.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            a.configureBlocking(false);
            a.register(selector, SelectionKey.OP_READ);
            assertSame(SelectorProvider.provider(), a.provider());
            b.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), a.getLocalAddress());
            assertEquals(1, selector.select(10_000));
            ByteBuffer buffer = ByteBuffer.allocate(10);
            a.receive(buffer);
            assertEquals(3, buffer.position());
        }
    }

    @Test
    void pipeCarriesAndIsSelected() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink();
                Selector selector = Selector.open()) {
            assertSame(SelectorProvider.provider(), source.provider());
            source.configureBlocking(false);
            SelectionKey key = source.register(selector, SelectionKey.OP_READ);
            assertEquals(0, selector.selectNow());
            sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isReadable());
            assertEquals(3, source.read(ByteBuffer.allocate(10)));
        }
    }

    @Test
    void unixDomainSocketsAreTheJdksOwnAndCarry() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            try (SocketChannel client = SocketChannel.open(address);
                    SocketChannel server = listener.accept();
                    Selector selector = Selector.open()) {
                assertEquals("sun.nio.ch.SocketChannelImpl", client.getClass().getName());
                assertEquals("sun.nio.ch.SocketChannelImpl", server.getClass().getName());
                server.configureBlocking(false);
                server.register(selector, SelectionKey.OP_READ);
                byte[] sent = Payload.of(100);
                Pair.writeFully(client, java.util.Arrays.copyOf(sent, 50));
                assertEquals(1, selector.select(10_000));
                Pair.writeFully(client, java.util.Arrays.copyOfRange(sent, 50, 100));
                assertArrayEquals(sent, Pair.pollFully(server, 100));
            }
        }
    }

    @Test
    void blockingSocketsCarryBothWays() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            byte[] sent = Payload.of(5_000);
            client.getOutputStream().write(sent);
            assertArrayEquals(sent, server.getInputStream().readNBytes(5_000));
            server.getOutputStream().write(sent);
            server.shutdownOutput();
            assertArrayEquals(sent, client.getInputStream().readAllBytes());
        }
    }

    @Test
    void asynchronousChannelsCarry() throws Exception {
        try (AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open();
                AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Future<AsynchronousSocketChannel> accepted = listener.accept();
            client.connect(listener.getLocalAddress()).get(10, TimeUnit.SECONDS);
            try (AsynchronousSocketChannel server = accepted.get(10, TimeUnit.SECONDS)) {
                byte[] sent = Payload.of(700);
                assertEquals(700, client.write(ByteBuffer.wrap(sent)).get(10, TimeUnit.SECONDS));
                ByteBuffer read = ByteBuffer.allocate(700);
                while (read.hasRemaining()) {
                    assertTrue(server.read(read).get(10, TimeUnit.SECONDS) > 0);
                }
                assertArrayEquals(sent, read.array());
            }
        }
    }
}
