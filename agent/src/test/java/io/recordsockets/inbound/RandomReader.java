package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** An application that reads into buffers of all sizes and kinds, and compares what it gets with what was sent. */
final class RandomReader {
    private final Random random;
    private final Inbound inbound;
    private final byte[] sent;
    private final int largest;
    private int delivered;

    RandomReader(Random random, Inbound inbound, byte[] sent) {
        this(random, inbound, sent, random.nextBoolean() ? 64 : 1 << random.nextInt(18));
    }

    /**
     * Reads what was sent.
     *
     * @param largest bytes of a buffer
     */
    RandomReader(Random random, Inbound inbound, byte[] sent, int largest) {
        this.random = random;
        this.inbound = inbound;
        this.sent = sent;
        this.largest = largest;
    }

    int delivered() {
        return delivered;
    }

    /** One read of a channel; answers what the engine answers. */
    long read() throws IOException {
        return random.nextInt(4) == 0 ? scatter() : single();
    }

    /** One read of a socket. */
    int readSocket(long timeoutNs) throws IOException {
        byte[] dst = new byte[1 + random.nextInt(largest)];
        int offset = random.nextInt(dst.length);
        int n = inbound.read(dst, offset, dst.length - offset, timeoutNs);
        check(ByteBuffer.wrap(dst), offset, Math.max(n, 0));
        return n;
    }

    private int single() throws IOException {
        ByteBuffer dst = buffer(1 + random.nextInt(largest));
        int start = dst.position();
        int n = inbound.read(dst);
        assertEquals(Math.max(n, 0), dst.position() - start, "the position moves by what was read");
        check(dst, start, Math.max(n, 0));
        return n;
    }

    private long scatter() throws IOException {
        ByteBuffer[] dsts = new ByteBuffer[2 + random.nextInt(5)];
        for (int i = 0; i < dsts.length; i++) {
            dsts[i] = buffer(random.nextInt(3) == 0 ? 0 : random.nextInt(largest) + 1);
        }
        int offset = random.nextInt(dsts.length);
        int length = 1 + random.nextInt(dsts.length - offset);
        if (dsts[offset].remaining() == 0) {
            dsts[offset] = buffer(1);
        }
        int[] starts = new int[dsts.length];
        for (int i = 0; i < dsts.length; i++) {
            starts[i] = dsts[i].position();
        }
        long n = inbound.read(dsts, offset, length);
        long left = Math.max(n, 0);
        for (int i = 0; i < dsts.length; i++) {
            int room = dsts[i].limit() - starts[i];
            int expected = i < offset || i >= offset + length ? 0 : (int) Math.min(room, left);
            assertEquals(expected, dsts[i].position() - starts[i], "bytes in buffer " + i);
            check(dsts[i], starts[i], expected);
            left -= expected;
        }
        assertEquals(0, left, "bytes that are in no buffer");
        return n;
    }

    private ByteBuffer buffer(int room) {
        int before = random.nextInt(5);
        int after = random.nextInt(5);
        ByteBuffer buffer = random.nextBoolean()
                ? ByteBuffer.allocate(before + room + after)
                : ByteBuffer.allocateDirect(before + room + after);
        return buffer.position(before).limit(before + room);
    }

    private void check(ByteBuffer dst, int index, int n) {
        ByteBuffer got = dst.duplicate().clear().position(index).limit(index + n);
        ByteBuffer expected = ByteBuffer.wrap(sent, delivered, n);
        assertEquals(-1, expected.mismatch(got), "the bytes from position " + delivered + " on");
        delivered += n;
    }
}
