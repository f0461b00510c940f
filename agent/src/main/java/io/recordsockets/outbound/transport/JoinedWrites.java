package io.recordsockets.outbound.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import sun.nio.ch.RecordOutbound;

/** Takes the application's own calls on a channel of the agent's to the record socket that was made of it. */
public final class JoinedWrites implements RecordOutbound {
    private final ApplicationCalls calls;
    private final RecordChannelTransport transport;

    JoinedWrites(ApplicationCalls calls, RecordChannelTransport transport) {
        this.calls = calls;
        this.transport = transport;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return calls.write(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return calls.write(srcs, offset, length);
    }

    @Override
    public boolean writable() {
        return calls.writable();
    }

    @Override
    public boolean shutdownOutput() {
        return calls.shutdownOutput();
    }

    @Override
    public boolean close() {
        return calls.close();
    }

    @Override
    public void handedOver() {
        transport.handedOver();
    }

    @Override
    public void closing(Runnable work) {
        calls.closing(work);
    }
}
