package io.recordsockets.bench.wild;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A selector loop that makes one read for each ready key, and says what the {@link Manner} of the row asks for. */
final class SelectedRow extends ServedRow {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;
    private static final int SMALL_RECEIVE_BUFFER = 64 * 1024;

    private final Manner manner;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<Integer> toDial = new ConcurrentLinkedQueue<>();

    /** What is known of one connection. */
    private static final class Seen {
        final int port;
        long total;

        Seen(int port) {
            this.port = port;
        }
    }

    /** Listens at once where the manner is to be connected to. */
    SelectedRow(String name, Manner manner, int port) throws IOException {
        super(name);
        this.manner = manner;
        if (!manner.dials()) {
            ServerSocketChannel listener = ServerSocketChannel.open();
            if (manner == Manner.SMALL_BUFFER) {
                listener.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_RECEIVE_BUFFER);
            }
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        }
    }

    @Override
    void dial(int port) {
        toDial.add(port);
        selector.wakeup();
    }

    @Override
    void serve() throws IOException {
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                ready(key);
            }
            selector.selectedKeys().clear();
            for (Integer port = toDial.poll(); port != null; port = toDial.poll()) {
                connect(port);
            }
        }
    }

    private void ready(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel != null) {
                adopt(channel, ((InetSocketAddress) channel.getRemoteAddress()).getPort());
            }
            return;
        }
        try {
            read((SocketChannel) key.channel(), (Seen) key.attachment());
        } catch (IOException e) {
            // a peer that resets is part of the traffic
            close(key.channel());
        }
    }

    private void connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        adopt(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        manner.connected(channel);
    }

    private void adopt(SocketChannel channel, int port) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new Seen(port));
        opened(1);
    }

    private void read(SocketChannel channel, Seen seen) throws IOException {
        int length = channel.read(buffer.clear());
        if (length < 0) {
            close(channel);
        } else if (length > 0) {
            boolean first = seen.total == 0;
            seen.total += length;
            log.add(seen.port, seen.total, length);
            manner.received(channel, buffer.flip(), first);
            if (!channel.isOpen()) {
                opened(-1);
            }
        }
    }

    private void close(Channel channel) throws IOException {
        channel.close();
        opened(-1);
    }
}
