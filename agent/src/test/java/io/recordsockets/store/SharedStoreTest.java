package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SharedStoreTest {
    private static final int PAGE = SharedStore.PAGE;

    private final MemoryFolder folder = new MemoryFolder();

    /** A region and what it must hold. */
    private record Kept(StoreRegion region, byte[] bytes) {
        void verify() throws IOException {
            assertArrayEquals(bytes, sent(region), "the file at the region's position");
            assertTrue(region.holds(0, ByteBuffer.wrap(bytes)));
        }
    }

    @BeforeEach
    void filesCanIgnoreInterrupts() {
        assertTrue(SharedStore.available(), "without this nothing is shared, and nothing is tested here");
    }

    @AfterEach
    void noFileKeepsItsName() {
        folder.close();
    }

    private SharedStore store(long limit) {
        return new SharedStore(folder.path, limit);
    }

    private static StoreRegion put(SharedStore store, byte[] bytes) {
        return store.put(ByteBuffer.wrap(bytes));
    }

    /** What a socket would get. */
    private static byte[] sent(StoreRegion region) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WritableByteChannel sink = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer src) {
                byte[] bytes = new byte[src.remaining()];
                src.get(bytes);
                out.writeBytes(bytes);
                return bytes.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        assertEquals(region.length(), region.file().transferTo(region.position(), region.length(), sink));
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(Bytes.class)
    void keepsTheBytesOfAnyBufferAndLeavesItAsItIs(Bytes kind) throws IOException {
        SharedStore store = store(1 << 20);
        byte[] bytes = Bytes.random(1, 30_001);
        ByteBuffer buffer = kind.of(bytes);
        int position = buffer.position();
        StoreRegion region = store.put(buffer);
        assertEquals(position, buffer.position());
        assertEquals(bytes.length, buffer.remaining());
        new Kept(region, bytes).verify();
        assertTrue(region.holds(0, buffer), "compared with the buffer itself");
        assertEquals(position, buffer.position());
        region.release();
        assertEquals(0, store.used());
    }

    @Test
    void comparesFromAnOffsetOn() {
        SharedStore store = store(1 << 20);
        byte[] bytes = Bytes.random(2, 20_000);
        StoreRegion region = put(store, bytes);
        assertTrue(region.holds(777, ByteBuffer.wrap(bytes, 777, 20_000 - 777)));
        assertTrue(region.holds(777, ByteBuffer.wrap(bytes, 777, 5)), "a part of what is there");
        assertTrue(region.holds(20_000, ByteBuffer.allocate(0)));
        assertFalse(region.holds(776, ByteBuffer.wrap(bytes, 777, 20_000 - 777)));
        assertFalse(region.holds(1, ByteBuffer.wrap(bytes)), "longer than what is there");
        for (int i : new int[] {0, 1, 7, 8, 4095, 4096, 12_345, 19_999}) {
            byte[] other = bytes.clone();
            other[i] ^= 1;
            assertFalse(region.holds(0, ByteBuffer.wrap(other)), "differs at " + i);
        }
        region.release();
    }

    /** Small regions first, so that what is kept is of no use for the large ones. */
    @Test
    void mappingsDoNotGrowWithTheTraffic() throws IOException {
        SharedStore store = store(20 << 20);
        List<StoreRegion> small = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            small.add(put(store, new byte[1 << 20]));
        }
        small.forEach(StoreRegion::release);
        ByteBuffer large = ByteBuffer.allocate(5 << 20);
        ByteBuffer larger = ByteBuffer.allocate(9 << 20);
        for (int i = 0; i < 4; i++) {
            putAndRelease(store, large, larger);
        }
        long before = folder.mappings();
        for (int i = 0; i < 50; i++) {
            putAndRelease(store, large, larger);
        }
        assertEquals(before, folder.mappings());
        assertEquals(0, store.used());
        assertEquals(0, folder.openBytes(), "what is kept has no memory");
    }

    private static void putAndRelease(SharedStore store, ByteBuffer one, ByteBuffer other) {
        StoreRegion first = store.put(one);
        StoreRegion second = store.put(other);
        assertNotNull(first);
        assertNotNull(second);
        first.release();
        second.release();
    }

    /** Each slab with one region that lives on. */
    @Test
    void mappingsAreBoundedWhateverLivesOn() throws IOException {
        SharedStore store = store(4 << 20);
        List<StoreRegion> kept = new ArrayList<>();
        byte[] bytes = new byte[PAGE];
        int refused = 0;
        for (int i = 0; i < 200 && refused == 0; i++) {
            List<StoreRegion> slab = new ArrayList<>();
            StoreRegion region;
            while ((region = store.put(ByteBuffer.wrap(bytes))) != null
                    && (slab.isEmpty() || region.file() == slab.get(0).file())) {
                slab.add(region);
            }
            if (region == null) {
                refused++;
            } else {
                kept.add(region);
            }
            kept.add(slab.remove(0));
            slab.forEach(StoreRegion::release);
        }
        assertTrue(folder.mappings() <= 33, () -> "mapped slabs=" + kept.size());
        kept.forEach(StoreRegion::release);
        assertNotNull(put(store, bytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {PAGE, 3 * PAGE, 100_000, 1 << 20, 40 << 20})
    void neverTakesMoreThanItsLimit(long limit) throws IOException {
        SharedStore store = store(limit);
        Random random = new Random(limit);
        List<Kept> kept = new ArrayList<>();
        int refusals = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bytes = Bytes.random(random, 1 + random.nextInt((int) Math.min(limit / 3 + 1, 2 << 20)));
            StoreRegion region = put(store, bytes);
            if (region == null) {
                refusals++;
                assertFalse(store.hasRoom(bytes.length), "refused although there is room");
                assertTrue(store.mayHold(bytes.length));
            } else {
                kept.add(new Kept(region, bytes));
            }
            assertTrue(store.used() <= store.limit(), () -> store.used() + " of " + store.limit());
            if (i % 40 == 39) {
                long open = folder.openBytes();
                assertTrue(open <= store.limit(), () -> "files have " + open + " of " + store.limit());
            }
            while (kept.size() > 10 || region == null && !kept.isEmpty() && random.nextInt(3) > 0) {
                Kept one = kept.remove(random.nextInt(kept.size()));
                one.verify();
                one.region.release();
            }
        }
        assertTrue(refusals > 0 || limit > 20 << 20, "the limit was not reached");
        assertEquals(refusals, store.refused());
        for (Kept one : kept) {
            one.verify();
            one.region.release();
        }
        assertEquals(0, store.used());
        assertEquals(0, folder.openBytes(), "the file system has its memory back");
    }

    @Test
    void refusesWhatNeverFits() {
        SharedStore store = store(10 * PAGE);
        assertFalse(store.mayHold(10 * PAGE + 1));
        assertNull(put(store, new byte[10 * PAGE + 1]));
        assertEquals(1, store.refused());
        StoreRegion all = put(store, new byte[10 * PAGE]);
        assertEquals(10 * PAGE, store.used());
        assertNull(put(store, new byte[1]));
        all.release();
        assertNotNull(put(store, new byte[1]));
    }

    @Test
    void isEmptyAfterTheLastReleaseAndUsesItsFilesAgain() throws IOException {
        SharedStore store = store(8 << 20);
        for (int round = 0; round < 50; round++) {
            List<Kept> kept = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] bytes = Bytes.random(round * 100 + i, 100_000);
                kept.add(new Kept(put(store, bytes), bytes));
            }
            for (Kept one : kept) {
                one.verify();
                one.region.release();
            }
            assertEquals(0, store.used());
            assertTrue(folder.openFiles() <= 4, "files are used again, open=" + folder.openFiles());
        }
        assertEquals(0, store.refused());
    }

    @Test
    void keepsRecordsThatAreLargerThanASlab() throws IOException {
        SharedStore store = store(16L << 20);
        byte[] large = Bytes.random(3, SharedStore.SLAB + 5);
        byte[] small = Bytes.random(4, 100);
        Kept first = new Kept(put(store, small), small);
        Kept second = new Kept(put(store, large), large);
        Kept third = new Kept(put(store, small), small);
        first.region.release();
        second.verify();
        third.verify();
        third.region.release();
        second.verify();
        second.region.release();
        assertEquals(0, store.used());
        assertEquals(0, folder.openBytes());
    }

    @Test
    void hasAFewMappingsHoweverManyLargeRecordsPassThrough() throws IOException {
        SharedStore store = store(1 << 20);
        byte[] record = Bytes.random(5, 100_000);
        for (int i = 0; i < 2_000; i++) {
            StoreRegion region = put(store, record);
            assertNotNull(region, "put number " + i);
            region.release();
        }
        long mappings = folder.mappings();
        assertTrue(
                mappings < 100,
                () -> "the kernel gives a process 65530 mappings by default, and these wait for a"
                        + " collection that direct memory does not bring about: mappings=" + mappings);
    }

    @Test
    void aRegionIsGoneWithItsLastUse() {
        SharedStore store = store(1 << 20);
        StoreRegion region = put(store, new byte[100]);
        assertTrue(region.retain());
        region.release();
        assertEquals(PAGE, store.used());
        region.release();
        assertEquals(0, store.used());
        assertFalse(region.retain());
    }

    @Test
    void oneRegionKeepsItsBytesWhileItsNeighboursGo() throws IOException {
        SharedStore store = store(1 << 20);
        byte[] bytes = Bytes.random(6, 5_000);
        Kept survivor = new Kept(put(store, bytes), bytes);
        for (int i = 0; i < 1_000; i++) {
            StoreRegion other = put(store, Bytes.random(i, 9_000));
            if (other != null) {
                other.release();
            }
        }
        survivor.verify();
        survivor.region.release();
        assertEquals(0, store.used());
    }

    @Test
    void takesNoNoticeOfInterrupts() throws IOException {
        SharedStore store = store(1 << 20);
        byte[] bytes = Bytes.random(7, 50_000);
        byte[] direct = Bytes.random(8, 50_000);
        Thread.currentThread().interrupt();
        Kept one;
        Kept two;
        try {
            one = new Kept(put(store, bytes), bytes);
            two = new Kept(store.put(Bytes.DIRECT.of(direct)), direct);
            one.verify();
            two.verify();
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is the application's to see");
        }
        one.verify();
        two.verify();
        assertSame(one.region.slab(), two.region.slab(), "the file is still in use");
        one.region.release();
        two.region.release();
        assertEquals(0, store.used());
        assertEquals(0, store.refused());
    }

    @Test
    void anInterruptDuringUseLeavesTheStoreToTheOthers() throws Exception {
        SharedStore store = store(4 << 20);
        byte[] bytes = Bytes.random(9, 500_000);
        Kept kept = new Kept(put(store, bytes), bytes);
        Thread user = new Thread(() -> {
            while (kept.region.retain()) {
                assertTrue(kept.region.holds(0, ByteBuffer.wrap(bytes)));
                StoreRegion more = put(store, bytes);
                if (more != null) {
                    more.release();
                }
                kept.region.release();
            }
        });
        Throwable[] failure = new Throwable[1];
        user.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
        user.start();
        for (int i = 0; i < 200; i++) {
            user.interrupt();
            kept.verify();
        }
        kept.region.release();
        user.join();
        assertNull(failure[0], () -> "in the interrupted thread: " + failure[0]);
        assertEquals(0, store.used());
        assertEquals(0, store.refused());
    }
}
