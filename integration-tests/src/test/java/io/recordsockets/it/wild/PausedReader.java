package io.recordsockets.it.wild;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads sixteen bytes of each connection and then no more, but for those that begin with {@code p}: to these it writes back
 * what they send. On {@code paused} it tells how many do not read, on {@code cpu} the CPU time of the loop in nanoseconds.
 */
public final class PausedReader {
    private static final int BYTES = 16;
    private static final int BACKLOG = 4_096;
    private static final AtomicLong PAUSED = new AtomicLong();

    private PausedReader() {}

    /** The port. */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), BACKLOG);
        Selector selector = Selector.open();
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(() -> {
            try {
                serve(selector, listener);
            } catch (IOException e) {
                Commands.fail("cannot read: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        System.out.println("listening");
        Commands.obey(words -> System.out.println(words[0] + " "
                + (words[0].equals("paused")
                        ? PAUSED.get()
                        : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))));
    }

    private static void serve(Selector selector, ServerSocketChannel listener) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    SocketChannel channel = listener.accept();
                    if (channel != null) {
                        channel.configureBlocking(false);
                        channel.register(selector, SelectionKey.OP_READ);
                    }
                } else {
                    read(key, buffer);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        int n = channel.read(buffer.clear());
        if (n < 0) {
            channel.close();
        } else if (n > 0 && buffer.get(0) == 'p') {
            channel.write(buffer.flip());
        } else if (n > 0) {
            key.interestOps(0);
            PAUSED.incrementAndGet();
        }
    }
}
