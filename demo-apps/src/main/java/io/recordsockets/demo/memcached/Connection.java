package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One client. Bytes come into the buffer of the event loop, commands are served from there, and what is left of them is
 * kept here; the rest of a value goes from the socket into its item.
 *
 * <pre>
 *             head of a storage command            error before a value
 *   COMMAND -----------------------------> VALUE   COMMAND ------> SWALLOW
 *      ^                                     |        ^               |
 *      +------------- all of it -------------+        +--- all of it -+
 *   any state ---- quit, error ----> CLOSING (answers leave, then the channel is closed)
 * </pre>
 *
 * Used by the thread of its event loop.
 */
final class Connection {
    private enum State {
        COMMAND,
        VALUE,
        SWALLOW,
        CLOSING
    }

    /** From this many bytes of answers on, nothing more is read from the client. */
    private static final int HIGH_WATER = 1 << 20;
    /** Bytes of one read at most: the JDK reads through a direct buffer of that size. */
    private static final int READ_LIMIT = 1 << 20;

    private static final byte BINARY_MAGIC = (byte) 0x80;
    private static final byte[] NOTHING = {};

    private final SocketChannel channel;
    private final SelectionKey key;
    private final EventLoop loop;
    private final Context context;
    private final ServerStats stats;
    private final Output out = new Output();

    private State state = State.COMMAND;
    private Protocol protocol;
    /** Bytes that came in and are not used yet. */
    private byte[] unused = NOTHING;
    /** Reading stops until the client has taken its answers. */
    private boolean paused;

    private byte[] value;
    private int valueLength;
    private int received;
    private long toSwallow;

    Connection(SocketChannel channel, SelectionKey key, EventLoop loop, Context context) {
        this.channel = channel;
        this.key = key;
        this.loop = loop;
        this.context = context;
        stats = context.stats;
    }

    Output out() {
        return out;
    }

    /** The next {@code length} bytes from the client go into {@code target}. */
    void receive(byte[] target, int length) {
        value = target;
        valueLength = length;
        received = 0;
        state = State.VALUE;
        if (length == 0) {
            endValue();
        }
    }

    /** The next {@code length} bytes from the client are of no use. */
    void swallow(long length) {
        if (length > 0) {
            toSwallow = length;
            state = State.SWALLOW;
        }
    }

    /** Reads nothing more, and closes when the answers have left. */
    void closeWhenSent() {
        state = State.CLOSING;
    }

    /** Serves what the selector found. */
    void ready() throws IOException {
        if (paused) {
            flush();
            if (out.pending() == 0) {
                paused = false;
                ByteBuffer in = loop.input();
                in.put(unused);
                serve(in);
            }
        } else if (key.isReadable()) {
            read();
        }
        flush();
        if (state == State.CLOSING && out.pending() == 0) {
            close();
        } else {
            updateInterest();
        }
    }

    private void read() throws IOException {
        if (state == State.VALUE) {
            int length = Math.min(READ_LIMIT, valueLength - received);
            int count = count(channel.read(ByteBuffer.wrap(value, received, length)));
            if (count >= 0) {
                valueGrew(count);
            }
            return;
        }
        ByteBuffer in = loop.input();
        in.put(unused);
        if (count(channel.read(in)) >= 0) {
            serve(in);
        }
    }

    private int count(int read) {
        stats.reads.increment();
        if (read < 0) {
            // perhaps only this direction has ended: what was asked is answered
            state = State.CLOSING;
        } else {
            stats.bytesRead.add(read);
        }
        return read;
    }

    private void serve(ByteBuffer in) {
        in.flip();
        while (in.hasRemaining() && state != State.CLOSING && out.pending() < HIGH_WATER && step(in)) {
            // one step after the other
        }
        if (out.pending() >= HIGH_WATER && state != State.CLOSING) {
            paused = true;
            stats.pausedReads.increment();
        }
        int left = state == State.CLOSING ? 0 : in.remaining();
        unused = left == 0 ? NOTHING : Arrays.copyOfRange(in.array(), in.position(), in.limit());
    }

    private boolean step(ByteBuffer in) {
        switch (state) {
            case VALUE:
                int length = Math.min(in.remaining(), valueLength - received);
                in.get(value, received, length);
                valueGrew(length);
                return true;
            case SWALLOW:
                int skipped = (int) Math.min(in.remaining(), toSwallow);
                in.position(in.position() + skipped);
                toSwallow -= skipped;
                if (toSwallow == 0) {
                    state = State.COMMAND;
                }
                return true;
            default:
                if (protocol == null) {
                    boolean binary = in.get(in.position()) == BINARY_MAGIC;
                    protocol = binary ? new BinaryProtocol(this, context) : new TextProtocol(this, context);
                }
                return protocol.serve(in);
        }
    }

    private void valueGrew(int length) {
        received += length;
        if (received == valueLength) {
            endValue();
        }
    }

    private void endValue() {
        value = null;
        state = State.COMMAND;
        protocol.valueReceived();
    }

    private void flush() throws IOException {
        if (out.pending() > 0) {
            stats.bytesWritten.add(out.flush(channel, loop.gather()));
        }
    }

    /** A paused connection waits to be writable even if all has left: that lets the others of the loop have their turn. */
    private void updateInterest() {
        int ops = paused || state == State.CLOSING ? 0 : SelectionKey.OP_READ;
        if (out.pending() > 0 || paused) {
            ops |= SelectionKey.OP_WRITE;
        }
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /** Closes the channel at once. Idempotent. */
    void close() {
        if (!channel.isOpen()) {
            return;
        }
        if (value != null) {
            value = null;
            protocol.valueLost();
        }
        state = State.CLOSING;
        stats.openConnections.decrementAndGet();
        try {
            channel.close();
        } catch (IOException e) {
            context.log(1, "close failed: error=" + e);
        }
    }
}
