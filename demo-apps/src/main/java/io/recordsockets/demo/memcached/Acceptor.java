package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread that accepts connections and deals them out to the event loops in turn. */
final class Acceptor implements Runnable {
    private static final byte[] TOO_MANY = "ERROR Too many open connections\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Wait after a failed accept, for instance for lack of file descriptors: it would fail again at once. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Context context;
    private final EventLoop[] loops;
    private final Selector selector;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private int next;
    private volatile boolean closing;

    Acceptor(Context context, EventLoop[] loops) throws IOException {
        this.context = context;
        this.loops = loops;
        selector = Selector.open();
    }

    /** Listens on one more address. To be called before the thread starts. */
    InetSocketAddress listen(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listeners.add(listener);
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(address, backlog);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        return (InetSocketAddress) listener.getLocalAddress();
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    acceptAll((ServerSocketChannel) key.channel());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            context.log(0, "acceptor failed, no more connections are accepted: error=" + e);
        } finally {
            closeListeners();
        }
    }

    /** Ends the thread. May be called by any thread. */
    void close() {
        closing = true;
        selector.wakeup();
    }

    /** Stops listening. To be called by the acceptor's thread, or if that never started. */
    void closeListeners() {
        try {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
            selector.close();
        } catch (IOException e) {
            context.log(1, "close of listener failed: error=" + e);
        }
    }

    private void acceptAll(ServerSocketChannel listener) {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                accepted(channel);
            }
        } catch (IOException e) {
            context.log(0, "accept failed, trying again: error=" + e);
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private void accepted(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            if (context.stats.openConnections.get() >= context.options.maxConnections) {
                context.stats.rejectedConnections.increment();
                channel.write(ByteBuffer.wrap(TOO_MANY));
                channel.close();
                return;
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException e) {
            context.log(1, "new connection lost: error=" + e);
            channel.close();
            return;
        }
        context.stats.totalConnections.increment();
        context.stats.openConnections.incrementAndGet();
        loops[next].adopt(channel);
        next = (next + 1) % loops.length;
    }
}
