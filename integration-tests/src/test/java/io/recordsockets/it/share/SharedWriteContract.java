package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a write of shared bytes answers and throws: the same as on the plain JDK, where this runs too. */
public class SharedWriteContract {
    private static final int LENGTH = 200_000;
    private static final Set<String> RESETS = Set.of("Broken pipe", "Connection reset by peer", "Connection reset");

    @TempDir
    Path folder;

    private Known known;
    private Pair pair;
    private SocketChannel near;

    /** What a test has written to {@link #near}. */
    private long written;

    @BeforeEach
    void connect() throws IOException {
        known = new Known(Kind.random(new Random(1), LENGTH));
        pair = Pair.open();
        near = pair.server;
        near.configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        known.close();
    }

    /** Writes the bytes once; they are shared. */
    private void writeShared() throws Exception {
        Sharing.ofAtLeast(LENGTH / 2, () -> written += near.write(known.buffer()));
        assertTrue(written > LENGTH / 2, () -> "the kernel took " + written);
    }

    private void assertBothThrow(Class<? extends Throwable> expected, SocketChannel channel) {
        ByteBuffer large = known.buffer();
        assertEquals(
                expected,
                assertThrows(Throwable.class, () -> channel.write(large)).getClass());
        ByteBuffer[] both = {ByteBuffer.allocate(3), large};
        assertEquals(
                expected,
                assertThrows(Throwable.class, () -> channel.write(both)).getClass());
        assertEquals(LENGTH, large.remaining(), "nothing was taken");
    }

    @Test
    void failsAfterClose() throws Exception {
        writeShared();
        near.close();
        assertBothThrow(ClosedChannelException.class, near);
    }

    @Test
    void failsAfterShutdownOutput() throws Exception {
        writeShared();
        near.shutdownOutput();
        // So the JDK says it, though nothing is under way.
        assertBothThrow(AsynchronousCloseException.class, near);
    }

