package io.recordsockets.outbound.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nobody's bytes are anybody else's, and what is given back is used again. */
class RecordMemoryTest {
    private final RecordMemory memory = new RecordMemory();

    private record Filled(MemoryPayload payload, byte value) {
        void check() {
            ByteBuffer view = payload.view(0, payload.length());
            while (view.hasRemaining()) {
                assertEquals(value, view.get());
            }
        }
    }

    private Filled fill(int length, int value) {
        MemoryPayload payload = memory.allocate(length);
        assertEquals(length, payload.length());
        ByteBuffer bytes = payload.forFilling();
        assertEquals(length, bytes.remaining());
        while (bytes.hasRemaining()) {
            bytes.put((byte) value);
        }
        return new Filled(payload, (byte) value);
    }

    @Test
    void recordsKeepTheirBytesWhileTheyAreUsed() {
        Random random = new Random(1);
        ArrayDeque<Filled> used = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            used.add(fill(1 + random.nextInt(1 << random.nextInt(17)), i));
            if (used.size() > 100 || random.nextInt(3) == 0) {
                Filled filled = random.nextBoolean() ? used.pollFirst() : used.pollLast();
                filled.check();
                filled.payload().release();
            }
        }
        used.forEach(Filled::check);
    }

    @Test
    void memoryIsUsedAgain() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        int[] lengths = {1, RecordMemory.SMALL, RecordMemory.SMALL + 1, 1 << 20, 3_000_000, 4 << 20};
        for (int length : lengths) {
            memory.allocate(length).release();
        }
        for (int i = 0; i < 2 * RecordMemory.SLAB / RecordMemory.SMALL; i++) {
            memory.allocate(RecordMemory.SMALL).release();
        }
        long before = direct.getTotalCapacity();
        for (int i = 0; i < 2000; i++) {
            memory.allocate(lengths[i % lengths.length]).release();
        }
        assertTrue(direct.getTotalCapacity() <= before, "direct memory grows");
    }

    @Test
    void aSlabIsNotUsedAgainBeforeItsLastRecordHasGone() {
        Filled first = fill(100, 1);
        List<Filled> others = new ArrayList<>();
        for (int i = 0; i < 3 * RecordMemory.SLAB / RecordMemory.SMALL; i++) {
            others.add(fill(RecordMemory.SMALL, 2));
            others.remove(0).payload().release();
        }
        first.check();
    }

    @Test
    void recordsAreOfAnyLength() {
        for (int length : new int[] {1, 63, 64, 65, (32 << 10) - 1, 32 << 10, (32 << 10) + 1, 65536, 65537, 5 << 20}) {
            Filled one = fill(length, 1);
            Filled two = fill(length, 2);
            one.check();
            two.check();
            one.payload().release();
            two.payload().release();
            assertNotSame(one.payload(), two.payload());
        }
    }

    @Test
    void aPayloadEndsWithItsLastUse() {
        MemoryPayload payload = memory.allocate(10);
        assertTrue(payload.retain());
        payload.release();
        assertTrue(payload.retain());
        payload.release();
        payload.release();
        assertFalse(payload.retain());
    }
}
