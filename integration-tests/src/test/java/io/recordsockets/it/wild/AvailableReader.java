package io.recordsockets.it.wild;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Reads from blocking channels only what is available, and so never waits. On {@code slow} it tells how often it did. */
public final class AvailableReader {
    private static final long SLOW_NS = 8_000_000;
    private static final AtomicLong BYTES = new AtomicLong();
    private static final AtomicLong SLOW = new AtomicLong();

    private AvailableReader() {}

    /** The port. */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 100);
        listener.configureBlocking(false);
        Thread thread = new Thread(() -> {
            try {
                poll(listener);
            } catch (IOException e) {
                Commands.fail("cannot read: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        System.out.println("listening");
        Commands.obey(words -> System.out.println(words[0] + " " + (words[0].equals("bytes") ? BYTES : SLOW)));
    }

    private static void poll(ServerSocketChannel listener) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        while (true) {
            SocketChannel accepted = listener.accept();
            if (accepted != null) {
                channels.add(accepted);
            }
            for (SocketChannel channel : channels) {
                int available = channel.socket().getInputStream().available();
                if (available > 0) {
                    buffer.clear().limit(Math.min(available, buffer.capacity()));
                    long beginNs = System.nanoTime();
                    BYTES.addAndGet(channel.read(buffer));
                    if (System.nanoTime() - beginNs > SLOW_NS) {
                        SLOW.incrementAndGet();
                    }
                }
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
