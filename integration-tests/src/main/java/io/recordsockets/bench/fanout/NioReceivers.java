package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The connections of a plain NIO program, each with what its socket has not taken.
 *
 * <p><b>Threading:</b> one thread.
 */
final class NioReceivers {
    private static final int BACKLOG = 1024;

    private final Selector selector;
    private final List<Receiver> receivers = new ArrayList<>();
    private ServerSocketChannel listener;
    private int blocked;

    NioReceivers() throws IOException {
        selector = Selector.open();
    }

    /** A connection and what its socket has not taken. */
    static final class Receiver {
        final SocketChannel channel;
        final Deque<ByteBuffer> queue = new ArrayDeque<>();
        private SelectionKey key;

        private Receiver(SocketChannel channel) {
            this.channel = channel;
        }
    }

    List<Receiver> all() {
        return receivers;
    }

    /** How many have something queued. */
    int blocked() {
        return blocked;
    }

    Selector selector() {
        return selector;
    }

    void listen(int port) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    void accept(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Receiver receiver = new Receiver(channel);
            receiver.key = channel.register(selector, 0, receiver);
            receivers.add(receiver);
        }
    }

    /** Queues what the socket has not taken, by reference. */
    void enqueue(Receiver receiver, ByteBuffer rest) {
        if (receiver.queue.isEmpty()) {
            receiver.key.interestOps(SelectionKey.OP_WRITE);
            blocked++;
        }
        receiver.queue.add(rest);
    }

    /** Writes what is queued for those that the selector has found to have room. */
    void writeSelected() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            writeQueued((Receiver) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void writeQueued(Receiver receiver) throws IOException {
        for (ByteBuffer head = receiver.queue.peek(); head != null; head = receiver.queue.peek()) {
            receiver.channel.write(head);
            if (head.hasRemaining()) {
                return;
            }
            receiver.queue.remove();
        }
        receiver.key.interestOps(0);
        blocked--;
    }

    void disconnect() throws IOException {
        for (Receiver receiver : receivers) {
            receiver.channel.close();
        }
        receivers.clear();
        selector.selectNow();
        blocked = 0;
    }
}
