package io.recordsockets.it.program;

import io.recordsockets.RecordFramings;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** What an application gets of the API, wherever its class loader is: in a fat jar, a web application, a bundle. */
public final class ApiUse {
    private ApiUse() {}

    public static void main(String[] arguments) {
        System.out.print(report());
    }

    /** A line for each thing that was tried, each twice: a failure is not to become another one. */
    public static String report() {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            report.append("status ").append(status()).append('\n');
            report.append("sent ").append(send()).append('\n');
        }
        return report.toString();
    }

    private static String status() {
        try {
            return RecordSockets.status().active() + " "
                    + RecordSockets.status().description();
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    private static String send() {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel server = listener.accept();
                    RecordHandle record = RecordHandle.copyOf(ByteBuffer.wrap("record\n".getBytes()))) {
                RecordSocket socket = RecordSocket.attach(server, RecordFramings.of("line"));
                socket.send(record);
                socket.close();
                socket.closed().toCompletableFuture().join();
                String read = new String(client.socket().getInputStream().readAllBytes());
                return read.trim() + " on " + server.getClass().getSimpleName();
            }
        } catch (Exception | Error e) {
            return e.toString();
        }
    }
}
