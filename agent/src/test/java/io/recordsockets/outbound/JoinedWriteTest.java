package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application's own writes on a channel that an engine has joined, over real sockets. */
@Timeout(60)
class JoinedWriteTest {
    private static final int LIMIT = 64 << 10;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void writesJoinTheQueueInTheirOrder() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(LIMIT)) {
            pair.engine.pause();
            pair.engine.enqueue("one ".getBytes(StandardCharsets.US_ASCII));
            assertEquals(4, pair.channel.write(ascii("two ")));
            pair.engine.enqueue("three ".getBytes(StandardCharsets.US_ASCII));
            assertEquals(9, pair.channel.write(new ByteBuffer[] {ascii("four "), ascii("five")}));
            pair.engine.resume();
            assertEquals("one two three four five", new String(pair.read(23), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void writeIsShortWhereTheQueueIsFull() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(10)) {
            pair.engine.pause();
            ByteBuffer src = ByteBuffer.allocate(16);
            assertEquals(10, pair.channel.write(src));
            assertEquals(10, src.position());
            assertEquals(0, pair.channel.write(src));
            assertEquals(0, pair.channel.write(new ByteBuffer[] {src}));
        }
    }

    @Test
    void writesGoToTheKernelBeforeJoiningAndAfterRelease() throws IOException {
        try (JoinedPair pair = new JoinedPair(LIMIT)) {
            pair.channel.write(ascii("a"));
            pair.engine.join(pair.channel);
            pair.channel.write(ascii("b"));
            assertArrayEquals(new byte[] {'a', 'b'}, pair.read(2));
            assertEquals(1, pair.engine.writesTaken());
            pair.engine.transport().release();
            assertTrue(pair.channel.isBlocking());
            pair.channel.write(ByteBuffer.wrap(random(1 << 10)));
            assertArrayEquals(random(1 << 10), pair.read(1 << 10));
            assertEquals(1, pair.engine.writesTaken());
        }
    }

    @Test
    void selectorSleepsWhileTheQueueIsFullAndWakesForRoom() throws Exception {
        try (JoinedPair pair = JoinedPair.joined(10);
                Selector selector = JoinedPair.openSelector()) {
            SelectionKey key = pair.channel.register(selector, SelectionKey.OP_WRITE);
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isWritable());
            selector.selectedKeys().clear();
            pair.engine.pause();
            pair.channel.write(ByteBuffer.allocate(10));
            long cpuNs = threadCpuNs();
            // The socket has room all the time.
            assertEquals(0, selector.select(300));
            assertTrue(threadCpuNs() - cpuNs < TimeUnit.MILLISECONDS.toNanos(100), "the selector spins");
            Thread resume = new Thread(pair.engine::resume);
            resume.start();
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isWritable());
            resume.join();
        }
    }

    private static long threadCpuNs() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void writeInterestSurvivesJoiningAndRelease() throws IOException {
        try (JoinedPair pair = new JoinedPair(10);
                Selector selector = JoinedPair.openSelector()) {
            pair.channel.configureBlocking(false);
            SelectionKey key = pair.channel.register(selector, SelectionKey.OP_WRITE);
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            pair.engine.join(pair.channel);
            pair.engine.pause();
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            pair.channel.write(ByteBuffer.allocate(10));
            assertEquals(0, selector.select(50));
            pair.engine.transport().release();
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isWritable());
        }
    }

    @Test
    void readAndWriteReadinessAreReportedTogether() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(LIMIT);
                Selector selector = JoinedPair.openSelector()) {
            SelectionKey key = pair.channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            pair.peer.write(ascii("x"));
            while ((key.readyOps() & SelectionKey.OP_READ) == 0) {
                selector.selectedKeys().clear();
                assertEquals(1, selector.select(10_000));
            }
            assertTrue(key.isReadable() && key.isWritable());
        }
    }

    @Test
    void streamOfWritesArrivesWholeThroughAFullQueue() throws Exception {
        byte[] sent = random(1 << 20);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        int[] selects = new int[1];
        try (JoinedPair pair = JoinedPair.joined(LIMIT);
                Selector selector = JoinedPair.openSelector()) {
            Thread application = new Thread(() -> {
                try {
                    SelectionKey key = pair.channel.register(selector, 0);
                    ByteBuffer src = ByteBuffer.wrap(sent);
                    while (src.hasRemaining()) {
                        if (pair.channel.write(src) == 0) {
                            key.interestOps(SelectionKey.OP_WRITE);
                            selector.select();
                            selector.selectedKeys().clear();
                            selects[0]++;
                            key.interestOps(0);
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
            });
            application.start();
            assertArrayEquals(sent, pair.read(sent.length));
            application.join();
            assertEquals(null, failure.get());
            // Each of them made progress.
            assertTrue(selects[0] <= sent.length / 100, "selects=" + selects[0]);
        }
    }

    @Test
    void writesAfterShutdownAndCloseThrowAsInTheJdk() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(10)) {
            pair.channel.shutdownOutput();
            assertThrows(ClosedChannelException.class, () -> pair.channel.write(ByteBuffer.allocate(1)));
            pair.channel.close();
            assertThrows(ClosedChannelException.class, () -> pair.channel.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void joinedChannelCannotBeSetToBlockingModeBeforeItsRelease() throws IOException {
        try (JoinedPair pair = new JoinedPair(LIMIT)) {
            pair.engine.join(pair.channel);
            assertFalse(pair.channel.isBlocking());
            assertThrows(IllegalBlockingModeException.class, () -> pair.channel.configureBlocking(true));
            assertFalse(pair.channel.isBlocking());
            OutputStream out = pair.channel.socket().getOutputStream();
            assertThrows(IllegalBlockingModeException.class, () -> out.write(1));
            // More than the socket takes: the engine would hang in a blocking one.
            pair.engine.enqueue(new byte[4 << 20]);
            assertEquals(4 << 20, pair.read(4 << 20).length);
            pair.engine.transport().release();
            out.write(1);
            assertArrayEquals(new byte[] {1}, pair.read(1));
        }
    }
}
