package io.recordsockets.it.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Two connected channels in blocking mode: {@code server} was accepted, {@code client} has connected. */
public final class Pair implements Closeable {
    public final SocketChannel client;
    public final SocketChannel server;

    private Pair(SocketChannel client, SocketChannel server) {
        this.client = client;
        this.server = server;
    }

    public static Pair open() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            SocketChannel client = SocketChannel.open(listener.getLocalAddress());
            return new Pair(client, listener.accept());
        }
    }

    /** Bound to a free port of the loopback address. */
    public static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    }

    /** Writes all of it from a blocking channel. */
    public static void writeFully(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Reads so many bytes from a blocking channel, or fewer at the end of the stream. */
    public static byte[] readFully(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Reads so many bytes from a channel in non-blocking mode, within 10 s. */
    public static byte[] pollFully(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (buffer.hasRemaining() && channel.read(buffer) >= 0 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    public SelectionKey registerServer(Selector selector, int ops) throws IOException {
        server.configureBlocking(false);
        return server.register(selector, ops);
    }

    /** Waits until the accepted side's kernel has all that the client has written; at most 10 s. */
    public void awaitArrival() throws Exception {
        int port = client.socket().getLocalPort();
        Background.until(() -> {
            try {
                return Acknowledged.all(port);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } finally {
            server.close();
        }
    }
}
