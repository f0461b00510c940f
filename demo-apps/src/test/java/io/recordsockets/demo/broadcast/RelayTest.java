package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RelayTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Writes as fast as it can, then ends. */
    private static Thread node(ServerSocket server, byte[] content) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(content);
            } catch (IOException e) {
                // the reader finds less than it expects
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void passesTheSameBytesAtTheRateAndThenTheEnd() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        long bytesPerSecond = 2 << 20;
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Relay relay = Relay.start(server.getLocalSocketAddress(), bytesPerSecond);
                Socket subscriber = new Socket(LOOPBACK, ((InetSocketAddress) relay.address()).getPort())) {
            long startNs = System.nanoTime();
            Thread node = node(server, content);
            assertTrue(Arrays.equals(content, subscriber.getInputStream().readAllBytes()), "the same bytes");
            double seconds = (System.nanoTime() - startNs) / 1e9;
            node.join();
            // Not faster than the rate; how much slower is the host's affair. Half a portion may pass at once.
            double least = (content.length - 0.01 * bytesPerSecond) / bytesPerSecond;
            assertTrue(seconds >= least, "seconds=" + seconds + ", least=" + least);
        }
    }

    @Test
    void closesTheNodesSideWhenTheSubscriberLeaves() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Relay relay = Relay.start(server.getLocalSocketAddress(), 1 << 20)) {
            Socket subscriber = new Socket(LOOPBACK, ((InetSocketAddress) relay.address()).getPort());
            try (Socket node = server.accept()) {
                subscriber.close();
                assertEquals(-1, node.getInputStream().read());
            }
        }
    }
}
