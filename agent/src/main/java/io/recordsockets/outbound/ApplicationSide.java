package io.recordsockets.outbound;

import io.recordsockets.outbound.transport.ApplicationCalls;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection, as the application's own calls of its channel use it, under the agent. */
final class ApplicationSide implements ApplicationCalls {
    private final Outbound outbound;
    private final SendResources resources;

    ApplicationSide(Outbound outbound, SendResources resources) {
        this.outbound = outbound;
        this.resources = resources;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return (int) outbound.application().write(new ByteBuffer[] {src}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return outbound.application().write(srcs, offset, length);
    }

    @Override
    public boolean writable() {
        return outbound.application().writable();
    }

    @Override
    public boolean shutdownOutput() {
        return outbound.lifecycle().shutdownOutput() && outbound.state() == SendState.SHUTTING;
    }

    @Override
    public boolean close() {
        outbound.lifecycle().close();
        return outbound.state() == SendState.CLOSING;
    }

    @Override
    public void closing(Runnable work) {
        resources.closing().execute(work);
    }
}
