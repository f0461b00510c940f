package io.recordsockets.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a fixed number of requests under way on each of many connections, from one thread: the next request of a
 * connection leaves when an answer has come. The server is never idle, and latency is mostly the wait for one's turn;
 * a slower server shows in both rate and latency.
 *
 * <p>Connections live from window to window; between windows nothing is under way.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ClosedLoop implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long RUN_OUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** Of the window that runs. */
    private LoadWindow window;

    private int busy;

    /** Makes the workload of one connection. */
    @FunctionalInterface
    public interface Workload {
        /** For the connection of this number, from 0 on. */
        LoadConnection connection(SelectionKey key, int index);
    }

    private ClosedLoop(Selector selector) {
        this.selector = selector;
    }

    /** Connects to a server on the loopback address. */
    public static ClosedLoop connect(int port, int connections, Workload workload) throws IOException {
        ClosedLoop loop = new ClosedLoop(Selector.open());
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(loop.selector, SelectionKey.OP_READ);
                LoadConnection connection = workload.connection(key, i);
                key.attach(connection);
                loop.connections.add(connection);
            }
            return loop;
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * Runs for so long, and then until all answers have come.
     *
     * @throws IOException where a connection fails, an answer is wrong, or answers are missing half a minute later
     */
    public LoadWindow run(long lengthNs) throws IOException {
        try {
            return runWindow(lengthNs);
        } catch (LoadFailure e) {
            throw e.getCause();
        }
    }

    private LoadWindow runWindow(long lengthNs) throws IOException {
        long start = System.nanoTime();
        window = new LoadWindow(start, lengthNs);
        busy = connections.size();
        for (LoadConnection connection : connections) {
            connection.begin(window, start);
        }
        long last = start + lengthNs + RUN_OUT_NS;
        while (busy > 0) {
            selector.select(this::ready, 1000);
            if (System.nanoTime() - last > 0) {
                throw new IOException("answers are missing: connections=" + busy + " of=" + connections.size()
                        + "; the server is stuck or lost bytes");
            }
        }
        return window;
    }

    private void ready(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.writable();
            }
            if (key.isReadable() && connection.readable(input, window)) {
                busy--;
            }
        } catch (IOException e) {
            throw new LoadFailure(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
