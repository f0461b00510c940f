package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
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
    void blockingWriteWaitsForRoomAndStreamsWriteAll() throws Exception {
        byte[] sent = random(300 << 10);
        try (JoinedPair pair = JoinedPair.joined(LIMIT)) {
            pair.channel.configureBlocking(true);
            Thread application = new Thread(() -> {
                try {
                    OutputStream out = pair.channel.socket().getOutputStream();
                    out.write(sent, 0, 200 << 10);
                    ByteBuffer rest = ByteBuffer.wrap(sent, 200 << 10, 100 << 10);
                    while (rest.hasRemaining()) {
                        assertTrue(pair.channel.write(rest) > 0);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            application.start();
            assertArrayEquals(sent, pair.read(sent.length));
            application.join();
        }
    }

    @Test
    void blockingWriteEndsWhenTheChannelIsClosedOrTheThreadInterrupted() throws Exception {
        assertEquals(AsynchronousCloseException.class, failureOfBlockedWrite(SocketChannel::close));
        assertEquals(AsynchronousCloseException.class, failureOfBlockedWrite(SocketChannel::shutdownOutput));
        assertEquals(ClosedByInterruptException.class, failureOfBlockedWrite(null));
    }

    private interface Action {
        void on(SocketChannel channel) throws IOException;
    }

    /** What a blocked write throws after the action; null for an interrupt. */
    private static Class<?> failureOfBlockedWrite(Action action) throws Exception {
        try (JoinedPair pair = JoinedPair.joined(10)) {
            pair.engine.pause();
            pair.channel.configureBlocking(true);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread application = new Thread(() -> {
                try {
                    pair.channel.write(ByteBuffer.allocate(10));
                    pair.channel.write(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    thrown.set(e);
                }
            });
            application.start();
            while (application.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            if (action == null) {
                application.interrupt();
            } else {
                action.on(pair.channel);
            }
            application.join(10_000);
            assertFalse(application.isAlive());
            pair.engine.resume();
            return thrown.get() == null ? null : thrown.get().getClass();
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
    void timedReadsOfAJoinedChannelTimeOutAndLeaveTheSocketNonBlocking() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(LIMIT)) {
            pair.channel.configureBlocking(true);
            pair.channel.socket().setSoTimeout(30);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> pair.channel.socket().getInputStream().read());
            pair.peer.write(ascii("y"));
            assertEquals('y', pair.channel.socket().getInputStream().read());
            // More than the socket takes: the engine would hang in a blocking one.
            pair.engine.enqueue(new byte[4 << 20]);
            assertEquals(4 << 20, pair.read(4 << 20).length);
        }
    }
}
