package io.recordsockets.bench.stall;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Plain NIO as it is usually written: one thread and one selector; one write call for each receiver, from a duplicate of the
 * one buffer; what a socket does not take stays queued by reference, and is written when the selector says so.
 */
final class NioSide implements Side {
    private final boolean direct;
    private final Selector selector;
    private final Queue<FutureTask<Void>> tasks = new ConcurrentLinkedQueue<>();

    /** Loop thread alone, but for {@link #listen(int)}. */
    private final List<SelectionKey> receivers = new ArrayList<>();

    private ServerSocketChannel listener;

    /** Sends from a direct buffer, or from one on the heap. */
    NioSide(boolean direct) throws IOException {
        this.direct = direct;
        this.selector = Selector.open();
    }

    @Override
    public void listen(int port) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        Thread thread = new Thread(this::loop, "loop");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(int count, int sendBufferBytes) throws IOException, InterruptedException {
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (sendBufferBytes > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
            }
            channel.configureBlocking(false);
            channels.add(channel);
        }
        onLoop(() -> {
            for (SocketChannel channel : channels) {
                receivers.add(channel.register(selector, 0));
            }
        });
    }

    @Override
    public void broadcast(byte[] record) throws IOException, InterruptedException {
        ByteBuffer buffer = Side.buffer(record, direct);
        onLoop(() -> {
            for (SelectionKey key : receivers) {
                ByteBuffer mine = buffer.duplicate();
                ((SocketChannel) key.channel()).write(mine);
                if (mine.hasRemaining()) {
                    if (key.attach(mine) != null) {
                        throw new IOException("a record is still queued: receivers read one before the next is sent");
                    }
                    key.interestOps(SelectionKey.OP_WRITE);
                }
            }
        });
    }

    @Override
    public void disconnect() throws IOException, InterruptedException {
        onLoop(() -> {
            for (SelectionKey key : receivers) {
                key.channel().close();
            }
            receivers.clear();
            selector.selectNow();
        });
    }

    /** What the loop thread does for another. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private void onLoop(Task task) throws IOException, InterruptedException {
        FutureTask<Void> future = new FutureTask<>(() -> {
            task.run();
            return null;
        });
        tasks.add(future);
        selector.wakeup();
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IOException("sending failed: cause=" + e.getCause(), e);
        }
    }

    private void loop() {
        try {
            while (true) {
                selector.select();
                for (FutureTask<Void> task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        writable(key);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            Commands.fail("sender failed: cause=" + e);
        }
    }

    private static void writable(SelectionKey key) throws IOException {
        ByteBuffer rest = (ByteBuffer) key.attachment();
        try {
            ((SocketChannel) key.channel()).write(rest);
        } catch (IOException e) {
            // the receiver went away with the record unread, as a measurement ends
            key.channel().close();
            return;
        }
        if (!rest.hasRemaining()) {
            key.attach(null);
            key.interestOps(0);
        }
    }
}
