package io.recordsockets.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of the server, attached to its key.
 *
 * <p><b>Threading:</b> the selector thread alone.
 */
abstract class Connection {
    final SelectionKey key;
    final SocketChannel channel;
    final Counters counters;
    private final boolean drain;

    Connection(SelectionKey key, Counters counters, boolean drain) {
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.counters = counters;
        this.drain = drain;
    }

    /** Reads once, or until nothing is left where the server drains. */
    final void readable() throws IOException {
        int length;
        do {
            ByteBuffer buffer = buffer();
            length = channel.read(buffer);
            counters.read(length);
            if (length < 0) {
                channel.close();
                return;
            }
            if (length > 0) {
                received(buffer);
            }
        } while (drain && length > 0 && mayRead());
    }

    /** Where the next read goes, with room in it. */
    abstract ByteBuffer buffer();

    /** The buffer holds new bytes before its position. */
    abstract void received(ByteBuffer buffer) throws IOException;

    /** Whether more input is welcome now. */
    abstract boolean mayRead();

    /** The socket takes bytes again. */
    abstract void writable() throws IOException;
}
