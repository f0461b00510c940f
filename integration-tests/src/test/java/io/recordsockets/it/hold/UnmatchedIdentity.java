package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.it.contract.Pair;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Under rules that match nothing, accepted channels are exactly the JDK's own. */
public class UnmatchedIdentity {
    @Test
    void acceptedChannelIsTheJdksOwn() throws IOException {
        try (Pair pair = Pair.open()) {
            assertEquals("sun.nio.ch.SocketChannelImpl", pair.server.getClass().getName());
        }
    }

    @Test
    void channelAcceptedByTheAdaptorIsTheJdksOwn() throws IOException {
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.socket().accept().getChannel()) {
            assertEquals(client.getLocalAddress(), server.getRemoteAddress());
            assertEquals("sun.nio.ch.SocketChannelImpl", server.getClass().getName());
        }
    }
}
