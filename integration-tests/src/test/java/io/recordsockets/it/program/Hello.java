package io.recordsockets.it.program;

import io.recordsockets.it.contract.Pair;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** Sends itself a line over TCP, prints it with the class of the accepted channel, and ends with the exit code given. */
public final class Hello {
    private Hello() {}

    /** The exit code; then {@code wait} to wait for a byte of standard input first. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1) {
            System.out.println("pid " + ProcessHandle.current().pid());
            System.in.read();
        }
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept();
                Selector selector = Selector.open()) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_READ);
            client.write(ByteBuffer.wrap("hello\n".getBytes()));
            ByteBuffer read = ByteBuffer.allocate(6);
            while (read.hasRemaining()) {
                selector.select();
                selector.selectedKeys().clear();
                server.read(read);
            }
            System.out.print(new String(read.array()));
            System.out.println("accepted " + server.getClass().getName());
            System.out.println(
                    "provider " + SelectorProvider.provider().getClass().getName());
        }
        System.exit(Integer.parseInt(arguments[0]));
    }
}