    @Test
    void failsBeforeTheConnectionIsThere() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            assertBothThrow(NotYetConnectedException.class, channel);
        }
    }

    @Test
    void refusesWrongArguments() throws Exception {
        writeShared();
        ByteBuffer large = known.buffer();
        assertThrows(NullPointerException.class, () -> near.write((ByteBuffer) null));
        assertThrows(NullPointerException.class, () -> near.write((ByteBuffer[]) null));
        assertThrows(NullPointerException.class, () -> near.write(new ByteBuffer[] {large, null}));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(new ByteBuffer[] {large}, 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(new ByteBuffer[] {large}, -1, 1));
        assertEquals(LENGTH, large.remaining());
    }

    @Test
    void failsAsEverWhereThePeerResets() throws Exception {
        for (int round = 0; round < 10; round++) {
            try (Broadcaster broadcaster = new Broadcaster()) {
                SocketChannel[] channel = new SocketChannel[1];
                Receiver far = broadcaster.connect(Receiver.Pace.AT_ONCE, 0).far;
                channel[0] = broadcaster.outs.get(0).near;
                IOException failure = null;
                known.write();
                Sharing.ofAtLeast(1, () -> {
                    far.expect(known.bytes);
                    channel[0].write(known.buffer());
                });
                for (int i = 0; i < 1_000_000 && failure == null; i++) {
                    try {
                        if (i == round * 3) {
                            far.reset();
                        }
                        far.expect(known.bytes);
                        channel[0].write(known.buffer());
                    } catch (IOException e) {
                        failure = e;
                    }
                }
                assertEquals(IOException.class, failure.getClass());
                assertTrue(RESETS.contains(failure.getMessage()), failure.getMessage());
                IOException next = assertThrows(IOException.class, () -> channel[0].write(known.buffer()));
                assertEquals("Broken pipe", next.getMessage());
                assertTrue(channel[0].isOpen());
                far.close();
            }
        }
    }

    @Test
    void takesNoNoticeOfAnInterruptInThisMode() throws Exception {
        Thread.currentThread().interrupt();
        try {
            writeShared();
        } finally {
            assertTrue(Thread.interrupted(), "the flag stays");
        }
        assertTrue(near.isOpen());
        // The file that all share is still open.
        known.write();
        long before = Sharing.bytes();
        near.write(known.buffer());
        near.write(known.buffer());
        assertTrue(Sharing.PLAIN || Sharing.bytes() > before);
    }

    @Test
    void aBlockingWriteTakesAllAndEndsWithAnInterrupt() throws Exception {
        writeShared();
        long left = 20L * LENGTH;
        Background<Long> reader = Background.run(() -> {
            long all = 0;
            byte[] expected = known.bytes;
            ByteBuffer buffer = ByteBuffer.allocate(70_001);
            while (pair.client.read(buffer.clear()) >= 0) {
                buffer.flip();
                for (; buffer.hasRemaining(); all++) {
                    if (buffer.get() != expected[(int) (all % LENGTH)]) {
                        throw new AssertionError("another byte, at=" + all);
                    }
                }
            }
            return all;
        });
        near.configureBlocking(true);
        for (int i = 0; i < 20; i++) {
            assertEquals(LENGTH, near.write(known.buffer()), "all of it in blocking mode");
        }
        near.shutdownOutput();
        assertEquals(left + LENGTH, reader.result());
        try (Pair other = Pair.open()) {
            other.server.configureBlocking(false);
            known.fill(other.server);
            other.server.configureBlocking(true);
            Background<Throwable> writer = Background.failure(() -> other.server.write(known.buffer()));
            writer.awaitInside("park", "poll", "write0");
            writer.interrupt();
            assertEquals(ClosedByInterruptException.class, writer.result().getClass());
            assertFalse(other.server.isOpen());
        }
    }

    @Test
    void theModeMayChangeDuringWrites() throws Exception {
        Background<Long> reader = Background.run(() -> {
            long all = 0;
            ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
            for (int n = 0; n >= 0; n = pair.client.read(buffer.clear())) {
                all += n;
            }
            return all;
        });
        writeShared();
        Background<Integer> meddler = Background.run(() -> {
            for (int i = 0; i < 300; i++) {
                near.configureBlocking(i % 2 == 0);
                Thread.yield();
            }
            near.configureBlocking(false);
            return 0;
        });
        while (meddler.running()) {
            written += near.write(known.buffer());
        }
        meddler.result();
        near.shutdownOutput();
        assertEquals(written, reader.result());
    }

    @Test
    void isReadyToWriteAsEver() throws Exception {
        pair.client.setOption(StandardSocketOptions.SO_RCVBUF, 256 << 10);
        near.setOption(StandardSocketOptions.SO_SNDBUF, 512 << 10);
        try (Selector selector = Selector.open()) {
            SelectionKey key = near.register(selector, SelectionKey.OP_WRITE);
            assertEquals(1, selector.select(5_000), "there is room");
            selector.selectedKeys().clear();
            for (int round = 0; round < 5; round++) {
                written = 0;
                known.write();
                Sharing.ofAtLeast(1, () -> written = fillSlowly());
                Background<Integer> selects = Background.run(() -> selector.select(200));
                long more = 0;
                while (selects.running()) {
                    more += near.write(known.buffer());
                    Thread.sleep(1);
                }
                // The kernel may still have moved something to the receiver.
                more += near.write(known.buffer());
                assertTrue(selects.result() == 0 || more > 0, "there is no room, and tries make none");
                selector.selectedKeys().clear();
                written += more;
                Background<byte[]> reader = Background.run(() -> Pair.readFully(pair.client, (int) written));
                assertEquals(1, selector.select(5_000), "there is room again");
                assertTrue(key.isWritable());
                selector.selectedKeys().clear();
                assertEquals(written, reader.result().length);
            }
        }
    }

    /** Until the kernel has moved to the receiver what it can. */
    private long fillSlowly() throws Exception {
        long all = known.fill(near);
        for (int idle = 0; idle < 20; idle++) {
            long n = near.write(known.buffer());
            all += n;
            idle = n > 0 ? 0 : idle;
            Thread.sleep(1);
        }
        return all;
    }

    @Test
    void sendsABufferTwiceThatIsThereTwice() throws Exception {
        for (boolean direct : new boolean[] {false, true}) {
            ByteBuffer same = direct ? known.buffer() : ByteBuffer.wrap(known.bytes.clone());
            ByteBuffer[] srcs = {same, ByteBuffer.wrap(new byte[] {1, 2, 3}), same};
            near.write(srcs);
            pair.client.configureBlocking(false);
            byte[] stream = Pair.pollFully(pair.client, 2 * LENGTH + 3);
            assertEquals(2 * LENGTH + 3, stream.length, "direct=" + direct);
            assertArrayEquals(known.bytes, Arrays.copyOf(stream, LENGTH));
            assertArrayEquals(known.bytes, Arrays.copyOfRange(stream, LENGTH + 3, 2 * LENGTH + 3));
        }
    }

    @Test
    void writesMoreBuffersThanAGatheringWriteTakes() throws Exception {
        Random random = new Random(2);
        List<ByteBuffer> list = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            list.add(i == 700 || i == 2_500 ? known.buffer() : ByteBuffer.wrap(Kind.random(random, i % 50)));
        }
        ByteBuffer all = ByteBuffer.allocate(3_000 * 50 + 2 * LENGTH);
        list.forEach(buffer -> all.put(buffer.duplicate()));
        ByteBuffer[] srcs = list.toArray(ByteBuffer[]::new);
        Background<byte[]> reader = Background.run(() -> Pair.readFully(pair.client, all.position()));
        Sharing.ofAtLeast(LENGTH, () -> {
            int offset = 0;
            while (offset < srcs.length) {
                near.write(srcs, offset, srcs.length - offset);
                while (offset < srcs.length && !srcs[offset].hasRemaining()) {
                    offset++;
                }
            }
        });
        assertArrayEquals(Arrays.copyOf(all.array(), all.position()), reader.result());
    }

    @Test
    void writesMappedFiles() throws Exception {
        Path file = Files.write(folder.resolve("file"), known.bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, LENGTH);
            Background<byte[]> reader = Background.run(() -> Pair.readFully(pair.client, 2 * LENGTH));
            while (mapped.hasRemaining()) {
                near.write(mapped);
            }
            ByteBuffer slice = mapped.clear().slice();
            while (slice.hasRemaining()) {
                near.write(slice);
            }
            byte[] got = reader.result();
            assertArrayEquals(known.bytes, Arrays.copyOf(got, LENGTH));
            assertArrayEquals(known.bytes, Arrays.copyOfRange(got, LENGTH, 2 * LENGTH));
        }
    }

    @Test
    void closeFromAnotherThreadEndsWrites() throws Exception {
        ends(SocketChannel::close, failure -> failure instanceof ClosedChannelException);
    }

    @Test
    void shutdownFromAnotherThreadEndsWrites() throws Exception {
        // The kernel knows of it before the channel does.
        ends(
                SocketChannel::shutdownOutput,
                failure -> failure instanceof ClosedChannelException
                        || failure.getClass() == IOException.class && RESETS.contains(failure.getMessage()));
    }

    private interface Ending {
        void end(SocketChannel channel) throws IOException;
    }

    private void ends(Ending ending, Predicate<Throwable> allowed) throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            try (Broadcaster broadcaster = new Broadcaster()) {
                Broadcaster.Out out = broadcaster.connect(Receiver.Pace.AT_ONCE, 0);
                known.write();
                Background<Throwable> writer = Background.failure(() -> {
                    while (true) {
                        ByteBuffer buffer = known.buffer();
                        out.far.expect(known.bytes);
                        while (buffer.hasRemaining()) {
                            out.near.write(buffer);
                        }
                    }
                });
                long until = System.nanoTime() + random.nextInt(2_000_000);
                while (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                }
                ending.end(out.near);
                Throwable failure = writer.result();
                assertTrue(allowed.test(failure), () -> "thrown to the writer: " + failure);
                assertNull(out.failure);
                out.far.verify();
            }
        }
    }
}
