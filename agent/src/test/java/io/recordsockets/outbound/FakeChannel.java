package io.recordsockets.outbound;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A connected channel that is a name only: what is written goes to a {@link FakeTransport}. */
final class FakeChannel extends SocketChannel {
    FakeChannel() {
        super(null);
    }

    private static UnsupportedOperationException past() {
        return new UnsupportedOperationException("the engine went past its transport");
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw past();
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        throw past();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw past();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketChannel shutdownInput() {
        throw past();
    }

    @Override
    public SocketChannel shutdownOutput() {
        throw past();
    }

    @Override
    public Socket socket() {
        throw past();
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw past();
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return null;
    }

    @Override
    public int read(ByteBuffer dst) {
        throw past();
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
        throw past();
    }

    @Override
    public int write(ByteBuffer src) {
        throw past();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) {
        throw past();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return null;
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        // There is nothing to close.
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        throw past();
    }

    @Override
    public String toString() {
        return "fake";
    }
}
