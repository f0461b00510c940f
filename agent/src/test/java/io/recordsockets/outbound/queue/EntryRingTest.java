package io.recordsockets.outbound.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SendOptions;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A ring beside an ArrayDeque. */
class EntryRingTest {
    private record Entry(Delivery delivery, int index, long sequence) {}

    private final EntryRing ring = new EntryRing();
    private final ArrayDeque<Entry> model = new ArrayDeque<>();

    private static Delivery delivery() {
        Payload payload = new MemoryPayload(ByteBuffer.allocate(1), null);
        Delivery delivery = new Delivery(payload, SendOptions.DEFAULT, new Receiver[3], null, 0, false);
        for (int i = 0; i < 3; i++) {
            delivery.move(i, EntryState.QUEUED, 0);
        }
        return delivery;
    }

    private void check() {
        assertEquals(model.size(), ring.size());
        assertEquals(model.isEmpty(), ring.isEmpty());
        int place = 0;
        for (Entry entry : model) {
            assertSame(entry.delivery, ring.entry(place));
            assertEquals(entry.index, ring.index(place));
            assertEquals(entry.sequence, ring.sequence(place++));
        }
    }

    @Test
    void doesWhatADequeDoes() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int most = 1 << random.nextInt(10);
            for (int step = 0; step < 2000; step++) {
                Entry entry = new Entry(delivery(), random.nextInt(3), step);
                if (model.size() < most && random.nextInt(5) > 1) {
                    model.addLast(entry);
                    ring.addLast(entry.delivery, entry.index, entry.sequence);
                } else if (model.size() < most && random.nextInt(4) == 0) {
                    model.addFirst(entry);
                    ring.addFirst(entry.delivery, entry.index, entry.sequence);
                } else if (!model.isEmpty()) {
                    model.removeFirst();
                    ring.removeFirst();
                }
                if (random.nextInt(100) == 0) {
                    endSome(random);
                    ring.compact();
                    model.removeIf(ended -> ended.delivery.at(ended.index) != EntryState.QUEUED);
                    check();
                }
            }
            check();
            ring.clear();
            model.clear();
            check();
        }
    }

    private void endSome(Random random) {
        List<Entry> queued = new ArrayList<>(model);
        for (Entry entry : queued) {
            if (random.nextInt(3) > 0 && entry.delivery.at(entry.index) == EntryState.QUEUED) {
                entry.delivery.end(entry.index, EntryState.UNSENT, null, 0);
            }
        }
    }

    @Test
    void givesMemoryBackWhenABacklogIsOver() {
        Delivery delivery = delivery();
        for (int i = 0; i < 100_000; i++) {
            ring.addLast(delivery, 0, i);
        }
        for (int i = 0; i < 99_990; i++) {
            assertEquals(i, ring.sequence(0));
            ring.removeFirst();
        }
        assertTrue(ring.capacity() <= 1024, "capacity=" + ring.capacity());
        for (int i = 99_990; i < 100_000; i++) {
            assertEquals(i, ring.sequence(0));
            ring.removeFirst();
        }
        assertTrue(ring.isEmpty());
    }

    @Test
    void compactionKeepsWhatIsQueuedAroundTheEndOfTheArray() {
        for (int i = 0; i < 12; i++) {
            ring.addLast(delivery(), 0, i);
            ring.removeFirst();
        }
        for (int i = 0; i < 10; i++) {
            Entry entry = new Entry(delivery(), 1, i);
            ring.addLast(entry.delivery, 1, i);
            if (i % 2 == 0) {
                entry.delivery.end(1, EntryState.UNSENT, null, 0);
            } else {
                model.add(entry);
            }
        }
        ring.compact();
        check();
        assertTrue(ring.size() == 5);
    }
}
