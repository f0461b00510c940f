package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ArenasTest {
    private final Arenas arenas = new Arenas(2);

    @Test
    void givesEachTakerAnArenaOfItsOwnAsLongAsThereAreAny() {
        ByteBuffer first = arenas.take();
        ByteBuffer second = arenas.take();
        assertNotSame(first, second);
        assertNull(arenas.take(), "never one that has to be allocated first");
        arenas.give(first.position(100));
        ByteBuffer again = arenas.take();
        assertEquals(Arenas.LENGTH, again.remaining());
        assertTrue(again.isDirect());
        first.put(0, (byte) 1);
        second.put(0, (byte) 2);
        assertEquals(1, first.get(0), "apart");
    }

    @Test
    void aThousandTurnsOfManyThreadsLoseNone() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    ByteBuffer arena = arenas.take();
                    if (arena != null) {
                        arenas.give(arena);
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNotNull(arenas.take());
        assertNotNull(arenas.take());
        assertNull(arenas.take());
    }
}
