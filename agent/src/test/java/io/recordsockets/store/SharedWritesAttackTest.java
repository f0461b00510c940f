package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that change their buffers, and bytes that look like others. */
@Timeout(60)
class SharedWritesAttackTest {
    private static final int LENGTH = 40_000;

    private final MemoryFolder folder = new MemoryFolder();
    private final SharedStore store = new SharedStore(folder.path, 4 << 20);
    private final RecentWrites recent = new RecentWrites(() -> store);
    private long transferred;

    @AfterEach
    void noFileKeepsItsName() {
        folder.close();
    }

    /** To a connection of its own that lags behind. */
    private byte[] written(ByteBuffer src) throws IOException {
        FakeSocket socket = new FakeSocket(recent, true);
        socket.writeFully(src);
        transferred += socket.transferred;
        return socket.stream();
    }

    /** Places where bytes may differ and the sample is the same. */
    private int[] unsampled(byte[] bytes) {
        RecentWrites table = new RecentWrites(() -> null);
        RecentWrite known = table.find(ByteBuffer.wrap(bytes), 1);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
            if (table.find(ByteBuffer.wrap(bytes), 1) == known) {
                places.add(i);
            } else {
                // The place in the table is the other's now, or there were two.
                bytes[i] ^= 0x55;
                known = table.find(ByteBuffer.wrap(bytes), 1);
                continue;
            }
            bytes[i] ^= 0x55;
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void theSampleHasTheFirstAndTheLastBytes() {
        byte[] bytes = Bytes.random(1, LENGTH);
        int[] places = unsampled(bytes);
        assertTrue(places.length > LENGTH - 100, "the attack has its places: " + places.length);
        assertTrue(places[0] > 0 && places[places.length - 1] < LENGTH - 1);
    }

    @Test
    void bytesWithAnEqualSampleLeaveAsTheyAre() throws IOException {
        byte[] bytes = Bytes.random(2, LENGTH);
        int[] places = unsampled(bytes);
        Random random = new Random(2);
        for (int round = 0; round < 2_000; round++) {
            byte[] variant = bytes.clone();
            for (int i = random.nextInt(3); i > 0; i--) {
                variant[places[random.nextInt(places.length)]]++;
            }
            assertArrayEquals(variant, written(Bytes.any(random, variant)), "round=" + round);
        }
        assertTrue(transferred > 0, "some were shared");
    }

    @Test
    void oneByteThatDiffersAtAnyPlaceIsSeen() throws IOException {
        byte[] bytes = Bytes.random(3, SharedWrites.FROM_ON + 3);
        for (int place : unsampled(bytes)) {
            for (int i = 0; i < 3; i++) {
                written(ByteBuffer.wrap(bytes));
            }
            byte[] variant = bytes.clone();
            variant[place] ^= 1;
            byte[] got = written(ByteBuffer.wrap(variant));
            assertEquals(-1, Arrays.mismatch(variant, got), () -> "differs at " + place);
        }
        assertTrue(transferred > 0, "some were shared");
    }

    @Test
    void equalBytesOfAnotherLengthAreAnotherWrite() throws IOException {
        byte[] zeros = new byte[LENGTH];
        for (int i = 0; i < 3; i++) {
            written(ByteBuffer.wrap(zeros));
        }
        assertTrue(transferred > 0, "they are stored");
        for (int length = LENGTH - 20; length <= LENGTH + 20; length++) {
            assertEquals(length, written(ByteBuffer.allocate(length)).length);
        }
    }

    @Test
    void aBufferThatIsChangedBetweenTwoWritesLeavesAsItIs() throws IOException {
        for (Bytes kind : new Bytes[] {Bytes.HEAP, Bytes.DIRECT, Bytes.MIDDLE, Bytes.HEAP_SLICE}) {
            ByteBuffer buffer = kind.of(Bytes.random(4, LENGTH));
            int start = buffer.position();
            Random random = new Random(kind.ordinal());
            for (int i = 0; i < 500; i++) {
                byte[] expected = Bytes.copy(buffer);
                assertArrayEquals(expected, written(buffer.duplicate()), kind + ", write " + i);
                if (random.nextInt(4) == 0) {
                    int at = start + random.nextInt(LENGTH);
                    buffer.put(at, (byte) (buffer.get(at) + 1));
                }
            }
        }
        assertTrue(transferred > 0, "some were shared");
    }

    @Test
    void aBufferThatIsChangedDuringTheTransferLeavesAsItWasOrAsItIs() throws IOException {
        byte[] before = Bytes.random(5, LENGTH);
        for (int i = 0; i < 3; i++) {
            written(ByteBuffer.wrap(before));
        }
        for (int at = 0; at < LENGTH; at += 997) {
            byte[] memory = before.clone();
            int place = at;
            FakeSocket socket = new FakeSocket(recent, true);
            socket.beforeTransfer = () -> memory[place]++;
            socket.writeFully(ByteBuffer.wrap(memory));
            byte[] got = socket.stream();
            assertEquals(1, socket.transfers);
            got[place] = before[place];
            assertArrayEquals(before, got);
        }
    }

    /** The value that the changing thread has filled the buffer with, and the one that it is about to fill it with. */
    private static final class Filler extends Thread {
        private final ByteBuffer memory;
        volatile int whole;
        volatile int begun;

        /** Writes that have ended. */
        volatile int writes;

        Filler(ByteBuffer memory) {
            this.memory = memory;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (int value = 1; value < 127; value++) {
                // So that it is stored by the time that it changes, and the change meets a write that is under way.
                for (int seen = writes; writes - seen < 4; ) {
                    Thread.onSpinWait();
                }
                begun = value;
                for (int i = 0; i < memory.capacity(); i++) {
                    memory.put(i, (byte) value);
                }
                whole = value;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatLeavesWasInTheBufferWithinTheCall(boolean direct) throws Exception {
        for (int round = 0; round < 20; round++) {
            ByteBuffer memory = direct ? ByteBuffer.allocateDirect(LENGTH) : ByteBuffer.allocate(LENGTH);
            Filler filler = new Filler(memory);
            filler.start();
            while (filler.isAlive()) {
                int least = filler.whole;
                byte[] got = written(memory.duplicate());
                int most = filler.begun;
                filler.writes++;
                for (int i = 0; i < got.length; i++) {
                    if (got[i] < least || got[i] > most) {
                        throw new AssertionError("byte " + i + " is of another time: " + got[i] + ", not of " + least
                                + " to " + most + ", round=" + round);
                    }
                }
            }
            filler.join();
        }
        assertTrue(transferred > 0, "some were shared");
    }

    @Test
    void twoWritesThatShareAPlaceOfTheTableAreToldApart() throws IOException {
        // More broadcasts at a time than there are places, so that places are taken from writes that are stored.
        List<byte[]> broadcasts = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            broadcasts.add(Bytes.random(i, SharedWrites.FROM_ON));
        }
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = broadcasts.get(random.nextInt(random.nextBoolean() ? 10 : 600));
            assertArrayEquals(bytes, written(ByteBuffer.wrap(bytes)));
        }
        assertTrue(transferred > 0, "some were shared");
        assertTrue(store.used() <= store.limit());
    }

    @Test
    void aWriteThatHasLostItsPlaceIsPlain() throws IOException {
        byte[] bytes = Bytes.random(7, LENGTH);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        RecentWrite write = recent.find(buffer, 1);
        assertSame(write, recent.find(buffer, 2));
        for (int i = 0; i < 5_000; i++) {
            recent.find(ByteBuffer.wrap(Bytes.random(i, 64)), 3);
        }
        assertNotSame(write, recent.find(buffer, 2));
        for (int i = 0; i < 5; i++) {
            assertEquals(null, recent.stored(write, 0, buffer, 1), "nobody would give the bytes back");
        }
        assertEquals(0, store.used());
    }

    @Test
    void manyThreadsOfRandomBroadcasts() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Random common = new Random(seed);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] record = Bytes.random(common, 10_000 + common.nextInt(200_000));
            records.add(record);
            // Its twin differs where the sample does not look.
            byte[] twin = record.clone();
            int[] places = unsampled(Arrays.copyOf(record, 10_000));
            twin[places[places.length / 2]]++;
            records.add(twin);
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        long[] shared = new long[8];
        for (int t = 0; t < shared.length; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                try {
                    shared[number] = broadcast(new Random(seed + number), records, failure);
                } catch (IOException | RuntimeException | AssertionError e) {
                    failure.compareAndSet(null, e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("seed=" + seed, failure.get());
        }
        assertTrue(Arrays.stream(shared).sum() > 0, "some were shared, seed=" + seed);
        assertEquals(false, recent.unstoreIdle(Long.MAX_VALUE), "what was in use");
    }

    private long broadcast(Random random, List<byte[]> records, AtomicReference<Throwable> failure) throws IOException {
        long shared = 0;
        for (int connection = 0; connection < 40 && failure.get() == null; connection++) {
            FakeSocket socket = new FakeSocket(recent, random.nextBoolean());
            if (random.nextBoolean()) {
                socket.appetite = n -> random.nextInt(n + 1);
            }
            if (random.nextInt(8) == 0) {
                Thread.currentThread().interrupt();
            }
            for (int i = 0; i < 20; i++) {
                byte[] record = records.get(random.nextInt(records.size()));
                socket.lags = random.nextInt(4) > 0;
                socket.writeFully(Bytes.any(random, record));
                assertArrayEquals(record, socket.take());
            }
            shared += socket.transferred;
            Thread.interrupted();
        }
        return shared;
    }
}
