package io.recordsockets.outbound;

import java.io.IOException;
import java.nio.ByteBuffer;
import sun.nio.ch.RecordOutbound;

/** Takes the application's own calls on a channel of the agent's to the record socket that was made of it. */
final class JoinedWrites implements RecordOutbound {
    private final Connection connection;
    private final RecordChannelTransport transport;

    JoinedWrites(Connection connection, RecordChannelTransport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return connection.applicationWrite(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return connection.applicationWrite(srcs, offset, length);
    }

    @Override
    public boolean writable() {
        return connection.acceptsApplicationWrites();
    }

    @Override
    public boolean shutdownOutput() {
        return connection.applicationShutdownOutput();
    }

    @Override
    public boolean close() {
        return connection.applicationClose();
    }

    @Override
    public void handedOver() {
        transport.handedOver();
    }

    @Override
    public void closing(Runnable work) {
        connection.closing(work);
    }
}
