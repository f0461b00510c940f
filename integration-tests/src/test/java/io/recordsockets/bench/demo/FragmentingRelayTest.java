package io.recordsockets.bench.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FragmentingRelayTest {
    private static final int PIECE_BYTES = 100;
    private static final int PIECES = 20;

    @Test
    void handsOnTheSameBytesInPiecesAndAnswersAsTheyCome() throws IOException {
        byte[] request = new byte[PIECES * PIECE_BYTES];
        new Random(1).nextBytes(request);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FragmentingRelay relay =
                        new FragmentingRelay(listener.getLocalPort(), PIECE_BYTES, TimeUnit.MICROSECONDS.toNanos(100));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                Socket server = listener.accept()) {
            long start = System.nanoTime();
            client.getOutputStream().write(request);
            assertArrayEquals(request, server.getInputStream().readNBytes(request.length));
            long tookNs = System.nanoTime() - start;
            // there was a pause behind each piece but perhaps the last
            assertTrue(tookNs >= (PIECES - 1) * TimeUnit.MICROSECONDS.toNanos(100), "tookNs=" + tookNs);

            server.getOutputStream().write(request);
            assertArrayEquals(request, client.getInputStream().readNBytes(request.length));
        }
    }

    @Test
    void endsTheOtherSideWhereOneEnds() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FragmentingRelay relay = new FragmentingRelay(listener.getLocalPort(), PIECE_BYTES, 0);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                Socket server = listener.accept()) {
            server.shutdownOutput();
            InputStream in = client.getInputStream();
            assertEquals(-1, in.read());
        }
    }
}
