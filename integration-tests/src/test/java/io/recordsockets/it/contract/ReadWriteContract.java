package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading and writing with every kind of buffer. */
public class ReadWriteContract {
    @Test
    void readsIntoHeapBuffer() throws IOException {
        readsInto(ByteBuffer.allocate(300));
    }

    @Test
    void readsIntoDirectBuffer() throws IOException {
        readsInto(ByteBuffer.allocateDirect(300));
    }

    @Test
    void readsIntoSlices() throws IOException {
        readsInto(ByteBuffer.allocate(400).position(50).slice().limit(300).slice());
        readsInto(ByteBuffer.allocateDirect(400).position(50).slice().limit(300).slice());
    }

    @Test
    void readsBetweenPositionAndLimitAndTouchesNothingElse() throws IOException {
        for (boolean direct : new boolean[] {false, true}) {
            try (Pair pair = Pair.open()) {
                byte[] sent = Payload.of(200);
                Pair.writeFully(pair.client, sent);
                ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
                int read = 0;
                while (read < sent.length) {
                    buffer.clear().position(7).limit(7 + Math.min(13, sent.length - read));
                    int n = pair.server.read(buffer);
                    assertTrue(n > 0);
                    assertEquals(7 + n, buffer.position());
                    for (int i = 0; i < n; i++) {
                        assertEquals(sent[read + i], buffer.get(7 + i));
                    }
                    read += n;
                }
                buffer.clear();
                for (int i = 0; i < 100; i++) {
                    assertTrue(i >= 7 && i < 20 || buffer.get(i) == 0, "touched");
                }
            }
        }
    }

