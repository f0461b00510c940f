package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** With {@code hold-limit=64k} and the stall guard far off: a larger record comes in large steps. */
public class HoldLimit {
    private static final byte[] RECORD = Payload.of(1_000_000);

    @Test
    void wakesBeforeALargeRecordIsWhole() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Background<Integer> first = Background.run(() -> {
                Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 500_000));
                return 0;
            });
            assertEquals(1, selector.select(10_000));
            byte[] head = Pair.pollFully(pair.server, 500_000);
            first.result();
            assertArrayEquals(Arrays.copyOf(RECORD, 500_000), head);
        }
    }

    @Test
    void deliversALargeRecordInStepsNotInPieces() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Background<Integer> sender = Background.run(() -> {
                for (int at = 0; at < RECORD.length; at += 1_000) {
                    Pair.writeFully(pair.client, Arrays.copyOfRange(RECORD, at, at + 1_000));
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000);
                }
                pair.client.shutdownOutput();
                return 0;
            });
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int wakeups = WakeOnFullRecord.drain(selector, pair.server, read);
            sender.result();
            assertArrayEquals(RECORD, read.toByteArray());
            assertTrue(wakeups < 200, "wakeups=" + wakeups);
        }
    }

    @Test
    void recordBelowTheLimitIsHeld() throws Exception {
        byte[] small = Payload.of(50_000);
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, Arrays.copyOf(small, 49_000));
            pair.awaitArrival();
            assertEquals(0, selector.select(100));
            Pair.writeFully(pair.client, Arrays.copyOfRange(small, 49_000, 50_000));
            assertEquals(1, selector.select(10_000));
            ByteBuffer read = ByteBuffer.allocate(60_000);
            while (read.position() < 50_000) {
                assertTrue(pair.server.read(read) > 0);
            }
            assertArrayEquals(small, Arrays.copyOf(read.array(), 50_000));
        }
    }
}
