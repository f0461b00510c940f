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
 * Plain NIO as it is usually written: one write call for each record and receiver; what a socket does not take is queued and
 * written when the selector says so. The records are in direct buffers that are used again, so that nothing is allocated
 * where every write is whole.
 */
final class PlainSide implements Side {
    private static final int BACKLOG = 1024;
    private static final long WAIT_MS = 1;

    private final Selector selector;
    private final List<Receiver> receivers = new ArrayList<>();
    private ServerSocketChannel listener;
    private ByteBuffer[] ring;
    private int next;
    private int blocked;

    PlainSide() throws IOException {
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
    public void prepare(int recordBytes, int window) {
        next = 0;
        ring = new ByteBuffer[window + 1];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = ByteBuffer.allocateDirect(recordBytes);
        }
    }

    @Override
    public void send(ByteBuffer record) throws IOException {
        ByteBuffer buffer = ring[next];
        next = (next + 1) % ring.length;
        buffer.clear().put(record).flip();
        int length = buffer.limit();
        for (Receiver receiver : receivers) {
            if (receiver.queue.isEmpty()) {
                receiver.channel.write(buffer.position(0));
            } else {
                buffer.position(0);
            }
            if (buffer.position() < length) {
                enqueue(receiver, buffer.duplicate());
            }
        }
    }

    private void enqueue(Receiver receiver, ByteBuffer rest) {
        if (receiver.queue.isEmpty()) {
            receiver.key.interestOps(SelectionKey.OP_WRITE);
            blocked++;
        }
        receiver.queue.add(rest);
    }

    @Override
    public void idle() throws IOException {
        if (blocked == 0) {
            LockSupport.parkNanos(PAUSE_NS);
            return;
        }
        selector.select(WAIT_MS);
        for (SelectionKey key : selector.selectedKeys()) {
            writable((Receiver) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void writable(Receiver receiver) throws IOException {
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

    @Override
    public void disconnect() throws IOException {
        for (Receiver receiver : receivers) {
            receiver.channel.close();
        }
        receivers.clear();
        selector.selectNow();
        blocked = 0;
    }
}
