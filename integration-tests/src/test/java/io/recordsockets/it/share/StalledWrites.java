package io.recordsockets.it.share;

import io.recordsockets.RecordSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Writes one record once to each of some receivers, which are not expected to read; tells how many bytes each write took,
 * and waits for its end; in a JVM of its own.
 */
public final class StalledWrites {
    /** So many are waited for. */
    public static final int RECEIVERS = 20;

    private StalledWrites() {}

    /** What is written. */
    public static byte[] record() {
        return Kind.random(new Random(1), 1 << 20);
    }

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println("port " + ((InetSocketAddress) listener.getLocalAddress()).getPort());
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < RECEIVERS; i++) {
                channels.add(listener.accept());
            }
            byte[] record = record();
            StringJoiner took = new StringJoiner(" ", "took ", "");
            for (SocketChannel channel : channels) {
                channel.configureBlocking(false);
                took.add(Integer.toString(channel.write(ByteBuffer.wrap(record))));
            }
            System.out.println(took);
            System.out.println("shared " + RecordSockets.status().total().sharedBytes());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
