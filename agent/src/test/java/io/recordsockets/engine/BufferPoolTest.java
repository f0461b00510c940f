package io.recordsockets.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool();

    @Test
    void takesClearedDirectBuffersOfAtLeastTheSize() {
        for (int size = 1; size <= 2 * RecordTracker.HEAD_LIMIT; size = size * 2 + 1) {
            ByteBuffer buffer = pool.take(size);
            assertTrue(buffer.isDirect());
            assertTrue(buffer.remaining() >= size, "size=" + size);
            assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
            pool.give(buffer.position(buffer.limit()));
            ByteBuffer again = pool.take(size);
            assertSame(buffer, again);
            assertEquals(buffer.capacity(), again.remaining());
        }
        assertEquals(
                2 * RecordTracker.HEAD_LIMIT,
                pool.take(2 * RecordTracker.HEAD_LIMIT).capacity());
    }

    @Test
    void twoTakersDoNotShare() {
        assertNotSame(pool.take(10), pool.take(10));
    }

    @Test
    void keepsNoMoreThanItsShare() {
        int size = 2 * RecordTracker.HEAD_LIMIT;
        int kept = 4 * 1024 * 1024 / size;
        ByteBuffer[] taken = new ByteBuffer[kept + 5];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = pool.take(size);
        }
        for (ByteBuffer buffer : taken) {
            pool.give(buffer);
        }
        int again = 0;
        for (int i = 0; i < taken.length; i++) {
            ByteBuffer buffer = pool.take(size);
            for (ByteBuffer old : taken) {
                again += old == buffer ? 1 : 0;
            }
        }
        assertEquals(kept, again);
    }
}
