package io.recordsockets.it.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Uses sockets in each way and needs no other permission: binds, connects, accepts, exchanges records with and without a
 * selector, closes. Many times, with a pause for a byte of standard input after the first time and at the end.
 */
public final class SocketsOnly {
    private static final int TIMES = 50;

    private SocketsOnly() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("channel " + exchange());
        System.out.println("first");
        System.in.read();
        for (int i = 0; i < TIMES; i++) {
            exchange();
        }
        System.out.println("last");
        System.in.read();
    }

    private static String exchange() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            // What an application is told of an address that it may not see is another one.
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            try (SocketChannel client = SocketChannel.open();
                    Selector selector = Selector.open()) {
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                try (SocketChannel server = listener.accept()) {
                    write(client, 1000);
                    write(client, 1000);
                    read(server, 2000);
                    server.configureBlocking(false);
                    server.register(selector, SelectionKey.OP_READ);
                    write(client, 1000);
                    selector.select();
                    for (int i = 0; i < 20; i++) {
                        write(client, 5000);
                    }
                    for (int left = 101_000; left > 0; selector.select()) {
                        selector.selectedKeys().clear();
                        left -= Math.max(0, server.read(ByteBuffer.allocate(left)));
                        if (left == 0) {
                            break;
                        }
                    }
                    server.write(ByteBuffer.allocate(64_000));
                    return server.getClass().getSimpleName();
                }
            }
        }
    }

    private static void write(SocketChannel channel, int length) throws IOException {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        bytes[length - 1] = '\n';
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void read(SocketChannel channel, int length) throws IOException {
        for (ByteBuffer buffer = ByteBuffer.allocate(length); buffer.hasRemaining(); ) {
            if (channel.read(buffer) < 0) {
                throw new IOException("the stream ended");
            }
        }
    }
}
