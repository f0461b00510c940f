package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Threads that put, use and release the same regions in any order. */
@Timeout(60)
class SharedStoreStressTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 3_000;
    private static final int SLOTS = 32;

    /** A region that is given from thread to thread, with one use. */
    private record Shared(StoreRegion region, byte[] bytes) {
        void verify(Random random) {
            int from = random.nextInt(bytes.length);
            assertTrue(region.holds(from, ByteBuffer.wrap(bytes, from, bytes.length - from)), "its bytes");
        }
    }

    private final AtomicReferenceArray<Shared> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @RepeatedTest(3)
    void everyUserSeesItsBytes() throws InterruptedException {
        long seed = ThreadLocalRandom.current().nextLong();
        try (MemoryFolder folder = new MemoryFolder()) {
            SharedStore store = new SharedStore(folder.path, 1 << 20);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long own = seed + i;
                Thread thread = new Thread(() -> run(store, new Random(own)));
                thread.setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (int i = 0; i < SLOTS; i++) {
                replace(i, null);
            }
            if (failure.get() != null) {
                throw new AssertionError("seed=" + seed, failure.get());
            }
            assertEquals(0, store.used(), () -> "seed=" + seed);
        }
    }

    private void run(SharedStore store, Random random) {
        for (int round = 0; round < ROUNDS && failure.get() == null; round++) {
            int slot = random.nextInt(SLOTS);
            if (random.nextInt(4) == 0) {
                byte[] bytes = Bytes.random(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 120_000 : 9_000));
                StoreRegion region = store.put(Bytes.any(random, bytes));
                replace(slot, region == null ? null : new Shared(region, bytes));
            } else {
                Shared shared = slots.get(slot);
                // Gone meanwhile: then retain says so.
                if (shared != null && shared.region.retain()) {
                    shared.verify(random);
                    shared.region.release();
                }
            }
            assertTrue(store.used() <= store.limit());
        }
    }

    private void replace(int slot, Shared by) {
        Shared before = slots.getAndSet(slot, by);
        if (before != null) {
            before.region.release();
        }
    }
}
