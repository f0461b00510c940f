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
import java.util.concurrent.locks.LockSupport;

/**
 * Plain NIO that survives receivers which have stopped reading: one write call for each record and receiver; what a socket
 * does not take is queued by reference, a few records at most, and a record for which there is no room is dropped for that
 * receiver. Each record is a new array on the heap, since a queue may keep it for ever.
 */
final class BoundedSide implements Side {
    private static final int BACKLOG = 1024;

    /** More than a receiver that keeps up can be behind in a benchmark: records are dropped for the others alone. */
    private static final int QUEUE_RECORDS = 4;

    private final Selector selector;
    private final List<Receiver> receivers = new ArrayList<>();
    private ServerSocketChannel listener;

    BoundedSide() throws IOException {
        selector = Selector.open();
    }

    /** A connection and what its socket has not taken. */
    private static final class Receiver {
        final SocketChannel channel;
        final Deque<ByteBuffer> queue = new ArrayDeque<>();
        SelectionKey key;

        Receiver(SocketChannel channel) {
            this.channel = channel;
        }
    }

    @Override
    public void listen(int port) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    @Override
    public void accept(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Receiver receiver = new Receiver(channel);
            receiver.key = channel.register(selector, 0, receiver);
            receivers.add(receiver);
        }
    }

    @Override
    public void send(ByteBuffer record) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(record.remaining()).put(record).flip();
        for (Receiver receiver : receivers) {
            if (receiver.queue.size() < QUEUE_RECORDS) {
                send(receiver, bytes.duplicate());
            }
        }
    }

    private static void send(Receiver receiver, ByteBuffer mine) throws IOException {
        if (receiver.queue.isEmpty()) {
            receiver.channel.write(mine);
            if (!mine.hasRemaining()) {
                return;
            }
            receiver.key.interestOps(SelectionKey.OP_WRITE);
        }
        receiver.queue.add(mine);
    }

    @Override
    public void idle() throws IOException {
        if (selector.selectNow() == 0) {
            LockSupport.parkNanos(PAUSE_NS);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            writable((Receiver) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private static void writable(Receiver receiver) throws IOException {
        for (ByteBuffer head = receiver.queue.peek(); head != null; head = receiver.queue.peek()) {
            receiver.channel.write(head);
            if (head.hasRemaining()) {
                return;
            }
            receiver.queue.remove();
        }
        receiver.key.interestOps(0);
    }

    @Override
    public void disconnect() throws IOException {
        for (Receiver receiver : receivers) {
            receiver.channel.close();
        }
        receivers.clear();
        selector.selectNow();
    }
}
