package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** With {@code stall=200ms}: a sender that stops in the middle of a record holds the application up for no longer. */
public class StallGuard {
    private static final byte[] RECORD = Payload.of(100);

    @Test
    void releasesThePartToASelector() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 60));
            long begin = System.nanoTime();
            assertEquals(1, selector.select(10_000));
            tookAbout200ms(begin);
            selector.selectedKeys().clear();
            assertArrayEquals(Arrays.copyOf(RECORD, 60), Pair.pollFully(pair.server, 60));
            Pair.writeFully(pair.client, Arrays.copyOfRange(RECORD, 60, 100));
            assertEquals(1, selector.select(10_000));
            assertArrayEquals(Arrays.copyOfRange(RECORD, 60, 100), Pair.pollFully(pair.server, 40));
        }
    }

    @Test
    void releasedPartStaysReadyUntilItIsRead() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 60));
            for (int i = 0; i < 6; i++) {
                assertEquals(1, selector.select(10_000));
                selector.selectedKeys().clear();
                assertEquals(10, Pair.pollFully(pair.server, 10).length);
            }
            assertEquals(0, selector.selectNow());
        }
    }

    @Test
    void releasesThePartToABlockingRead() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 60));
            long begin = System.nanoTime();
            assertEquals(60, pair.server.read(ByteBuffer.allocate(200)));
            tookAbout200ms(begin);
        }
    }

    @Test
    void releasesThePartToTheStreamOfTheAdaptor() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 60));
            long begin = System.nanoTime();
            assertEquals(60, pair.server.socket().getInputStream().read(new byte[200]));
            tookAbout200ms(begin);
        }
    }

    @Test
    void selectNowSeesTheReleasedPart() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, Arrays.copyOf(RECORD, 60));
            long begin = System.nanoTime();
            int ready = 0;
            while (ready == 0 && System.nanoTime() - begin < 10_000_000_000L) {
                ready = selector.selectNow();
            }
            assertEquals(1, ready);
            tookAbout200ms(begin);
        }
    }

    private static void tookAbout200ms(long begin) {
        long tookMs = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(tookMs >= 150 && tookMs < 5_000, "tookMs=" + tookMs);
    }
}
