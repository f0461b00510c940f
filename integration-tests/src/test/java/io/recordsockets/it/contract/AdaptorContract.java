package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The socket adaptor of a channel. */
public class AdaptorContract {
    @Test
    void streamsCarryBothWays() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(3000);
            pair.client.socket().getOutputStream().write(sent);
            assertArrayEquals(sent, pair.server.socket().getInputStream().readNBytes(3000));
            pair.server.socket().getOutputStream().write(sent);
            assertArrayEquals(sent, pair.client.socket().getInputStream().readNBytes(3000));
        }
    }

    @Test
    void readsByteByByte() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(200);
            Pair.writeFully(pair.client, sent);
            InputStream in = pair.server.socket().getInputStream();
            for (byte b : sent) {
                assertEquals(b & 0xFF, in.read());
            }
        }
    }

    @Test
    void readOfZeroLengthAnswersZero() throws IOException {
        try (Pair pair = Pair.open()) {
            assertEquals(0, pair.server.socket().getInputStream().read(new byte[5], 2, 0));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> pair.server.socket().getInputStream().read(new byte[5], 3, 3));
        }
    }

    @Test
    void readsIntoTheMiddleOfAnArray() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(20);
            Pair.writeFully(pair.client, sent);
            byte[] target = new byte[40];
            InputStream in = pair.server.socket().getInputStream();
            int read = 0;
            while (read < 20) {
                read += in.read(target, 10 + read, 20 - read);
            }
            assertArrayEquals(sent, Arrays.copyOfRange(target, 10, 30));
            assertEquals(0, target[9]);
            assertEquals(0, target[30]);
        }
    }

    @Test
    void readTimesOutNeitherEarlyNorForGood() throws IOException {
        try (Pair pair = Pair.open()) {
            Socket socket = pair.server.socket();
            socket.setSoTimeout(250);
            assertEquals(250, socket.getSoTimeout());
            for (int i = 0; i < 2; i++) {
                long begin = System.nanoTime();
                assertThrows(SocketTimeoutException.class, () -> socket.getInputStream()
                        .read());
                long tookMs = (System.nanoTime() - begin) / 1_000_000;
                assertTrue(tookMs >= 249 && tookMs < 3_000, "tookMs=" + tookMs);
            }
            byte[] sent = Payload.of(30);
            Pair.writeFully(pair.client, sent);
            assertArrayEquals(sent, socket.getInputStream().readNBytes(30));
        }
    }

    @Test
    void readWithTimeOutAnswersThePartThatIsThere() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(1000);
            Pair.writeFully(pair.client, Arrays.copyOf(sent, 400));
            Socket socket = pair.server.socket();
            socket.setSoTimeout(600);
            byte[] target = new byte[1000];
            int read = 0;
            while (read < 400) {
                read += socket.getInputStream().read(target, read, 1000 - read);
            }
            assertEquals(400, read);
            Pair.writeFully(pair.client, Arrays.copyOfRange(sent, 400, 1000));
            socket.getInputStream().readNBytes(target, 400, 600);
            assertArrayEquals(sent, target);
        }
    }

    @Test
    void availableCountsWhatCameAndWhatIsLeft() throws Exception {
        try (Pair pair = Pair.open()) {
            InputStream in = pair.server.socket().getInputStream();
            assertEquals(0, in.available());
            Pair.writeFully(pair.client, Payload.of(100));
            Background.until(() -> available(in) == 100);
            in.readNBytes(40);
            assertEquals(60, in.available());
            in.readNBytes(60);
            assertEquals(0, in.available());
        }
    }

    @Test
    void adaptorRefusesNonBlockingMode() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.configureBlocking(false);
            Socket socket = pair.server.socket();
            assertThrows(IllegalBlockingModeException.class, () -> socket.getInputStream()
                    .read());
            assertThrows(IllegalBlockingModeException.class, () -> socket.getOutputStream()
                    .write(1));
        }
    }

    @Test
    void adaptorAndChannelReadOneStream() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(90);
            Pair.writeFully(pair.client, sent);
            byte[] head = pair.server.socket().getInputStream().readNBytes(30);
            byte[] middle = Pair.readFully(pair.server, 30);
            byte[] tail = pair.server.socket().getInputStream().readNBytes(30);
            assertArrayEquals(Arrays.copyOf(sent, 30), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 30, 60), middle);
            assertArrayEquals(Arrays.copyOfRange(sent, 60, 90), tail);
        }
    }

    @Test
    void adaptorTellsTheStateOfTheChannel() throws IOException {
        Pair pair = Pair.open();
        Socket socket = pair.server.socket();
        assertSame(pair.server, socket.getChannel());
        assertSame(socket, pair.server.socket());
        assertTrue(socket.isConnected());
        assertTrue(socket.isBound());
        assertFalse(socket.isClosed());
        assertEquals(pair.server.getRemoteAddress(), socket.getRemoteSocketAddress());
        assertEquals(pair.server.getLocalAddress(), socket.getLocalSocketAddress());
        socket.shutdownOutput();
        assertTrue(socket.isOutputShutdown());
        assertEquals(-1, pair.client.socket().getInputStream().read());
        socket.close();
        assertFalse(pair.server.isOpen());
        assertThrows(SocketException.class, socket::getInputStream);
        pair.close();
    }

    @Test
    void endOfStreamComesAfterTheDataAndStays() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(70);
            Pair.writeFully(pair.client, sent);
            pair.client.shutdownOutput();
            InputStream in = pair.server.socket().getInputStream();
            assertArrayEquals(sent, in.readAllBytes());
            for (int i = 0; i < 3; i++) {
                assertEquals(-1, in.read());
                assertEquals(0, in.available());
            }
        }
    }

    private static int available(InputStream in) {
        try {
            return in.available();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
