package io.recordsockets.bench.wild;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One thread asks blocking channels in turn what is available, and reads where there is something. */
final class PolledRow extends ServedRow {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 64;
    private static final long PAUSE_NS = 300_000;

    private final ServerSocketChannel listener;
    private final List<Polled> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** One connection, and what was read of it. */
    private static final class Polled {
        final SocketChannel channel;
        final int port;
        long total;

        Polled(SocketChannel channel) throws IOException {
            this.channel = channel;
            this.port = ((InetSocketAddress) channel.getRemoteAddress()).getPort();
        }
    }

    PolledRow(String name, int port) throws IOException {
        super(name);
        this.listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        listener.configureBlocking(false);
    }

    @Override
    void dial(int port) {
        throw new IllegalStateException("a row that listens does not connect: port=" + port);
    }

    @Override
    void serve() throws IOException {
        while (true) {
            SocketChannel accepted = listener.accept();
            if (accepted != null) {
                channels.add(new Polled(accepted));
            }
            int ready = 0;
            for (Polled polled : channels) {
                ready += poll(polled);
            }
            if (ready == 0) {
                // none or few: a program that polls costs a core if it never sleeps
                LockSupport.parkNanos(channels.isEmpty() ? 100 * PAUSE_NS : PAUSE_NS);
            }
        }
    }

    private int poll(Polled polled) throws IOException {
        if (polled.channel.socket().getInputStream().available() == 0) {
            return 0;
        }
        int length = polled.channel.read(buffer.clear());
        if (length > 0) {
            polled.total += length;
            log.add(polled.port, polled.total, length);
        }
        return 1;
    }
}
