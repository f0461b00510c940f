package io.recordsockets.it.share;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * An unmodified application that sends to many: it writes to each connection in non-blocking mode, keeps what the kernel did
 * not take, and goes on with it when the selector says so.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Broadcaster implements Closeable {
    final List<Out> outs = new ArrayList<>();
    private final ServerSocketChannel listener;
    private final Selector selector = Selector.open();

    Broadcaster() throws IOException {
        this(ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024));
    }

    Broadcaster(ServerSocketChannel listener) throws IOException {
        this.listener = listener;
    }

    SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    /** A connection to a receiver. */
    final class Out {
        final SocketChannel near;
        final Receiver far;
        private final SelectionKey key;
        private final Queue<ByteBuffer[]> queue = new ArrayDeque<>();
        IOException failure;

        private Out(SocketChannel near, Receiver far) throws IOException {
            this.near = near;
            this.far = far;
            near.configureBlocking(false);
            key = near.register(selector, 0, this);
        }

        /** Writes them in one call, or behind what is left of others. */
        void send(ByteBuffer... srcs) {
            for (ByteBuffer src : srcs) {
                byte[] bytes = new byte[src.remaining()];
                src.duplicate().get(bytes);
                far.expect(bytes);
            }
            queue.add(srcs);
            if (queue.size() == 1) {
                flush();
            }
        }

        /** As {@link #send}; the buffers may be changed when it returns. */
        void sendNow(ByteBuffer... srcs) {
            if (!queue.isEmpty()) {
                flush();
            }
            boolean behind = !queue.isEmpty();
            send(behind ? copies(srcs) : srcs);
            if (!behind && !queue.isEmpty()) {
                queue.remove();
                queue.add(copies(srcs));
            }
        }

        private ByteBuffer[] copies(ByteBuffer... srcs) {
            ByteBuffer[] copies = new ByteBuffer[srcs.length];
            for (int i = 0; i < srcs.length; i++) {
                copies[i] = ByteBuffer.allocate(srcs[i].remaining())
                        .put(srcs[i].duplicate())
                        .flip();
            }
            return copies;
        }

        private void flush() {
            try {
                while (!queue.isEmpty()) {
                    ByteBuffer[] next = queue.peek();
                    if (next.length == 1) {
                        near.write(next[0]);
                    } else {
                        near.write(next);
                    }
                    if (next[next.length - 1].hasRemaining()) {
                        key.interestOps(SelectionKey.OP_WRITE);
                        return;
                    }
                    queue.remove();
                }
                key.interestOps(0);
            } catch (IOException e) {
                failure = e;
                queue.clear();
                key.cancel();
            }
        }

        int queued() {
            return queue.size();
        }

        /** Cuts it off. */
        void close() throws IOException {
            far.close();
            near.close();
        }
    }

    Out connect(Receiver.Pace pace, int sendBuffer) throws IOException {
        Receiver far = new Receiver(address(), pace, sendBuffer);
        SocketChannel near = listener.accept();
        if (sendBuffer > 0) {
            near.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
        }
        Out out = new Out(near, far);
        outs.add(out);
        return out;
    }

    /** So many of each pace. */
    void connectAll(int ofEach, int sendBuffer) throws IOException {
        for (int i = 0; i < ofEach; i++) {
            for (Receiver.Pace pace : Receiver.Pace.values()) {
                connect(pace, sendBuffer);
            }
        }
    }

    /** Goes on with what is left, for this long at most. */
    void pump(long ms) throws IOException {
        selector.select(ms);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Out) key.attachment()).flush();
        }
        selector.selectedKeys().clear();
    }

    /** Everybody reads; waits until everything has come, and checks it. */
    void drain() throws IOException {
        for (Out out : outs) {
            if (out.far.pace() == Receiver.Pace.STALLED) {
                out.far.pace(Receiver.Pace.AT_ONCE);
            }
        }
        long start = System.nanoTime();
        for (Out out : outs) {
            while (out.queue.size() > 0) {
                pump(10);
                if (System.nanoTime() - start > 30_000_000_000L) {
                    throw new AssertionError("not drained: queued=" + out.queued() + ", " + out.far);
                }
            }
            if (out.failure != null) {
                throw new AssertionError("write failed: " + out.far, out.failure);
            }
            out.far.awaitAll();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Out out : outs) {
            out.close();
        }
        selector.selectNow();
        selector.close();
    }
}
