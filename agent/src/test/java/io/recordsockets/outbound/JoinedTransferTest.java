package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code FileChannel.transferTo} to a joined channel, which sends through the queue, and by the engine, which does not. */
@Timeout(60)
class JoinedTransferTest {
    private static final int LENGTH = 300_000;

    private final byte[] content = new byte[LENGTH];
    private Path file;

    @BeforeEach
    void write(@TempDir Path folder) throws IOException {
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("content"), content);
    }

    private byte[] part(int from, int to) {
        return java.util.Arrays.copyOfRange(content, from, to);
    }

    @Test
    void goesThroughTheQueueWhateverItsLength() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(2 * LENGTH);
                FileChannel source = FileChannel.open(file)) {
            pair.engine.pause();
            pair.engine.enqueue(new byte[] {1});
            assertEquals(100, source.transferTo(0, 100, pair.channel));
            pair.engine.enqueue(new byte[] {2});
            assertEquals(LENGTH - 100, source.transferTo(100, LENGTH, pair.channel));
            assertTrue(pair.engine.writesTaken() >= 2);
            pair.engine.resume();
            assertArrayEquals(new byte[] {1}, pair.read(1));
            assertArrayEquals(part(0, 100), pair.read(100));
            assertArrayEquals(new byte[] {2}, pair.read(1));
            assertArrayEquals(part(100, LENGTH), pair.read(LENGTH - 100));
        }
    }

    @Test
    void isShortWhereTheQueueIsFullAndGoesOnWhenThereIsRoom() throws Exception {
        try (JoinedPair pair = JoinedPair.joined(20_000);
                FileChannel source = FileChannel.open(file);
                Selector selector = JoinedPair.openSelector()) {
            Thread application = new Thread(() -> {
                try {
                    pair.channel.register(selector, SelectionKey.OP_WRITE);
                    for (long position = 0; position < LENGTH; ) {
                        selector.select();
                        selector.selectedKeys().clear();
                        position += source.transferTo(position, LENGTH - position, pair.channel);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            application.start();
            assertArrayEquals(content, pair.read(LENGTH));
            application.join();
        }
    }

    @Test
    void throwsAfterShutdownOutput() throws IOException {
        try (JoinedPair pair = JoinedPair.joined(1000);
                FileChannel source = FileChannel.open(file)) {
            pair.engine.pause();
            pair.engine.enqueue(new byte[10]);
            pair.channel.shutdownOutput();
            assertThrows(ClosedChannelException.class, () -> source.transferTo(0, 100, pair.channel));
            assertThrows(ClosedChannelException.class, () -> source.transferTo(0, LENGTH, pair.channel));
        }
    }

    @Test
    void goesToTheKernelBeforeJoiningAndAfterRelease() throws IOException {
        try (JoinedPair pair = new JoinedPair(1000);
                FileChannel source = FileChannel.open(file)) {
            assertEquals(100, source.transferTo(0, 100, pair.channel));
            pair.engine.join(pair.channel);
            pair.engine.transport().release();
            assertEquals(200, source.transferTo(100, 200, pair.channel));
            assertEquals(0, pair.engine.writesTaken());
            assertArrayEquals(part(0, 300), pair.read(300));
        }
    }

    @Test
    void theEngineTransfersPastTheQueueAlsoAfterClose() throws Exception {
        try (JoinedPair pair = JoinedPair.joined(1000);
                FileChannel source = FileChannel.open(file)) {
            pair.engine.pause();
            pair.channel.write(ByteBuffer.wrap(part(0, 10)));
            pair.channel.close();
            assertEquals(0, pair.engine.transport().write(source, 0, 0));
            long n = pair.engine.transport().write(source, 0, 500);
            assertEquals(500, n);
            pair.engine.resume();
            assertArrayEquals(part(0, 500), pair.read(500));
            assertArrayEquals(part(0, 10), pair.read(10));
            assertTrue(pair.ended());
        }
    }
}
