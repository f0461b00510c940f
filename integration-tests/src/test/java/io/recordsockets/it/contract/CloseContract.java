package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Ends of streams: half close, close, reset. */
public class CloseContract {
    @Test
    void endOfStreamComesAfterTheDataAndStays() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(500);
            Pair.writeFully(pair.client, sent);
            pair.client.shutdownOutput();
            assertArrayEquals(sent, Pair.readFully(pair.server, 600));
            for (int i = 0; i < 3; i++) {
                assertEquals(-1, pair.server.read(ByteBuffer.allocate(10)));
            }
        }
    }

    @Test
    void endOfStreamInTheMiddleOfARecordDeliversThePart() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] part = Arrays.copyOf(Payload.of(500), 321);
            Pair.writeFully(pair.client, part);
            pair.client.shutdownOutput();
            assertArrayEquals(part, Pair.readFully(pair.server, 600));
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(10)));
        }
    }

    @Test
    void otherDirectionGoesOnAfterHalfClose() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.client.shutdownOutput();
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(1)));
            byte[] sent = Payload.of(900);
            Pair.writeFully(pair.server, sent);
            assertArrayEquals(sent, Pair.readFully(pair.client, 900));
            assertThrows(ClosedChannelException.class, () -> pair.client.write(ByteBuffer.allocate(1)));
            assertTrue(pair.client.isOpen());
        }
    }

    @Test
    void shutdownInputEndsTheInputOfBothKindsOfRead() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.shutdownInput();
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(10)));
            assertEquals(-1, pair.server.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
            assertTrue(pair.server.socket().isInputShutdown());
            byte[] sent = Payload.of(60);
            Pair.writeFully(pair.server, sent);
            assertArrayEquals(sent, Pair.readFully(pair.client, 60));
        }
    }

    @Test
    void shutdownInputWithDataPendingEndsTheInput() throws Exception {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(200);
            Pair.writeFully(pair.client, sent);
            Background.until(() -> available(pair) == 200);
            assertEquals(50, Pair.readFully(pair.server, 50).length);
            pair.server.shutdownInput();
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(1000)));
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(1000)));
        }
    }

    @Test
    void selectsEndOfStreamAgainAndAgain() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, SelectionKey.OP_READ);
            pair.client.shutdownOutput();
            for (int i = 0; i < 3; i++) {
                assertEquals(1, selector.select(10_000));
                assertTrue(key.isReadable());
                selector.selectedKeys().clear();
                assertEquals(-1, pair.server.read(ByteBuffer.allocate(10)));
            }
        }
    }

    @Test
    void resetIsReportedAsAnException() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();
            IOException reset = assertThrows(IOException.class, () -> pair.server.read(ByteBuffer.allocate(10)));
            assertEquals("Connection reset", reset.getMessage());
            assertTrue(pair.server.isOpen());
        }
    }

    @Test
    void resetInTheMiddleDeliversThePartThatWasReadBeforeAndThenTheException() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] part = Arrays.copyOf(Payload.of(500), 100);
            Pair.writeFully(pair.client, part);
            assertArrayEquals(part, Pair.readFully(pair.server, 100));
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();
            IOException reset = assertThrows(IOException.class, () -> pair.server.read(ByteBuffer.allocate(10)));
            assertEquals("Connection reset", reset.getMessage());
        }
    }

    @Test
    void resetIsSelectedAndThenThrown() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, Arrays.copyOf(Payload.of(500), 100));
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isReadable());
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            IOException reset = assertThrows(IOException.class, () -> {
                while (pair.server.read(buffer) >= 0) {}
            });
            assertEquals("Connection reset", reset.getMessage());
            assertEquals(100, buffer.position());
        }
    }

    @Test
    void closeEndsBlockingRead() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<Throwable> read = Background.failure(() -> pair.server.read(ByteBuffer.allocate(10)));
            read.awaitInside("read0", "poll", "park");
            pair.server.close();
            assertEquals(AsynchronousCloseException.class, read.result().getClass());
            assertEquals(-1, pair.client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void closeEndsBlockingReadInTheMiddleOfARecord() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Arrays.copyOf(Payload.of(500), 100));
            assertEquals(100, Pair.readFully(pair.server, 100).length);
            Background<Throwable> read = Background.failure(() -> Pair.readFully(pair.server, 400));
            read.awaitInside("read0", "poll", "park");
            pair.server.close();
            assertEquals(AsynchronousCloseException.class, read.result().getClass());
        }
    }

    @Test
    void closeEndsBlockingReadOfTheAdaptor() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<Throwable> read = Background.failure(
                    () -> pair.server.socket().getInputStream().read());
            read.awaitInside("read0", "poll", "park");
            pair.server.socket().close();
            Throwable thrown = read.result();
            assertTrue(thrown instanceof IOException, () -> "thrown=" + thrown);
            assertFalse(pair.server.isOpen());
        }
    }

    @Test
    void shutdownInputEndsBlockingRead() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<Integer> read = Background.run(() -> pair.server.read(ByteBuffer.allocate(10)));
            read.awaitInside("read0", "poll", "park");
            pair.server.shutdownInput();
            assertEquals(-1, read.result());
        }
    }

    @Test
    void closeSendsEndOfStreamAfterWhatWasWritten() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(200_000);
            Background<Integer> write = Background.run(() -> {
                Pair.writeFully(pair.server, sent);
                pair.server.close();
                return 0;
            });
            assertArrayEquals(sent, Pair.readFully(pair.client, 300_000));
            assertEquals(0, write.result());
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void writeToResetConnectionFails() throws Exception {
        try (Pair pair = Pair.open()) {
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();
            IOException broken = assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    pair.server.write(ByteBuffer.wrap(Payload.of(1000)));
                }
            });
            assertTrue(
                    "Broken pipe".equals(broken.getMessage()) || "Connection reset by peer".equals(broken.getMessage()),
                    broken::toString);
        }
    }

    @Test
    void closeIsIdempotent() throws IOException {
        Pair pair = Pair.open();
        pair.server.close();
        pair.server.close();
        assertFalse(pair.server.isOpen());
        assertFalse(pair.server.isConnected() && pair.server.isOpen());
        pair.close();
        pair.close();
    }

    static int available(Pair pair) {
        try {
            return pair.server.socket().getInputStream().available();
        } catch (IOException e) {
            return -1;
        }
    }
}
