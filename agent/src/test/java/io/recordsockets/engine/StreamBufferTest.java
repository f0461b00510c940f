package io.recordsockets.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamBufferTest {
    private static final int HEAD_LIMIT = RecordTracker.HEAD_LIMIT;

    private final CountingPool pool = new CountingPool();
    private final StreamBuffer buffer = new StreamBuffer(pool);

    private static byte at(long position) {
        return (byte) (position * 31 + (position >> 8));
    }

    private void append(int n) {
        long end = buffer.end();
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = at(end + i);
        }
        buffer.append(end, ByteBuffer.wrap(bytes), 0, n);
    }

    private void assertHolds(long start, long end) {
        assertEquals(start, buffer.start());
        assertEquals(end, buffer.end());
        for (long i = start; i < end; i++) {
            assertEquals(at(i), buffer.bytes().duplicate().clear().get(buffer.index(i)), "position " + i);
        }
    }

    @Test
    void keepsTheStreamInOrderWhereverItIsCut() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            long start = buffer.start();
            int length = (int) (buffer.end() - start);
            if (length < HEAD_LIMIT && random.nextBoolean()) {
                append(1 + random.nextInt(random.nextInt(10) == 0 ? HEAD_LIMIT : 300));
                assertEquals(start, buffer.start());
            } else if (length > 0) {
                int n = random.nextInt(length) + 1;
                buffer.dropBefore(start + n);
                assertEquals(start + n, buffer.start());
            }
            if (i % 50 == 0) {
                assertHolds(buffer.start(), buffer.end());
            }
            assertEquals(buffer.isEmpty() ? 0 : 1, pool.taken());
        }
    }

    @Test
    void makesRoomForTheLargestHeadBehindTheLargestHead() {
        append(HEAD_LIMIT);
        append(HEAD_LIMIT);
        assertHolds(0, 2L * HEAD_LIMIT);
    }

    @Test
    void movesWhatIsLeftToTheFrontBeforeItTakesMoreMemory() {
        append(400);
        buffer.dropBefore(350);
        ByteBuffer before = buffer.bytes();
        append(400);
        assertTrue(before == buffer.bytes(), "the same memory");
        assertHolds(350, 800);
    }

    @Test
    void beginsWhereItIsToldWhileEmpty() {
        ByteBuffer room = buffer.room(1_000_000_000_000L, 5);
        assertEquals(5, room.remaining());
        room.put((byte) 42);
        buffer.grow(1);
        assertEquals(1_000_000_000_000L, buffer.start());
        assertEquals(1_000_000_000_001L, buffer.end());
        assertEquals(42, buffer.bytes().get(buffer.index(1_000_000_000_000L)));
    }

    @Test
    void copiesFromThePositionOn() {
        append(100);
        ByteBuffer dst = ByteBuffer.allocate(20).position(5);
        buffer.copy(37, dst, 10);
        assertEquals(15, dst.position());
        byte[] expected = new byte[10];
        for (int i = 0; i < 10; i++) {
            expected[i] = at(37 + i);
        }
        byte[] got = new byte[10];
        dst.get(5, got);
        assertArrayEquals(expected, got);
        assertHolds(0, 100);
    }

    @Test
    void givesTheMemoryBackWithTheLastByte() {
        append(100);
        buffer.dropBefore(99);
        assertEquals(1, pool.taken());
        buffer.dropBefore(100);
        assertEquals(0, pool.taken());
        assertNull(buffer.bytes());
        assertTrue(buffer.isEmpty());
        buffer.release();
        assertEquals(100, buffer.end());
    }
}
