package io.recordsockets.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of a {@link ClosedLoop}: what it asks, and what of the answers has come. Answers come in the order
 * of the requests, so a ring of times is enough to know how long each took.
 *
 * <p><b>Threading:</b> the thread of the loop alone.
 */
public abstract class LoadConnection {
    final SelectionKey key;
    final SocketChannel channel;
    private final long[] begunNs;
    private int oldest;
    private int underWay;

    LoadConnection(SelectionKey key, int requestsUnderWay) {
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.begunNs = new long[requestsUnderWay];
    }

    /** Sends the first requests of a window. */
    final void begin(LoadWindow window, long nowNs) throws IOException {
        request(begunNs.length, nowNs);
    }

    /** Takes what has come; answers whether the window is over and nothing is under way any more. */
    final boolean readable(ByteBuffer input, LoadWindow window) throws IOException {
        int length = channel.read(input.clear());
        if (length < 0) {
            throw new EOFException("server closed the connection: underWay=" + underWay);
        }
        int answers = answers(input.flip());
        if (answers == 0) {
            return false;
        }
        long now = System.nanoTime();
        for (int i = 0; i < answers; i++) {
            window.completed(begunNs[oldest], now);
            oldest = (oldest + 1) % begunNs.length;
            underWay--;
        }
        if (window.isOpen(now)) {
            request(answers, now);
            return false;
        }
        return underWay == 0;
    }

    private void request(int count, long nowNs) throws IOException {
        for (int i = 0; i < count; i++) {
            begunNs[(oldest + underWay) % begunNs.length] = nowNs;
            underWay++;
        }
        send(count);
    }

    /** Sends so many requests more, or begins to. */
    abstract void send(int count) throws IOException;

    /** The socket takes bytes again. */
    abstract void writable() throws IOException;

    /** How many answers end in these bytes. */
    abstract int answers(ByteBuffer input) throws IOException;
}
