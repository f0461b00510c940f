package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A part of a record is there, and the stall guard is far off (30 s): everything else goes on as in the JDK. */
public class DuringHold {
    private static final int READ = SelectionKey.OP_READ;
    private static final byte[] RECORD = Payload.of(100);
    private static final byte[] PART = Arrays.copyOf(RECORD, 60);
    private static final byte[] REST = Arrays.copyOfRange(RECORD, 60, 100);

    @Test
    void selectNowAnswersZeroUntilTheRecordIsWhole() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            for (int i = 0; i < 200; i++) {
                assertEquals(0, selector.selectNow());
            }
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void timeOutsAreNeitherEarlyNorVeryLate() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            for (long timeoutMs : new long[] {1, 20, 150, 300}) {
                long begin = System.nanoTime();
                assertEquals(0, selector.select(timeoutMs));
                long tookUs = (System.nanoTime() - begin) / 1_000;
                assertTrue(
                        tookUs >= timeoutMs * 1_000 - 500 && tookUs < timeoutMs * 1_000 + 2_000_000,
                        "timeoutMs=" + timeoutMs + ", tookUs=" + tookUs);
            }
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void timeOutIsNotStretchedByPiecesThatComeIn() throws Exception {
        byte[] record = Payload.of(100_000);
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            Background<Integer> sender = Background.run(() -> {
                for (int at = 0; at < 90_000; at += 300) {
                    Pair.writeFully(pair.client, Arrays.copyOfRange(record, at, at + 300));
                    java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                }
                return 0;
            });
            long begin = System.nanoTime();
            assertEquals(0, selector.select(300));
            long tookMs = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(tookMs >= 299 && tookMs < 5_000, "tookMs=" + tookMs);
            sender.result();
        }
    }

    @Test
    void wakeupEndsSelect() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            for (int i = 0; i < 20; i++) {
                Background<Integer> select = Background.run(selector::select);
                select.awaitInside("doSelect");
                selector.wakeup();
                assertEquals(0, select.result());
            }
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void wakeupBeforeSelectEndsTheNextOneOnly() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            selector.wakeup();
            assertEquals(0, selector.select());
            long begin = System.nanoTime();
            assertEquals(0, selector.select(150));
            assertTrue(System.nanoTime() - begin >= 149_000_000L);
        }
    }

    @Test
    void noWakeupIsLostWhilePiecesComeIn() throws Exception {
        byte[] record = Payload.of(100_000);
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            int[] turn = new int[1];
            int turns = 900;
            for (int i = 0; i < turns; i++) {
                int at = i * 100;
                Background<Integer> other = Background.run(() -> {
                    Pair.writeFully(pair.client, Arrays.copyOfRange(record, at, at + 100));
                    selector.wakeup();
                    return 0;
                });
                long begin = System.nanoTime();
                assertEquals(0, selector.select(8_000));
                assertTrue(System.nanoTime() - begin < 7_000_000_000L, "lost at turn " + turn[0]);
                other.result();
                turn[0]++;
            }
        }
    }

    @Test
    void interruptEndsSelectAndKeepsTheStatus() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            Background<Boolean> select = Background.run(() -> {
                assertEquals(0, selector.select());
                return Thread.currentThread().isInterrupted();
            });
            select.awaitInside("sun.nio.ch.EPoll.wait");
            select.interrupt();
            assertTrue(select.result());
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void interruptEndsBlockingRead() throws Exception {
        try (Pair pair = held()) {
            Background<Throwable> read = Background.failure(() -> pair.server.read(ByteBuffer.allocate(200)));
            // Not in the read of what has come of the record.
            read.awaitInside("poll", "park");
            read.interrupt();
            assertEquals(ClosedByInterruptException.class, read.result().getClass());
            assertFalse(pair.server.isOpen());
        }
    }

    @Test
    void closeEndsBlockingRead() throws Exception {
        try (Pair pair = held()) {
            Background<Throwable> read = Background.failure(() -> pair.server.read(ByteBuffer.allocate(200)));
            read.awaitInside("read0", "poll", "park");
            pair.server.close();
            assertEquals(AsynchronousCloseException.class, read.result().getClass());
        }
    }

    @Test
    void blockingReadReturnsTheWholeRecord() throws Exception {
        try (Pair pair = held()) {
            ByteBuffer read = ByteBuffer.allocate(200);
            Background<Integer> reader = Background.run(() -> pair.server.read(read));
            reader.awaitInside("read0", "poll", "park");
            Pair.writeFully(pair.client, REST);
            assertEquals(100, reader.result());
            assertArrayEquals(RECORD, Arrays.copyOf(read.array(), 100));
        }
    }

    @Test
    void readWithTimeOutReturnsThePart() throws Exception {
        try (Pair pair = held()) {
            pair.server.socket().setSoTimeout(200);
            byte[] read = new byte[200];
            long begin = System.nanoTime();
            assertEquals(60, pair.server.socket().getInputStream().read(read));
            assertTrue(System.nanoTime() - begin < 5_000_000_000L);
            assertArrayEquals(PART, Arrays.copyOf(read, 60));
            assertThrows(
                    SocketTimeoutException.class,
                    () -> pair.server.socket().getInputStream().read(read));
            Pair.writeFully(pair.client, REST);
            assertArrayEquals(REST, pair.server.socket().getInputStream().readNBytes(40));
        }
    }

    @Test
    void endOfStreamDeliversThePartAtOnce() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            Background<Integer> select = Background.run(() -> selector.select(20_000));
            select.awaitInside("doSelect");
            pair.client.shutdownOutput();
            assertEquals(1, select.result());
            assertArrayEquals(PART, Pair.pollFully(pair.server, 61));
            assertEquals(-1, pair.server.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void endOfStreamEndsBlockingReadAtOnce() throws Exception {
        try (Pair pair = held()) {
            Background<byte[]> read = Background.run(() -> Pair.readFully(pair.server, 200));
            read.awaitInside("read0", "poll", "park");
            pair.client.shutdownOutput();
            assertArrayEquals(PART, read.result());
        }
    }

    @Test
    void resetIsReportedAtOnceAfterThePart() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            Background<Integer> select = Background.run(() -> selector.select(20_000));
            select.awaitInside("doSelect");
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();
            assertEquals(1, select.result());
            ByteBuffer read = ByteBuffer.allocate(200);
            IOException reset = assertThrows(IOException.class, () -> {
                while (pair.server.read(read) >= 0) {}
            });
            assertEquals("Connection reset", reset.getMessage());
            assertArrayEquals(PART, Arrays.copyOf(read.array(), read.position()));
        }
    }

    @Test
    void writeIsReportedAlone() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ | SelectionKey.OP_WRITE);
            for (int i = 0; i < 5; i++) {
                assertEquals(1, selector.select(8_000));
                assertEquals(SelectionKey.OP_WRITE, key.readyOps());
                selector.selectedKeys().clear();
            }
            key.interestOps(READ);
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void otherChannelsOfTheSelectorAreServed() throws Exception {
        try (Pair pair = held();
                Pair other = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            SelectionKey key = other.registerServer(selector, READ);
            for (int i = 0; i < 20; i++) {
                Pair.writeFully(other.client, RECORD);
                assertEquals(1, selector.select(8_000));
                assertTrue(selector.selectedKeys().remove(key));
                assertEquals(100, Pair.pollFully(other.server, 100).length);
            }
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void moveToAnotherSelectorKeepsEveryByte() throws Exception {
        try (Pair pair = held();
                Selector first = Selector.open();
                Selector second = Selector.open()) {
            SelectionKey key = pair.registerServer(first, READ);
            assertEquals(0, first.select(20));
            key.cancel();
            first.selectNow();
            pair.registerServer(second, READ);
            wakesForTheRest(pair, second);
        }
    }

    @Test
    void closeOfTheSelectorKeepsEveryByteForBlockingReads() throws Exception {
        try (Pair pair = held()) {
            try (Selector selector = Selector.open()) {
                pair.registerServer(selector, READ);
                assertEquals(0, selector.select(20));
            }
            pair.server.configureBlocking(true);
            Pair.writeFully(pair.client, REST);
            assertArrayEquals(RECORD, Pair.readFully(pair.server, 100));
        }
    }

    @Test
    void closeOfTheChannelEndsTheHold() throws Exception {
        try (Pair pair = held();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            // From here on the kernel has nothing to report, so that the select below sleeps until the wake-up.
            assertEquals(0, selector.selectNow());
            Background<Integer> select = Background.run(selector::select);
            select.awaitInside("doSelect");
            pair.server.close();
            assertFalse(key.isValid());
            selector.wakeup();
            assertEquals(0, select.result());
            assertTrue(selector.keys().isEmpty());
        }
    }

    @Test
    void wholeRecordsBehindTheFirstAreReadyAndThePartBehindThemIsHeld() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            byte[] sent = Arrays.copyOf(RECORD, 360);
            for (int i = 1; i < 4; i++) {
                System.arraycopy(RECORD, 0, sent, i * 100, Math.min(100, 360 - i * 100));
            }
            Pair.writeFully(pair.client, sent);
            pair.awaitArrival();
            for (int i = 0; i < 3; i++) {
                assertEquals(1, selector.select(8_000), "record " + i);
                selector.selectedKeys().clear();
                assertArrayEquals(RECORD, Pair.pollFully(pair.server, 100));
                key.interestOps(0);
                assertEquals(0, selector.selectNow());
                key.interestOps(READ);
            }
            assertEquals(0, selector.select(100));
            wakesForTheRest(pair, selector);
        }
    }

    @Test
    void recordThatIsReadInPartIsReadyUntilItIsReadToTheEnd() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, RECORD);
            for (int i = 0; i < 10; i++) {
                assertEquals(1, selector.select(8_000));
                selector.selectedKeys().clear();
                assertEquals(10, Pair.pollFully(pair.server, 10).length);
            }
            assertEquals(0, selector.selectNow());
        }
    }

    /** A pair with 60 bytes of a record of 100 at the accepted side. */
    private static Pair held() throws Exception {
        Pair pair = Pair.open();
        Pair.writeFully(pair.client, PART);
        pair.awaitArrival();
        return pair;
    }

    private static void wakesForTheRest(Pair pair, Selector selector) throws IOException {
        Pair.writeFully(pair.client, REST);
        assertEquals(1, selector.select(8_000));
        selector.selectedKeys().clear();
        assertArrayEquals(RECORD, Pair.pollFully(pair.server, 100));
    }
}
