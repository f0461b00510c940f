package io.recordsockets.outbound;

import io.recordsockets.RecordHandle;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.receive.ReceivingSocket;
import java.nio.channels.SocketChannel;

/** A connection, as its receiving side uses it. */
final class ReceivingSide implements ReceivingSocket {
    private final SendEngine engine;
    private final Connection connection;

    ReceivingSide(SendEngine engine, Connection connection) {
        this.engine = engine;
        this.connection = connection;
    }

    @Override
    public void awaitReadable() {
        engine.flusher().request(connection, Flusher.AWAIT_READABLE);
    }

    @Override
    public boolean isOver() {
        return connection.state().over();
    }

    @Override
    public long maxRecordBytes() {
        return connection.policy().maxBytes();
    }

    @Override
    public MemoryPayload allocate(int length) {
        return engine.memory().allocate(length);
    }

    @Override
    public RecordHandle handle(MemoryPayload payload) {
        return engine.handle(payload);
    }

    @Override
    public SocketChannel channel() {
        return connection.channel();
    }
}
