package io.recordsockets.it.wild;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Blocking channels, a thread each that reads. On {@code bye} it writes a last frame to each and closes it; on {@code bytes} it
 * tells how much it has read.
 */
public final class LastFrames {
    /** What each peer gets before the end. */
    public static final String FRAME = "\0\0\0\4bye!";

    private static final List<SocketChannel> CHANNELS = new CopyOnWriteArrayList<>();
    private static final AtomicLong BYTES = new AtomicLong();

    private LastFrames() {}

    /** The port. */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 100);
        daemon(() -> accept(listener));
        System.out.println("listening");
        Commands.obey(words -> {
            if (words[0].equals("bytes")) {
                System.out.println("bytes " + BYTES);
            } else {
                for (SocketChannel channel : CHANNELS) {
                    channel.write(ByteBuffer.wrap(FRAME.getBytes(StandardCharsets.ISO_8859_1)));
                    channel.close();
                }
                System.out.println("closed");
            }
        });
    }

    private static void accept(ServerSocketChannel listener) throws IOException {
        while (true) {
            SocketChannel channel = listener.accept();
            CHANNELS.add(channel);
            daemon(() -> read(channel));
        }
    }

    private static void read(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
            BYTES.addAndGet(n);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void daemon(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (IOException e) {
                // closed by the other thread, as is meant to be
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
