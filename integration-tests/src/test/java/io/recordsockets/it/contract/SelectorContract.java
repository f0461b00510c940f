package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wake-ups, time-outs, counts and key sets of a selector. */
public class SelectorContract {
    private static final int READ = SelectionKey.OP_READ;

    @Test
    void wakeupDuringSelectEndsIt() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            for (int i = 0; i < 20; i++) {
                Background<Integer> select = Background.run(selector::select);
                select.awaitInside("doSelect");
                assertSame(selector, selector.wakeup());
                assertEquals(0, select.result());
            }
        }
    }

    @Test
    void wakeupBeforeSelectEndsTheNextOneOnly() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            selector.wakeup();
            assertEquals(0, selector.select());
            long begin = System.nanoTime();
            assertEquals(0, selector.select(150));
            assertTrue(System.nanoTime() - begin >= 149_000_000L);
        }
    }

    @Test
    void severalWakeupsCountAsOne() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            selector.wakeup();
            selector.wakeup();
            selector.wakeup();
            assertEquals(0, selector.select());
            long begin = System.nanoTime();
            assertEquals(0, selector.select(150));
            assertTrue(System.nanoTime() - begin >= 149_000_000L);
        }
    }

    @Test
    void selectNowTakesAWakeup() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            selector.wakeup();
            assertEquals(0, selector.selectNow());
            long begin = System.nanoTime();
            assertEquals(0, selector.select(150));
            assertTrue(System.nanoTime() - begin >= 149_000_000L);
        }
    }

    @Test
    void wakeupWithDataReadyReportsTheData() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(64));
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            selector.wakeup();
            assertEquals(1, selector.select(10_000));
            selector.selectedKeys().clear();
            assertEquals(1, selector.select(10_000));
        }
    }

    @Test
    void timeOutsAreNeitherEarlyNorVeryLate() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            for (long timeoutMs : new long[] {1, 10, 100, 333}) {
                long begin = System.nanoTime();
                assertEquals(0, selector.select(timeoutMs));
                long tookUs = (System.nanoTime() - begin) / 1_000;
                assertTrue(
                        tookUs >= timeoutMs * 1_000 - 500 && tookUs < timeoutMs * 1_000 + 2_000_000,
                        () -> "timeoutMs=" + timeoutMs + ", tookUs=" + tookUs);
            }
        }
    }

    @Test
    void selectOfNoKeysTimesOut() throws IOException {
        try (Selector selector = Selector.open()) {
            long begin = System.nanoTime();
            assertEquals(0, selector.select(120));
            assertTrue(System.nanoTime() - begin >= 119_000_000L);
            assertEquals(0, selector.selectNow());
        }
    }

    @Test
    void refusesNegativeTimeOutAndNullConsumer() throws IOException {
        try (Selector selector = Selector.open()) {
            assertThrows(IllegalArgumentException.class, () -> selector.select(-1));
            assertThrows(IllegalArgumentException.class, () -> selector.select(key -> {}, -1));
            assertThrows(NullPointerException.class, () -> selector.select(null));
            assertThrows(NullPointerException.class, () -> selector.selectNow(null));
        }
    }

    @Test
    void countsUpdatedKeysOnly() throws IOException {
        try (Selector selector = Selector.open();
                Pair a = Pair.open();
                Pair b = Pair.open()) {
            SelectionKey first = a.registerServer(selector, READ);
            SelectionKey second = b.registerServer(selector, READ);
            Pair.writeFully(a.client, Payload.of(64));
            assertEquals(1, selector.select(10_000));
            assertEquals(Set.of(first), selector.selectedKeys());
            // The key is still selected and its ready set is the same: not counted, yet select does not sleep.
            long begin = System.nanoTime();
            assertEquals(0, selector.select(9_000));
            assertTrue(System.nanoTime() - begin < 5_000_000_000L);
            Pair.writeFully(b.client, Payload.of(64));
            int updated = 0;
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (updated == 0 && System.nanoTime() - deadline < 0) {
                updated = selector.select(9_000);
            }
            assertEquals(1, updated);
            assertEquals(Set.of(first, second), selector.selectedKeys());
        }
    }

    @Test
    void selectedKeysStayUntilTheyAreRemoved() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            SelectionKey key = pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(64));
            assertEquals(1, selector.select(10_000));
            assertEquals(64, Pair.pollFully(pair.server, 64).length);
            assertEquals(0, selector.selectNow());
            assertTrue(selector.selectedKeys().contains(key));
            assertTrue(key.isReadable());
            assertTrue(selector.selectedKeys().remove(key));
            assertEquals(0, selector.selectNow());
            assertFalse(selector.selectedKeys().contains(key));
            Set<SelectionKey> selected = selector.selectedKeys();
            assertThrows(UnsupportedOperationException.class, () -> selected.add(key));
            assertThrows(
                    UnsupportedOperationException.class, () -> selector.keys().remove(key));
        }
    }

    @Test
    void selectWithConsumerCallsForEachReadyKey() throws IOException {
        try (Selector selector = Selector.open();
                Pair a = Pair.open();
                Pair b = Pair.open()) {
            SelectionKey first = a.registerServer(selector, READ);
            b.registerServer(selector, READ);
            Pair.writeFully(a.client, Payload.of(64));
            List<SelectionKey> seen = new ArrayList<>();
            assertEquals(1, selector.select(seen::add, 10_000));
            assertEquals(List.of(first), seen);
            assertEquals(Set.of(), selector.selectedKeys());
            // Left unread: ready again and counted again.
            assertEquals(1, selector.select(seen::add));
            assertEquals(1, selector.selectNow(seen::add));
            assertEquals(List.of(first, first, first), seen);
            assertEquals(64, Pair.pollFully(a.server, 64).length);
            assertEquals(0, selector.selectNow(seen::add));
            assertEquals(3, seen.size());
        }
    }

    @Test
    void selectWithConsumerMayReadInside() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(64));
            int[] read = new int[1];
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (read[0] < 64 && System.nanoTime() - deadline < 0) {
                selector.select(
                        key -> {
                            try {
                                read[0] += pair.server.read(java.nio.ByteBuffer.allocate(20));
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        1000);
            }
            assertEquals(64, read[0]);
            assertThrows(IllegalStateException.class, () -> {
                Pair.writeFully(pair.client, Payload.of(64));
                selector.select(
                        key -> {
                            try {
                                selector.selectNow();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        10_000);
            });
        }
    }

    @Test
    void exceptionOfTheConsumerComesThroughAndTheSelectorGoesOn() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            Pair.writeFully(pair.client, Payload.of(64));
            assertThrows(
                    ArithmeticException.class,
                    () -> selector.select(
                            key -> {
                                throw new ArithmeticException();
                            },
                            10_000));
            assertEquals(1, selector.select(10_000));
            assertEquals(64, Pair.pollFully(pair.server, 64).length);
        }
    }

    @Test
    void selectNowSeesDataSoonerOrLater() throws IOException {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            assertEquals(0, selector.selectNow());
            Pair.writeFully(pair.client, Payload.of(64));
            int ready = 0;
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (ready == 0 && System.nanoTime() - deadline < 0) {
                ready = selector.selectNow();
            }
            assertEquals(1, ready);
        }
    }

    @Test
    void stateIsThatOfTheJdk() throws IOException {
        Selector selector = Selector.open();
        assertTrue(selector.isOpen());
        assertSame(SelectorProvider.provider(), selector.provider());
        assertEquals(Set.of(), selector.keys());
        assertEquals(Set.of(), selector.selectedKeys());
        selector.close();
        selector.close();
        assertFalse(selector.isOpen());
        assertSame(selector, selector.wakeup());
    }

    @Test
    void manyWakeupsFromOtherThreadsLoseNone() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, READ);
            java.util.concurrent.atomic.AtomicInteger turn = new java.util.concurrent.atomic.AtomicInteger();
            int turns = 2_000;
            Background<Integer> waker = Background.run(() -> {
                for (int i = 0; i < turns; i++) {
                    int seen = i;
                    Background.until(() -> turn.get() == seen);
                    selector.wakeup();
                }
                return 0;
            });
            for (int i = 0; i < turns; i++) {
                long begin = System.nanoTime();
                turn.set(i);
                assertEquals(0, selector.select(8_000));
                assertTrue(System.nanoTime() - begin < 7_000_000_000L, "lost");
            }
            waker.result();
        }
    }
}
