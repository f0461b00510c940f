package io.recordsockets.it.program;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.it.contract.Pair;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Makes a record with the library, lets the agent be attached, and sends the record on a channel of the agent's. */
public final class LateAgent {
    private LateAgent() {}

    public static void main(String[] arguments) throws Exception {
        RecordHandle record = RecordHandle.copyOf(ByteBuffer.wrap("record\n".getBytes()));
        System.out.println("before " + RecordSockets.status().agentActive());
        System.out.println("pid " + ProcessHandle.current().pid());
        System.in.read();
        System.out.println("after " + RecordSockets.status().agentActive());
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept()) {
            System.out.println("accepted " + server.getClass().getSimpleName());
            // Without a framing: that of the rule is known to the engine of the agent alone.
            RecordSocket socket = RecordSocket.attach(server);
            socket.send(record);
            server.write(ByteBuffer.wrap("plain\n".getBytes()));
            socket.close();
            socket.closed().toCompletableFuture().join();
            System.out.print(new String(client.socket().getInputStream().readAllBytes()));
        }
    }
}
