package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Interrupts of threads in channel and selector calls. */
public class InterruptContract {
    @Test
    void interruptDuringBlockingReadClosesTheChannel() throws Exception {
        try (Pair pair = Pair.open()) {
            Background<Throwable> read = Background.failure(() -> {
                try {
                    return pair.server.read(ByteBuffer.allocate(10));
                } finally {
                    assertTrue(Thread.currentThread().isInterrupted(), "status lost");
                }
            });
            read.awaitInside("read0", "poll", "park");
            read.interrupt();
            assertEquals(ClosedByInterruptException.class, read.result().getClass());
            assertFalse(pair.server.isOpen());
        }
    }

    @Test
    void interruptDuringBlockingReadInTheMiddleOfARecordClosesTheChannel() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Arrays.copyOf(Payload.of(500), 100));
            // Else the read of what is there may be the one that is met.
            assertEquals(100, Pair.readFully(pair.server, 100).length);
            Background<Throwable> read = Background.failure(() -> Pair.readFully(pair.server, 400));
            read.awaitInside("read0", "poll", "park");
            read.interrupt();
            assertEquals(ClosedByInterruptException.class, read.result().getClass());
            assertFalse(pair.server.isOpen());
        }
    }

    @Test
    void readWithTheStatusSetClosesTheChannel() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Payload.of(20));
            Thread.currentThread().interrupt();
            assertThrows(ClosedByInterruptException.class, () -> pair.server.read(ByteBuffer.allocate(10)));
            assertTrue(Thread.interrupted());
            assertFalse(pair.server.isOpen());
        }
    }

    @Test
    void readInNonBlockingModeHeedsNoInterrupt() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.configureBlocking(false);
            Thread.currentThread().interrupt();
            try {
                assertEquals(0, pair.server.read(ByteBuffer.allocate(10)));
                assertTrue(Thread.currentThread().isInterrupted());
            } finally {
                Thread.interrupted();
            }
            assertTrue(pair.server.isOpen());
        }
    }

    @Test
    void interruptDuringAcceptClosesTheListener() throws Exception {
        try (ServerSocketChannel listener = Pair.listen()) {
            Background<Throwable> accept = Background.failure(listener::accept);
            accept.awaitInside("sun.nio.ch.Net.accept", "poll", "park");
            accept.interrupt();
            assertEquals(ClosedByInterruptException.class, accept.result().getClass());
            assertFalse(listener.isOpen());
        }
    }

    @Test
    void interruptDuringSelectWakesItAndKeepsTheStatus() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Background<Boolean> select = Background.run(() -> {
                assertEquals(0, selector.select());
                return Thread.currentThread().isInterrupted();
            });
            select.awaitInside("sun.nio.ch.EPoll.wait");
            select.interrupt();
            assertTrue(select.result());
            assertTrue(selector.isOpen());
            assertTrue(pair.server.isOpen());
        }
    }

    @Test
    void selectWithTheStatusSetAnswersAtOnce() throws Exception {
        try (Selector selector = Selector.open();
                Pair pair = Pair.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Thread.currentThread().interrupt();
            try {
                for (int i = 0; i < 3; i++) {
                    assertEquals(0, selector.select());
                }
                assertTrue(Thread.currentThread().isInterrupted());
            } finally {
                Thread.interrupted();
            }
        }
    }
}
