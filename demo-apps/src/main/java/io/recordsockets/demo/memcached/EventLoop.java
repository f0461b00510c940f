package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One thread that serves some of the connections. */
final class EventLoop implements Runnable {
    /** More than the longest head of a command ({@link TextProtocol#MAX_RETRIEVAL_LINE}), so there is always room to read. */
    private static final int INPUT_SIZE = 128 * 1024;

    private static final int GATHER = 64;

    private final Context context;
    private final Selector selector;
    private final Queue<SocketChannel> adopted = new ConcurrentLinkedQueue<>();

    // used by the thread of the loop
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_SIZE);
    private final ByteBuffer[] gather = new ByteBuffer[GATHER];

    private volatile boolean closing;

    EventLoop(Context context) throws IOException {
        this.context = context;
        selector = Selector.open();
    }

    /** Gives a connected, non-blocking channel to this loop. May be called by any thread. */
    void adopt(SocketChannel channel) {
        adopted.add(channel);
        selector.wakeup();
    }

    /** Ends the loop and all its connections. May be called by any thread. */
    void close() {
        closing = true;
        selector.wakeup();
    }

    /** An empty buffer for the bytes of one read. */
    ByteBuffer input() {
        return input.clear();
    }

    /** Room for the buffers of one gathering write. */
    ByteBuffer[] gather() {
        return gather;
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                selector.select();
                context.stats.eventLoopWakeups.increment();
                registerAdopted();
                serveSelected();
            }
        } catch (IOException e) {
            context.log(0, "event loop failed, its connections are closed: error=" + e);
        } finally {
            closeAll();
        }
    }

    private void serveSelected() {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.isValid()) {
                serve((Connection) key.attachment());
            }
        }
    }

    private void serve(Connection connection) {
        try {
            connection.ready();
        } catch (IOException e) {
            // a client that is gone is no failure
            context.log(1, "connection lost: error=" + e);
            connection.close();
        } catch (RuntimeException | OutOfMemoryError e) {
            context.log(0, "connection closed after an unexpected failure: error=" + e);
            connection.close();
        }
    }

    private void registerAdopted() {
        for (SocketChannel channel = adopted.poll(); channel != null; channel = adopted.poll()) {
            try {
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new Connection(channel, key, this, context));
            } catch (IOException e) {
                context.log(1, "new connection lost: error=" + e);
                discard(channel);
            }
        }
    }

    private void closeAll() {
        closing = true;
        for (SelectionKey key : selector.keys()) {
            ((Connection) key.attachment()).close();
        }
        for (SocketChannel channel = adopted.poll(); channel != null; channel = adopted.poll()) {
            discard(channel);
        }
        try {
            selector.close();
        } catch (IOException e) {
            context.log(1, "close of selector failed: error=" + e);
        }
    }

    private void discard(SocketChannel channel) {
        context.stats.openConnections.decrementAndGet();
        try {
            channel.close();
        } catch (IOException e) {
            context.log(1, "close failed: error=" + e);
        }
    }
}