    @Test
    void refusesReadOnlyBufferToReadInto() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(20);
            Pair.writeFully(pair.client, sent);
            ByteBuffer readOnly = ByteBuffer.allocate(10).asReadOnlyBuffer();
            ByteBuffer empty = ByteBuffer.allocate(0).asReadOnlyBuffer();
            assertThrows(IllegalArgumentException.class, () -> pair.server.read(readOnly));
            assertThrows(IllegalArgumentException.class, () -> pair.server.read(empty));
            assertThrows(IllegalArgumentException.class, () -> pair.server.read(new ByteBuffer[] {readOnly}));
            assertArrayEquals(sent, Pair.readFully(pair.server, 20));
        }
    }

    @Test
    void refusesNullAndBadRanges() throws IOException {
        try (Pair pair = Pair.open()) {
            ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
            assertThrows(NullPointerException.class, () -> pair.server.read((ByteBuffer) null));
            assertThrows(NullPointerException.class, () -> pair.server.write((ByteBuffer) null));
            assertThrows(IndexOutOfBoundsException.class, () -> pair.server.read(two, 1, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> pair.server.read(two, -1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> pair.server.write(two, 0, 3));
            assertEquals(0, pair.server.read(two, 2, 0));
        }
    }

    @Test
    void writesReadOnlyBuffer() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(60);
            assertEquals(60, pair.client.write(ByteBuffer.wrap(sent).asReadOnlyBuffer()));
            assertArrayEquals(sent, Pair.readFully(pair.server, 60));
        }
    }

    @Test
    void readOfZeroLengthAnswersZero() throws IOException {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Payload.of(10));
            pair.server.configureBlocking(false);
            assertEquals(0, pair.server.read(ByteBuffer.allocate(0)));
            assertEquals(0, pair.server.read(ByteBuffer.allocateDirect(0)));
            assertEquals(0, pair.server.read(new ByteBuffer[0]));
            assertEquals(0, pair.client.write(ByteBuffer.allocate(0)));
            assertEquals(10, Pair.pollFully(pair.server, 10).length);
        }
    }

    @Test
    void readInNonBlockingModeAnswersZeroWhereNothingCame() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.configureBlocking(false);
            pair.client.configureBlocking(false);
            assertEquals(0, pair.server.read(ByteBuffer.allocate(10)));
            assertEquals(0, pair.client.read(ByteBuffer.allocate(10)));
            assertEquals(0L, pair.server.read(new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocate(1)}));
        }
    }

    @Test
    void gathersAndScatters() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(1000);
            ByteBuffer[] parts = {
                ByteBuffer.wrap(sent, 0, 100),
                ByteBuffer.allocate(0),
                ByteBuffer.allocateDirect(800).put(sent, 100, 800).flip(),
                ByteBuffer.wrap(sent, 900, 100).asReadOnlyBuffer()
            };
            assertEquals(1000, pair.client.write(parts));
            ByteBuffer[] targets = {
                ByteBuffer.allocate(10),
                ByteBuffer.allocateDirect(500),
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(490)
            };
            while (targets[3].hasRemaining()) {
                assertTrue(pair.server.read(targets) > 0);
            }
            ByteBuffer joined = ByteBuffer.allocate(1000);
            for (ByteBuffer target : targets) {
                joined.put(target.flip());
            }
            assertArrayEquals(sent, joined.array());
        }
    }

    @Test
    void scattersIntoTheGivenRangeOnly() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(30);
            Pair.writeFully(pair.client, sent);
            ByteBuffer[] targets = {ByteBuffer.allocate(10), ByteBuffer.allocate(10), ByteBuffer.allocate(10)};
            long read = 0;
            while (read < 10) {
                read += pair.server.read(targets, 1, 1);
            }
            assertEquals(0, targets[0].position());
            assertEquals(0, targets[2].position());
            assertArrayEquals(Arrays.copyOf(sent, 10), targets[1].array());
            assertArrayEquals(Arrays.copyOfRange(sent, 10, 30), Pair.readFully(pair.server, 20));
        }
    }

    @Test
    void blockingReadAnswersWhatIsThere() throws Exception {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(40);
            Background<Integer> read = Background.run(() -> pair.server.read(ByteBuffer.allocate(4096)));
            Pair.writeFully(pair.client, sent);
            int first = read.result();
            assertTrue(first > 0 && first <= 40, "first=" + first);
            assertEquals(40 - first, Pair.readFully(pair.server, 40 - first).length);
        }
    }

    @Test
    void carriesManyBytesBothWaysAtOnce() throws Exception {
        try (Pair pair = Pair.open()) {
            byte[] there = records(300, 1);
            byte[] back = records(300, 2);
            Background<Integer> first = Background.run(() -> {
                Pair.writeFully(pair.client, there);
                return 0;
            });
            Background<Integer> second = Background.run(() -> {
                Pair.writeFully(pair.server, back);
                return 0;
            });
            Background<byte[]> third = Background.run(() -> Pair.readFully(pair.client, back.length));
            assertArrayEquals(there, Pair.readFully(pair.server, there.length));
            assertArrayEquals(back, third.result());
            first.result();
            second.result();
        }
    }

    @Test
    void carriesRandomCutsInNonBlockingMode() throws IOException {
        Random random = new Random(7);
        try (Pair pair = Pair.open()) {
            pair.client.configureBlocking(false);
            pair.server.configureBlocking(false);
            ByteBuffer out = ByteBuffer.wrap(records(60, 3));
            ByteBuffer in = ByteBuffer.allocate(out.remaining());
            long deadline = System.nanoTime() + 15_000_000_000L;
            while (in.hasRemaining() && System.nanoTime() - deadline < 0) {
                out.limit(Math.min(out.capacity(), out.position() + random.nextInt(3000)));
                pair.client.write(out);
                in.limit(Math.min(in.capacity(), in.position() + random.nextInt(3000)));
                assertTrue(pair.server.read(in) >= 0);
                in.limit(in.capacity());
            }
            assertArrayEquals(out.array(), in.array());
        }
    }

    @Test
    void writeInNonBlockingModeStopsAtFullBufferAndGoesOn() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.client.configureBlocking(false);
            byte[] sent = Payload.of(1 << 20);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int written;
            do {
                ByteBuffer buffer = ByteBuffer.wrap(sent);
                written = pair.client.write(buffer);
                all.write(sent, 0, written);
            } while (written > 0 && all.size() < 64 << 20);
            assertEquals(0, written, "never full");
            assertArrayEquals(all.toByteArray(), Pair.readFully(pair.server, all.size()));
            pair.client.configureBlocking(true);
            Pair.writeFully(pair.client, sent);
            assertArrayEquals(sent, Pair.readFully(pair.server, sent.length));
        }
    }

    @Test
    void twoThreadsReadEachByteOnce() throws Exception {
        try (Pair pair = Pair.open()) {
            byte[] sent = records(200, 4);
            Background<Long> first = Background.run(() -> sum(pair));
            Background<Long> second = Background.run(() -> sum(pair));
            Pair.writeFully(pair.client, sent);
            pair.client.shutdownOutput();
            long expected = 0;
            for (byte b : sent) {
                expected += 1 + (b & 0xFF);
            }
            assertEquals(expected, first.result() + second.result());
        }
    }

    @Test
    void streamsOfChannelsCarryAll() throws Exception {
        try (Pair pair = Pair.open()) {
            InputStream in = Channels.newInputStream(pair.server);
            OutputStream out = Channels.newOutputStream(pair.client);
            byte[] sent = Payload.of(5000);
            out.write(sent);
            assertArrayEquals(sent, in.readNBytes(5000));
            out.write(sent);
            pair.client.shutdownOutput();
            assertArrayEquals(sent, in.readAllBytes());
            assertEquals(-1, in.read());
        }
    }

    @Test
    void streamsOfChannelsRefuseNonBlockingMode() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.configureBlocking(false);
            assertThrows(IllegalBlockingModeException.class, () -> Channels.newInputStream(pair.server)
                    .read());
            assertThrows(IllegalBlockingModeException.class, () -> Channels.newOutputStream(pair.server)
                    .write(1));
        }
    }

    @Test
    void blockingModeMayChangeWithDataPending() throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(100);
            Pair.writeFully(pair.client, sent);
            pair.server.configureBlocking(false);
            byte[] head = Pair.pollFully(pair.server, 30);
            assertFalse(pair.server.isBlocking());
            pair.server.configureBlocking(true);
            byte[] middle = Pair.readFully(pair.server, 30);
            pair.server.configureBlocking(false);
            byte[] tail = Pair.pollFully(pair.server, 40);
            assertArrayEquals(Arrays.copyOf(sent, 30), head);
            assertArrayEquals(Arrays.copyOfRange(sent, 30, 60), middle);
            assertArrayEquals(Arrays.copyOfRange(sent, 60, 100), tail);
        }
    }

    /** Many records of several sizes, some hundred KB. */
    static byte[] records(int count, long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(Payload.of(5 + random.nextInt(i % 10 == 0 ? 20_000 : 300), random.nextLong()));
        }
        return all.toByteArray();
    }

    private static long sum(Pair pair) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(777);
        long sum = 0;
        while (pair.server.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                sum += 1 + (buffer.get() & 0xFF);
            }
            buffer.clear();
        }
        return sum;
    }

    private static void readsInto(ByteBuffer buffer) throws IOException {
        try (Pair pair = Pair.open()) {
            byte[] sent = Payload.of(300);
            Pair.writeFully(pair.client, sent);
            while (buffer.hasRemaining()) {
                assertTrue(pair.server.read(buffer) > 0);
            }
            byte[] read = new byte[300];
            buffer.flip().get(read);
            assertArrayEquals(sent, read);
        }
    }
}
