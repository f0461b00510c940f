package io.recordsockets.outbound;

import io.recordsockets.RecordHandle;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.receive.ReceivingSocket;
import java.nio.channels.SocketChannel;

/** A connection, as its receiving side uses it. */
final class ReceivingSide implements ReceivingSocket {
    private final SendResources resources;
    private final EngineSocket socket;

    ReceivingSide(SendResources resources, EngineSocket socket) {
        this.resources = resources;
        this.socket = socket;
    }

    @Override
    public void awaitReadable() {
        resources.flusher().request(socket, Flusher.AWAIT_READABLE);
    }

    @Override
    public boolean isOver() {
        return socket.state().over();
    }

    @Override
    public long maxRecordBytes() {
        return socket.policy().maxBytes();
    }

    @Override
    public MemoryPayload allocate(int length) {
        return resources.memory().allocate(length);
    }

    @Override
    public RecordHandle handle(MemoryPayload payload) {
        return new Handle(payload, resources.leaks());
    }

    @Override
    public SocketChannel channel() {
        return socket.channel();
    }
}
