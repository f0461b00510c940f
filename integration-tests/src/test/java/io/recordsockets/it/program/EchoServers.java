package io.recordsockets.it.program;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Echo servers as people write them. Each serves a number of connections and notes how each one ended, and the bytes until
 * then.
 */
final class EchoServers {
    private final ServerSocketChannel listener;
    private final int connections;
    private final Map<SocketAddress, String> ends = new ConcurrentHashMap<>();
    private final CountDownLatch ended;

    EchoServers(ServerSocketChannel listener, int connections) {
        this.listener = listener;
        this.connections = connections;
        this.ended = new CountDownLatch(connections);
    }

    /** How the connections ended, by the address of the client; once all have. */
    Map<SocketAddress, String> ends() throws InterruptedException {
        ended.await();
        return ends;
    }

    void run(String kind) throws IOException {
        switch (kind) {
            case "one-read" -> select(false);
            case "drain" -> select(true);
            case "consumer" -> consume();
            case "threads" -> threads(false);
            case "streams" -> threads(true);
            default -> throw new IllegalArgumentException("kind=" + kind);
        }
    }

    private void select(boolean drain) throws IOException {
        try (Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (ended.getCount() > 0) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    handle(key, drain);
                }
                selector.selectedKeys().clear();
            }
        }
    }

    private void consume() throws IOException {
        try (Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (ended.getCount() > 0) {
                selector.select(key -> {
                    try {
                        handle(key, false);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
        }
    }

    private void handle(SelectionKey key, boolean drain) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.register(key.selector(), SelectionKey.OP_READ, new Connection(channel));
            }
            return;
        }
        Connection connection = (Connection) key.attachment();
        if (key.isWritable()) {
            connection.flush();
        } else if (connection.readMore()) {
            while (drain && !connection.output.hasRemaining() && connection.readMore()) {}
        }
        if (key.isValid()) {
            key.interestOps(connection.output.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private void threads(boolean streams) throws IOException {
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = listener.accept();
            Thread thread = new Thread(() -> serve(new Connection(channel), streams));
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void serve(Connection connection, boolean streams) {
        try {
            if (!streams) {
                while (connection.readMore()) {}
                return;
            }
            byte[] buffer = new byte[3000];
            int n;
            while ((n = connection.channel.socket().getInputStream().read(buffer)) >= 0) {
                connection.digest.add(buffer, 0, n);
                connection.channel.socket().getOutputStream().write(buffer, 0, n);
            }
            connection.end("end of stream");
        } catch (IOException e) {
            connection.end(e.toString());
        }
    }

    /** One connection; what it read is in {@code output} until it is written. One thread. */
    private final class Connection {
        final SocketChannel channel;
        final SocketAddress client;
        final ByteBuffer output = ByteBuffer.allocateDirect(3000).limit(0);
        final StreamDigest digest = new StreamDigest();

        Connection(SocketChannel channel) {
            this.channel = channel;
            try {
                this.client = channel.getRemoteAddress();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Reads once and writes what can be written; false where nothing came or the stream ended. */
        boolean readMore() {
            try {
                int n = channel.read(output.clear());
                output.flip();
                if (n < 0) {
                    end("end of stream");
                    return false;
                }
                digest.add(output);
                flush();
                return n > 0;
            } catch (IOException e) {
                end(e.toString());
                return false;
            }
        }

        void flush() throws IOException {
            while (output.hasRemaining() && channel.write(output) > 0) {}
        }

        void end(String how) {
            ends.put(client, digest + ", then " + how);
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                ended.countDown();
            }
        }
    }
}
