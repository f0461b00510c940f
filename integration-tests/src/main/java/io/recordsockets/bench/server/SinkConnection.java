package io.recordsockets.bench.server;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** Counts the records that come in and answers nothing. All connections read into one buffer. */
final class SinkConnection extends Connection {
    private final ByteBuffer shared;
    private final Scanner scanner;

    SinkConnection(SelectionKey key, Counters counters, boolean drain, ByteBuffer shared, Scanner scanner) {
        super(key, counters, drain);
        this.shared = shared;
        this.scanner = scanner;
    }

    @Override
    ByteBuffer buffer() {
        return shared.clear();
    }

    @Override
    void received(ByteBuffer buffer) {
        buffer.flip();
        counters.records(scanner.scan(buffer));
    }

    @Override
    boolean mayRead() {
        return true;
    }

    @Override
    void writable() {
        throw new IllegalStateException("a sink never asked for OP_WRITE");
    }
}
