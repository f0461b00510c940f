package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamBufferTest {
    private static final int HEAD_LIMIT = RecordTracker.HEAD_LIMIT;

    private final HoldMemory memory = new HoldMemory(1 << 20);
    private final StreamBuffer buffer = new StreamBuffer(memory);

    /** How far the stream has come. */
    private long end;

    private static byte at(long position) {
        return (byte) (position * 31 + (position >> 8));
    }

    private long end() {
        return end;
    }

    private void append(int n) {
        long end = end();
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = at(end + i);
        }
        assertTrue(buffer.reserve(n));
        buffer.append(end, ByteBuffer.wrap(bytes), 0, n);
        this.end += n;
    }

    private void assertHolds(long start, long end) {
        assertEquals(start, buffer.start());
        assertEquals(end, end());
        for (long i = start; i < end; i++) {
            assertEquals(at(i), buffer.bytes().duplicate().clear().get(buffer.index(i)), "position " + i);
        }
    }

    @Test
    void keepsTheStreamInOrderWhereverItIsCut() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            long start = buffer.start();
            int length = (int) (end() - start);
            if (length < HEAD_LIMIT && random.nextBoolean()) {
                append(1 + random.nextInt(random.nextInt(10) == 0 ? HEAD_LIMIT : 300));
                assertEquals(start, buffer.start());
            } else if (length > 0) {
                int n = random.nextInt(length) + 1;
                buffer.dropBefore(start + n);
                assertEquals(start + n, buffer.start());
            }
            if (i % 50 == 0) {
                assertHolds(buffer.start(), end());
            }
            assertEquals(buffer.isEmpty() ? 0 : buffer.bytes().capacity(), memory.used());
        }
    }

    @Test
    void makesRoomForTheLargestHeadBehindTheLargestHead() {
        append(HEAD_LIMIT);
        append(HEAD_LIMIT);
        assertHolds(0, 2L * HEAD_LIMIT);
    }

    @Test
    void takesNoMoreMemoryThanFits() {
        append(12);
        assertEquals(32, memory.used());
        append(5000);
        buffer.dropBefore(5000);
        assertTrue(memory.used() <= 32, "what is left may stay for long");
        assertHolds(5000, 5012);
    }

    @Test
    void movesWhatIsLeftToTheFrontBeforeItTakesMoreMemory() {
        append(400);
        buffer.dropBefore(300);
        ByteBuffer before = buffer.bytes();
        append(300);
        assertTrue(before == buffer.bytes(), "the same memory");
        assertHolds(300, 700);
    }

    @Test
    void keepsWhatItHasWhereTheBudgetIsUsedUp() {
        append(100);
        assertFalse(buffer.reserve(1 << 21));
        assertHolds(0, 100);
        assertEquals(1, memory.refused());
    }

    @Test
    void beginsWhereItIsToldWhileEmpty() {
        assertTrue(buffer.reserve(5));
        buffer.append(1_000_000_000_000L, ByteBuffer.wrap(new byte[] {42}), 0, 1);
        assertEquals(1_000_000_000_000L, buffer.start());
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
        assertEquals(buffer.bytes().capacity(), memory.used());
        buffer.dropBefore(100);
        assertEquals(0, memory.used());
        assertNull(buffer.bytes());
        assertTrue(buffer.isEmpty());
        buffer.release();
        assertEquals(100, end());
    }
}
