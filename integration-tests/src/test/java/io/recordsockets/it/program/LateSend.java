package io.recordsockets.it.program;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.it.contract.Pair;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Prints whether the classes for sending are there before and after the first record socket, how many members the channel's
 * classes show to reflection before, and what the peer gets of a record and of a write of the application's.
 */
public final class LateSend {
    private static final int LENGTH = 4;

    private LateSend() {}

    public static void main(String[] arguments) throws Exception {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept()) {
            client.write(ByteBuffer.wrap(new byte[LENGTH]));
            server.read(ByteBuffer.allocate(LENGTH));
            server.write(ByteBuffer.wrap("plain\n".getBytes()));
            int members = 0;
            for (Class<?> type = server.getClass(); type != null; type = type.getSuperclass()) {
                members += type.getDeclaredFields().length + type.getDeclaredMethods().length;
            }
            System.out.println("reflection " + (members > 0) + ", defined " + defined());
            RecordSocket socket = RecordSocket.attach(server);
            try (RecordHandle record = RecordHandle.copyOf(ByteBuffer.wrap("rec\n".getBytes()))) {
                socket.send(record);
            }
            socket.close();
            socket.closed().toCompletableFuture().join();
            System.out.println("defined " + defined());
            System.out.print(new String(client.socket().getInputStream().readAllBytes()));
        }
    }

    private static boolean defined() {
        try {
            Class.forName("sun.nio.ch.RecordOutput", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
