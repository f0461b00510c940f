package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which writes leave from the store, and that each receiver gets what was written to it. */
@Timeout(60)
class SharedWritesTest {
    private static final int LENGTH = 100_000;

    private final MemoryFolder folder = new MemoryFolder();
    private final SharedStore store = new SharedStore(folder.path, 8 << 20);
    private final RecentWrites recent = new RecentWrites(() -> store);

    @AfterEach
    void noFileKeepsItsName() {
        folder.close();
    }

    private FakeSocket socket() {
        return new FakeSocket(recent, true);
    }

    /** A connection that writes the bytes twice makes them known; one more makes them stored. */
    private void announce(byte[] bytes) throws IOException {
        for (int i = 0; i < 3; i++) {
            socket().writeFully(ByteBuffer.wrap(bytes));
        }
        assertTrue(store.used() > 0, "they are stored");
    }

    private static void assertShared(FakeSocket socket, long bytes) {
        assertEquals(bytes, socket.transferred);
        assertEquals(bytes, socket.counters.statistics("").sharedBytes());
    }

    @Test
    void whatOthersHaveWrittenLeavesFromTheStore() throws IOException {
        byte[] bytes = Bytes.random(1, LENGTH);
        FakeSocket first = socket();
        first.writeFully(ByteBuffer.wrap(bytes));
        assertShared(first, 0);
        int shared = 0;
        for (int i = 0; i < 10; i++) {
            FakeSocket next = socket();
            next.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, next.stream());
            shared += next.transfers;
            assertShared(next, next.transfers * (long) LENGTH);
        }
        assertEquals(9, shared, "from the second that lags behind on");
        assertArrayEquals(bytes, first.stream());
    }

    @Test
    void whatOneConnectionRepeatsIsNotShared() throws IOException {
        byte[] bytes = Bytes.random(2, LENGTH);
        FakeSocket socket = socket();
        for (int i = 0; i < 20; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, socket.take());
        }
        assertShared(socket, 0);
        assertEquals(0, store.used());
    }

    @ParameterizedTest
    @EnumSource(Bytes.class)
    void anyBufferMeetsTheSameBytesOfAnyOther(Bytes kind) throws IOException {
        byte[] bytes = Bytes.random(3, LENGTH + 1);
        announce(bytes);
        FakeSocket socket = socket();
        socket.writeFully(kind.of(bytes));
        assertArrayEquals(bytes, socket.stream());
        assertShared(socket, bytes.length);
        for (Bytes first : Bytes.values()) {
            byte[] others = Bytes.random(first.ordinal() + 10L, LENGTH);
            for (int i = 0; i < 3; i++) {
                socket().writeFully(first.of(others));
            }
            FakeSocket last = socket();
            last.writeFully(kind.of(others));
            assertArrayEquals(others, last.stream());
            assertShared(last, others.length);
        }
    }

    @Test
    void shorterWritesThanTheRuleSaysAreNotItsBusiness() {
        assertEquals(SharedWrites.FROM_ON, new FakeSocket(recent, true).writes.from());
        assertEquals(SharedStore.WORTH_SHARING, new FakeSocket(recent, false).writes.from());
    }

    @Test
    void whatIsLeftOfAShortWriteLeavesFromTheStoreToo() throws IOException {
        byte[] bytes = Bytes.random(4, LENGTH);
        announce(bytes);
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            FakeSocket socket = socket();
            // A rest below the least length is a plain write.
            socket.appetite = n -> random.nextInt(4) == 0 ? 0 : Math.min(n, 1 + random.nextInt(30_000));
            socket.writeFully(Bytes.any(random, bytes));
            assertArrayEquals(bytes, socket.stream());
            assertTrue(
                    socket.transferred > LENGTH - socket.writes.from(),
                    () -> "found again by its offset, transferred=" + socket.transferred);
        }
    }

    @Test
    void aRestThatIsMetFirstIsStoredFromItsOffsetOn() throws IOException {
        byte[] bytes = Bytes.random(5, LENGTH);
        FakeSocket first = socket();
        first.writeFully(ByteBuffer.wrap(bytes));
        FakeSocket second = socket();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        second.appetite = n -> 33_333;
        second.writes.write(left);
        second.appetite = n -> n;
        second.writeFully(left);
        assertArrayEquals(bytes, second.stream());
        assertShared(second, LENGTH - 33_333);
        FakeSocket third = socket();
        third.writeFully(ByteBuffer.wrap(bytes));
        FakeSocket fourth = socket();
        fourth.writeFully(ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, third.stream());
        assertArrayEquals(bytes, fourth.stream());
        assertShared(fourth, LENGTH);
    }

    @Test
    void otherBytesOfTheLengthOfARestLeaveAsTheyAre() throws IOException {
        byte[] bytes = Bytes.random(6, LENGTH);
        announce(bytes);
        for (int differAt = 0; differAt < LENGTH - 40_000; differAt += 1_999) {
            FakeSocket socket = socket();
            socket.appetite = n -> 40_000;
            socket.writes.write(ByteBuffer.wrap(bytes));
            byte[] others = java.util.Arrays.copyOfRange(bytes, 40_000, LENGTH);
            others[differAt]++;
            socket.take();
            socket.appetite = n -> n;
            socket.writeFully(ByteBuffer.wrap(others));
            assertArrayEquals(others, socket.stream());
        }
    }

    @Test
    void aRestThatIsGivenUpForTheWholeAgainIsNoRest() throws IOException {
        byte[] bytes = Bytes.random(7, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.appetite = n -> n / 2;
        socket.writes.write(ByteBuffer.wrap(bytes));
        assertEquals(LENGTH / 2, socket.take().length);
        socket.appetite = n -> n;
        socket.writeFully(ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, socket.take());
        // And the half of it that was left, as a record of its own.
        byte[] half = java.util.Arrays.copyOf(bytes, LENGTH / 2);
        socket.writeFully(ByteBuffer.wrap(half));
        assertArrayEquals(half, socket.take());
    }

    @Test
    void onlyThePayloadOfAGatheringWriteIsShared() throws IOException {
        byte[] payload = Bytes.random(8, LENGTH);
        announce(payload);
        Random random = new Random(8);
        for (int round = 0; round < 100; round++) {
            byte[] header = Bytes.random(random, random.nextInt(40));
            byte[] trailer = Bytes.random(random, random.nextInt(4_000));
            FakeSocket socket = socket();
            boolean greedy = round % 2 == 0;
            if (!greedy) {
                socket.appetite = n -> random.nextInt(n + 1);
            }
            socket.writeFully(ByteBuffer.wrap(header), Bytes.any(random, payload), ByteBuffer.wrap(trailer));
            byte[] all = new byte[header.length + payload.length + trailer.length];
            ByteBuffer.wrap(all).put(header).put(payload).put(trailer);
            assertArrayEquals(all, socket.stream());
            if (greedy) {
                assertShared(socket, payload.length);
            }
        }
    }

    @Test
    void aGatheringWriteEndsWithTheFirstBufferThatIsNotTakenWhole() throws IOException {
        byte[] payload = Bytes.random(9, LENGTH);
        announce(payload);
        FakeSocket socket = socket();
        ByteBuffer header = ByteBuffer.allocate(10);
        ByteBuffer[] srcs = {
            ByteBuffer.allocate(3), header, ByteBuffer.wrap(payload), ByteBuffer.allocate(20), ByteBuffer.wrap(payload)
        };
        int[] calls = {0};
        socket.appetite = n -> calls[0]++ == 1 ? 777 : n;
        assertEquals(10 + 777, socket.writes.write(srcs, 1, 3));
        assertEquals(3, srcs[0].remaining(), "not in the range");
        assertEquals(0, header.remaining());
        assertEquals(LENGTH - 777, srcs[2].remaining());
        assertEquals(20, srcs[3].remaining());
        assertEquals(LENGTH, srcs[4].remaining(), "not in the range");
        assertEquals(10 + 777, socket.stream().length);
    }

    @Test
    void aReceiverThatKeepsUpGetsCopies() throws IOException {
        byte[] bytes = Bytes.random(10, LENGTH);
        announce(bytes);
        FakeSocket socket = new FakeSocket(recent, false);
        assertCopiesWhileItKeepsUp(socket, bytes);
        // It stops reading, and the kernel keeps what it gets: copies until that has been so for a while.
        socket.lags = true;
        long writtenNs = System.nanoTime();
        for (int i = 0; i < (2 << 20) / LENGTH + 2; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
        }
        int copies = socket.copies;
        while (System.nanoTime() - writtenNs < (ReceiverPace.PERIOD_MS + 1) * 1_000_000) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 20; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
        }
        assertEquals(copies, socket.copies, "all are shared");
        assertCopiesWhenItReadsAgain(socket, bytes);
    }

    @Test
    void aShortWriteHasAReceiverThatKeptUpLookedAtAgain() throws IOException {
        byte[] bytes = Bytes.random(14, LENGTH);
        announce(bytes);
        FakeSocket socket = new FakeSocket(recent, false);
        socket.lags = false;
        assertCopiesWhileItKeepsUp(socket, bytes);
        int looks = socket.looks;
        socket.appetite = n -> n / 2;
        socket.writes.write(ByteBuffer.wrap(bytes));
        // Nothing is taken any more, so that counting bytes alone would never have it looked at.
        socket.appetite = n -> 0;
        long endNs = System.nanoTime() + 15_000_000_000L;
        while (socket.looks == looks && System.nanoTime() - endNs < 0) {
            socket.writes.write(ByteBuffer.wrap(bytes));
        }
        assertEquals(looks + 1, socket.looks);
    }

    @Test
    void aReceiverWithSomethingAlwaysOnItsWayIsNotLookedAtBeforeEveryWrite() throws IOException {
        byte[] bytes = Bytes.random(15, LENGTH);
        announce(bytes);
        FakeSocket socket = new FakeSocket(recent, false);
        socket.lags = true;
        int many = 20 * ReceiverPace.MUCH / LENGTH;
        for (int i = 0; i < many; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            socket.take();
        }
        int looks = socket.looks;
        assertTrue(looks < many / 4, () -> "looks=" + looks + ", writes=" + many);
    }

    private static void assertCopiesWhileItKeepsUp(FakeSocket socket, byte[] bytes) throws IOException {
        socket.lags = false;
        for (int i = 0; i < 200; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, socket.take());
        }
        assertTrue(socket.transfers <= 1, () -> "transfers=" + socket.transfers);
        assertTrue(socket.looks > 1 && socket.looks < 60, () -> "looks=" + socket.looks);
    }

    private static void assertCopiesWhenItReadsAgain(FakeSocket socket, byte[] bytes) throws IOException {
        socket.lags = false;
        int transfers = socket.transfers;
        for (int i = 0; i < 20; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
        }
        assertTrue(socket.transfers - transfers <= 1, () -> "transfers=" + (socket.transfers - transfers));
    }

    @Test
    void aReceiverThatTakesMuchKeepsUpThoughSomethingIsAlwaysOnItsWay() throws IOException {
        byte[] bytes = Bytes.random(11, LENGTH);
        announce(bytes);
        FakeSocket socket = new FakeSocket(recent, false);
        socket.lags = true;
        for (int i = 0; i < ReceiverPace.MUCH / LENGTH + 1; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, socket.take());
        }
        int before = socket.transfers;
        assertTrue(before > ReceiverPace.MUCH / LENGTH / 2, "shared until it was seen to read");
        for (int i = 0; i < 10; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, socket.take());
        }
        int after = socket.transfers;
        assertTrue(after <= before + 1, () -> "copied from then on, shared " + (after - before));
    }

    @Test
    void whoIsEagerSharesWithAReceiverAsSoonAsItStops() throws IOException {
        byte[] bytes = Bytes.random(10, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        assertCopiesWhileItKeepsUp(socket, bytes);
        // It stops reading, and the kernel keeps what it gets: seen after half a megabyte at most, and the write in
        // hand.
        socket.lags = true;
        int copies = socket.copies;
        for (int i = 0; i < 20; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
        }
        assertTrue((socket.copies - copies) * (long) LENGTH <= (512 << 10) + LENGTH, () -> "copies=" + socket.copies);
        assertCopiesWhenItReadsAgain(socket, bytes);
    }

    @Test
    void aShortWriteTellsWhoIsEagerThatTheReceiverLagsBehind() throws IOException {
        byte[] bytes = Bytes.random(11, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.lags = false;
        for (int i = 0; i < 30; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
        }
        socket.take();
        int before = socket.transfers;
        socket.lags = true;
        socket.appetite = n -> n / 2;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        socket.writes.write(buffer);
        socket.appetite = n -> n;
        socket.writeFully(buffer);
        assertArrayEquals(bytes, socket.stream());
        assertTrue(socket.transfers > before, "the rest is shared");
    }

    @Test
    void aLookThatFailsIsNoConcernOfTheApplication() throws IOException {
        byte[] bytes = Bytes.random(12, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.writeFully(ByteBuffer.wrap(bytes));
        socket.pollFailure = new IOException("poll");
        int transfers = socket.transfers;
        for (int i = 0; i < 3; i++) {
            assertEquals(LENGTH, socket.writes.write(ByteBuffer.wrap(bytes)));
            socket.checkOption();
        }
        assertEquals(transfers, socket.transfers);
    }

    @Test
    void pagesThatCannotBeSentAreWrittenInstead() throws IOException {
        byte[] bytes = Bytes.random(12, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.transferFailure = new IOException("sendfile");
        for (int i = 0; i < 3; i++) {
            socket.writeFully(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, socket.take());
        }
        assertEquals(1, socket.transfers, "tried once");
    }

    @Test
    void aResetIsToldAsTheKernelFirstTellsIt() throws IOException {
        byte[] bytes = Bytes.random(12, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.transferFailure = new IOException("Connection reset by peer");
        socket.sendFailure = new IOException("Broken pipe");
        assertSame(
                socket.transferFailure,
                assertThrows(IOException.class, () -> socket.writes.write(ByteBuffer.wrap(bytes))));
        socket.sendFailure = new ClosedChannelException();
        assertSame(
                socket.sendFailure, assertThrows(IOException.class, () -> socket.writes.write(ByteBuffer.wrap(bytes))));
    }

    @Test
    void aGatheringWriteThatFailsInTheMiddleAnswersWhatWasTaken() throws IOException {
        byte[] bytes = Bytes.random(12, LENGTH);
        FakeSocket socket = socket();
        IOException reset = new IOException("Connection reset by peer");
        socket.afterSend = () -> socket.sendFailure = reset;
        ByteBuffer[] srcs = {ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes.clone())};
        assertEquals(LENGTH, socket.writes.write(srcs, 0, 2));
        assertEquals(0, srcs[0].remaining());
        assertEquals(LENGTH, srcs[1].remaining());
        socket.sendFailure = new IOException("Broken pipe");
        assertSame(reset, assertThrows(IOException.class, () -> socket.writes.write(srcs, 0, 2)));
        assertThrows(IOException.class, () -> socket.writes.write(srcs, 0, 2), "told once");
    }

    @Test
    void aGatheringWriteToAReceiverThatKeepsUpIsOne() throws IOException {
        FakeSocket socket = new FakeSocket(recent, false);
        byte[] bytes = Bytes.random(12, LENGTH);
        announce(bytes);
        assertCopiesWhileItKeepsUp(socket, bytes);
        int copies = socket.copies;
        ByteBuffer[] srcs = {ByteBuffer.wrap(bytes), ByteBuffer.wrap(new byte[10]), ByteBuffer.wrap(bytes.clone())};
        assertEquals(2 * LENGTH + 10, socket.writes.write(srcs, 0, 3));
        assertEquals(copies + 1, socket.copies);
    }

    @Test
    void pausesWhereNothingRepeatsAndFindsItAgain() throws IOException {
        Random random = new Random(13);
        FakeSocket socket = new FakeSocket(recent, false);
        for (int i = 0; i < 100; i++) {
            byte[] own = Bytes.random(random, LENGTH);
            socket.writeFully(ByteBuffer.wrap(own));
            assertArrayEquals(own, socket.take());
        }
        int firstShared = -1;
        for (int i = 0; i < 60; i++) {
            byte[] broadcast = Bytes.random(random, LENGTH);
            announce(broadcast);
            socket.writeFully(ByteBuffer.wrap(broadcast));
            assertArrayEquals(broadcast, socket.take());
            if (socket.transfers > 0 && firstShared < 0) {
                firstShared = i;
            }
        }
        int found = firstShared;
        assertTrue(found >= 0 && found <= 17, () -> "broadcasts until one was shared: " + found);
        assertEquals(60 - found, socket.transfers, "from then on all are");
    }

    @Test
    void doesNotPauseWhereTheOperatorAskedForSharing() throws IOException {
        Random random = new Random(14);
        FakeSocket socket = socket();
        for (int i = 0; i < 100; i++) {
            socket.writeFully(ByteBuffer.wrap(Bytes.random(random, LENGTH)));
        }
        byte[] broadcast = Bytes.random(random, LENGTH);
        announce(broadcast);
        socket.take();
        socket.writeFully(ByteBuffer.wrap(broadcast));
        assertArrayEquals(broadcast, socket.stream());
        assertShared(socket, LENGTH);
    }

    @Test
    void writesArePlainWithoutAStore() throws IOException {
        for (SharedStore refusing : new SharedStore[] {
            null,
            new SharedStore(folder.path, SharedStore.PAGE),
            new SharedStore(folder.path.resolve("missing"), 1 << 20)
        }) {
            RecentWrites writes = new RecentWrites(() -> refusing);
            byte[] bytes = Bytes.random(15, LENGTH);
            for (int i = 0; i < 10; i++) {
                FakeSocket socket = new FakeSocket(writes, true);
                Random random = new Random(i);
                socket.appetite = n -> random.nextInt(n + 1);
                socket.writeFully(Bytes.any(random, bytes));
                assertArrayEquals(bytes, socket.stream());
                assertShared(socket, 0);
            }
        }
    }

    @Test
    void takesNoNoticeOfInterrupts() throws IOException {
        byte[] bytes = Bytes.random(16, LENGTH);
        FakeSocket last = socket();
        Thread.currentThread().interrupt();
        try {
            announce(bytes);
            last.writeFully(ByteBuffer.wrap(bytes));
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is the application's to see");
        }
        assertArrayEquals(bytes, last.stream());
        assertShared(last, LENGTH);
        FakeSocket after = socket();
        after.writeFully(ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, after.stream());
        assertShared(after, LENGTH);
    }

    @Test
    void oldBroadcastsMakeRoomForNewOnes() throws IOException {
        SharedStore small = new SharedStore(folder.path, 300_000);
        RecentWrites writes = new RecentWrites(() -> small);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = Bytes.random(i, LENGTH);
            FakeSocket last = null;
            for (int j = 0; j < 4; j++) {
                last = new FakeSocket(writes, true);
                last.writeFully(ByteBuffer.wrap(bytes));
                assertArrayEquals(bytes, last.stream());
            }
            assertShared(last, LENGTH);
            assertTrue(small.used() <= small.limit());
        }
    }

    @Test
    void theStoreIsEmptyAWhileAfterTheLastWrite() throws Exception {
        announce(Bytes.random(17, LENGTH));
        announce(Bytes.random(18, 3_000_000));
        long start = System.nanoTime();
        while (store.used() > 0) {
            assertTrue(System.nanoTime() - start < 30_000_000_000L, () -> "used=" + store.used());
            Thread.sleep(20);
        }
        assertEquals(0, folder.openBytes());
        // And it serves again.
        byte[] bytes = Bytes.random(19, LENGTH);
        announce(bytes);
        FakeSocket socket = socket();
        socket.writeFully(ByteBuffer.wrap(bytes));
        assertShared(socket, LENGTH);
        assertFalse(store.used() == 0);
    }
}
