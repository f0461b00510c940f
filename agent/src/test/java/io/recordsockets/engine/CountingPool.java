package io.recordsockets.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Knows which buffers are out, and overwrites those that come back, so that late use shows. */
final class CountingPool extends BufferPool {
    private static final byte[] STALE = new byte[256 * 1024];

    static {
        Arrays.fill(STALE, (byte) 0xEE);
    }

    private final List<ByteBuffer> out = new ArrayList<>();

    @Override
    synchronized ByteBuffer take(int size) {
        ByteBuffer buffer = super.take(size);
        out.add(buffer);
        return buffer;
    }

    @Override
    synchronized void give(ByteBuffer buffer) {
        assertTrue(out.removeIf(taken -> taken == buffer), "a buffer is given back that was not taken");
        buffer.clear().put(STALE, 0, buffer.capacity());
        super.give(buffer);
    }

    synchronized int taken() {
        return out.size();
    }
}
