package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a joined channel with a backlog: the application's channel ends at once, the connection after the backlog. */
@Timeout(60)
class JoinedCloseTest {
    private static final int BACKLOG = 1 << 20;

    private static byte[] backlog() {
        byte[] bytes = new byte[BACKLOG];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Joined, and with a backlog that nothing leaves of before the engine goes on. */
    private static JoinedPair withBacklog() throws IOException {
        JoinedPair pair = JoinedPair.joined(2 * BACKLOG);
        pair.engine.pause();
        assertEquals(BACKLOG, pair.channel.write(ByteBuffer.wrap(backlog())));
        return pair;
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    private static void awaitClosed(JoinedPair pair) throws InterruptedException {
        while (pair.engine.transport().isOpen()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void shutdownOutputShowsAtOnceAndReachesThePeerAfterTheBacklog() throws IOException {
        try (JoinedPair pair = withBacklog()) {
            pair.channel.shutdownOutput();
            assertTrue(pair.channel.socket().isOutputShutdown());
            assertThrows(ClosedChannelException.class, () -> pair.channel.write(ByteBuffer.allocate(1)));
            pair.channel.shutdownOutput();
            pair.engine.resume();
            assertArrayEquals(backlog(), pair.read(BACKLOG));
            assertTrue(pair.ended());
            // The other direction is still there.
            pair.peer.write(ByteBuffer.wrap(new byte[] {7}));
            try (Selector selector = JoinedPair.openSelector()) {
                pair.channel.register(selector, SelectionKey.OP_READ);
                assertEquals(1, selector.select(10_000));
                assertEquals(1, pair.channel.read(ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void closeShowsAtOnceAndReachesThePeerAfterTheBacklog() throws Exception {
        try (JoinedPair pair = withBacklog()) {
            pair.channel.close();
            assertFalse(pair.channel.isOpen());
            assertTrue(pair.engine.wasHandedOver());
            assertThrows(ClosedChannelException.class, () -> pair.channel.write(ByteBuffer.allocate(1)));
            assertThrows(ClosedChannelException.class, () -> pair.channel.read(ByteBuffer.allocate(1)));
            pair.engine.resume();
            assertArrayEquals(backlog(), pair.read(BACKLOG));
            assertTrue(pair.ended());
            awaitClosed(pair);
        }
    }

    @Test
    void numberOfTheDescriptorIsKeptUntilTheSelectorForgetsIt() throws Exception {
        try (Selector selector = JoinedPair.openSelector()) {
            int before;
            try (JoinedPair pair = withBacklog()) {
                before = descriptors();
                SelectionKey key = pair.channel.register(selector, SelectionKey.OP_READ);
                selector.selectNow();
                pair.channel.close();
                assertFalse(key.isValid());
                pair.engine.resume();
                assertArrayEquals(backlog(), pair.read(BACKLOG));
                // Ended for the peer, though the descriptor stays: another would be taken for the one that is
                // registered.
                assertTrue(pair.ended());
                int held = descriptors();
                // The peer's data must not wake a key that was cancelled.
                assertEquals(0, selector.selectNow());
                assertTrue(selector.keys().isEmpty());
                long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                while (descriptors() > held - 2 && System.nanoTime() - deadlineNs < 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                assertTrue(descriptors() <= held - 2);
                assertTrue(descriptors() < before);
            }
        }
    }

    @Test
    void newConnectionsOfTheSameSelectorWorkWhileOldOnesDrain() throws Exception {
        try (Selector selector = JoinedPair.openSelector()) {
            for (int i = 0; i < 50; i++) {
                try (JoinedPair pair = JoinedPair.joined(2 * BACKLOG)) {
                    pair.channel.register(selector, SelectionKey.OP_READ);
                    selector.selectNow();
                    pair.engine.pause();
                    pair.channel.write(ByteBuffer.wrap(backlog(), 0, 1000));
                    pair.peer.write(ByteBuffer.wrap(new byte[] {1}));
                    assertEquals(1, selector.select(10_000));
                    selector.selectedKeys().clear();
                    pair.channel.close();
                    pair.engine.resume();
                    assertEquals(1000, pair.read(1000).length);
                }
            }
            assertEquals(0, selector.selectNow());
        }
    }

    @Test
    void lingerOfZeroDrainsTheQueueAndThenResets() throws Exception {
        try (JoinedPair pair = withBacklog()) {
            pair.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.channel.close();
            assertTrue(pair.engine.transport().isOpen());
            pair.engine.resume();
            int got = 0;
            try {
                got = pair.read(BACKLOG + 1).length;
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("reset"), e.getMessage());
                got = -1;
            }
            assertEquals(-1, got);
            awaitClosed(pair);
        }
    }

    @Test
    void lingerDoesNotMakeAnybodyWait() throws Exception {
        try (JoinedPair pair = withBacklog()) {
            pair.channel.setOption(StandardSocketOptions.SO_LINGER, 30);
            long startNs = System.nanoTime();
            pair.channel.close();
            pair.engine.resume();
            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(5));
            assertArrayEquals(backlog(), pair.read(BACKLOG));
            assertTrue(pair.ended());
        }
    }

    @Test
    void unreadInputResetsTheConnectionAfterTheBacklog() throws Exception {
        try (JoinedPair pair = JoinedPair.joined(2 * BACKLOG)) {
            pair.peer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            pair.engine.pause();
            pair.channel.write(ByteBuffer.wrap(new byte[] {9}));
            pair.channel.close();
            pair.engine.resume();
            assertArrayEquals(new byte[] {9}, pair.read(2));
            awaitClosed(pair);
            IOException reset = assertThrows(IOException.class, () -> {
                while (true) {
                    pair.peer.write(ByteBuffer.wrap(new byte[] {4}));
                }
            });
            assertTrue(reset.getMessage().matches("Broken pipe|Connection reset.*"), reset.getMessage());
        }
    }

    @Test
    void closeOfTheEngineClosesTheApplicationsChannel() throws Exception {
        try (JoinedPair pair = JoinedPair.joined(BACKLOG)) {
            pair.engine.transport().close(false);
            assertTrue(pair.ended());
            while (pair.channel.isOpen()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    @Test
    void nothingLeaks() throws Exception {
        withBacklog().close();
        int before = descriptors();
        for (int i = 0; i < 100; i++) {
            try (JoinedPair pair = JoinedPair.joined(2 * BACKLOG)) {
                pair.engine.pause();
                pair.channel.write(ByteBuffer.allocate(100));
                pair.channel.close();
                pair.engine.resume();
                awaitClosed(pair);
            }
        }
        assertTrue(descriptors() <= before + 2, "before=" + before + ", now=" + descriptors());
    }
}
