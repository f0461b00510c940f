package io.recordsockets.demo.broadcast;

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
import java.util.HashSet;
import java.util.Set;

/**
 * Imitates a slow link: whoever connects here is connected to the node, and gets what it sends no faster than the rate. Each
 * connection has a link of its own, with little room for what is under way.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Relay implements AutoCloseable {
    /** What a link holds, and each of the kernel's buffers around it. */
    private static final int LINK_BYTES = 64 << 10;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final SocketAddress node;
    private final long bytesPerSecond;
    private final Set<Link> links = new HashSet<>();
    private final Thread thread = new Thread(this::run, "relay");
    private volatile boolean closed;

    /** One connection, from the node to the subscriber. Used by the thread alone. */
    private final class Link {
        final SocketChannel source = SocketChannel.open();
        final SocketChannel target;
        final SelectionKey sourceKey;
        final SelectionKey targetKey;
        final ByteBuffer buffer = ByteBuffer.allocateDirect(LINK_BYTES).flip();
        final Pace pace = new Pace(bytesPerSecond, System.nanoTime());

        Link(SocketChannel target) throws IOException {
            this.target = target;
            source.setOption(StandardSocketOptions.SO_RCVBUF, LINK_BYTES);
            target.setOption(StandardSocketOptions.SO_SNDBUF, LINK_BYTES);
            source.connect(node);
            source.configureBlocking(false);
            target.configureBlocking(false);
            sourceKey = source.register(selector, SelectionKey.OP_READ, this);
            targetKey = target.register(selector, SelectionKey.OP_READ, this);
        }

        /** @return false when either side has ended */
        boolean forward() throws IOException {
            if (targetKey.isReadable() && target.read(ByteBuffer.allocate(1)) < 0) {
                return false;
            }
            if (!buffer.hasRemaining()) {
                int allowed = pace.allowed(System.nanoTime());
                sourceKey.interestOps(allowed == 0 ? 0 : SelectionKey.OP_READ);
                buffer.clear().limit(Math.min(allowed, buffer.capacity()));
                int count = allowed == 0 ? 0 : source.read(buffer);
                buffer.flip();
                if (count < 0) {
                    return false;
                }
                pace.take(count);
            }
            target.write(buffer);
            boolean full = buffer.hasRemaining();
            targetKey.interestOps(full ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            if (full) {
                sourceKey.interestOps(0);
            }
            return true;
        }

        /** Goes on if it is time to. @return when it is; {@link Long#MAX_VALUE} if it does not wait for a time */
        long resumeAt(long nowNs) {
            if (!sourceKey.isValid() || sourceKey.interestOps() != 0 || buffer.hasRemaining()) {
                return Long.MAX_VALUE;
            }
            if (pace.dueNs() <= nowNs) {
                sourceKey.interestOps(SelectionKey.OP_READ);
                return Long.MAX_VALUE;
            }
            return pace.dueNs();
        }

        void close() {
            closeQuietly(source);
            closeQuietly(target);
        }
    }

    private Relay(SocketAddress node, long bytesPerSecond) throws IOException {
        this.node = node;
        this.bytesPerSecond = bytesPerSecond;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    /** A relay on a free port of the loopback interface. */
    static Relay start(SocketAddress node, long bytesPerSecond) throws IOException {
        Relay relay = new Relay(node, bytesPerSecond);
        relay.thread.start();
        return relay;
    }

    /** Where to connect. */
    SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    Thread thread() {
        return thread;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Threads.join(thread);
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready, untilNextMs());
            }
        } catch (IOException e) {
            System.err.println("broadcast: relay ends: " + e);
        } finally {
            links.forEach(Link::close);
            closeQuietly(server);
            closeQuietly(selector);
        }
    }

    private long untilNextMs() {
        long nowNs = System.nanoTime();
        long nextNs = Long.MAX_VALUE;
        for (Link link : links) {
            nextNs = Math.min(nextNs, link.resumeAt(nowNs));
        }
        return nextNs == Long.MAX_VALUE ? 0 : Math.max(1, (nextNs - nowNs) / 1_000_000);
    }

    private void ready(SelectionKey key) {
        Link link = (Link) key.attachment();
        boolean goesOn = false;
        try {
            if (link == null) {
                accept();
                return;
            }
            goesOn = !key.isValid() || link.forward();
        } catch (IOException e) {
            // one of the two has ended, so the other does
        }
        if (!goesOn && link != null) {
            link.close();
            links.remove(link);
        }
    }

    private void accept() throws IOException {
        SocketChannel target = server.accept();
        if (target != null) {
            try {
                links.add(new Link(target));
            } catch (IOException e) {
                closeQuietly(target);
                throw e;
            }
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }
}
