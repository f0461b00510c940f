package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Pair;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bytes that are no records, with the stall guard far off (30 s): they are passed on all the same. */
public class DoubtGuards {
    /** The beginning of a TLS client hello; the rest of it does not matter. */
    private static final byte[] CLIENT_HELLO = {
        0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xFC, 0x03, 0x03, 1, 2, 3, 4, 5, 6, 7, 8, 9
    };

    @Test
    void tlsIsPassedOnAtOnceAndStaysPlain() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            Pair.writeFully(pair.client, CLIENT_HELLO);
            assertEquals(1, selector.select(8_000));
            selector.selectedKeys().clear();
            assertArrayEquals(CLIENT_HELLO, Pair.pollFully(pair.server, CLIENT_HELLO.length));
            for (byte i = 0; i < 20; i++) {
                byte[] one = {i};
                Pair.writeFully(pair.client, one);
                assertEquals(1, selector.select(8_000), "held again at byte " + i);
                selector.selectedKeys().clear();
                assertArrayEquals(one, Pair.pollFully(pair.server, 1));
            }
        }
    }

    @Test
    void tlsIsPassedOnToBlockingReads() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, CLIENT_HELLO);
            assertArrayEquals(CLIENT_HELLO, Pair.readFully(pair.server, CLIENT_HELLO.length));
            for (byte i = 0; i < 20; i++) {
                Pair.writeFully(pair.client, new byte[] {i});
                assertArrayEquals(new byte[] {i}, Pair.readFully(pair.server, 1));
            }
        }
    }

    @Test
    void negativeLengthIsPlainTcp() throws Exception {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            byte[] sent = new byte[50];
            Arrays.fill(sent, (byte) 0xF0);
            Pair.writeFully(pair.client, sent);
            long begin = System.nanoTime();
            assertEquals(1, selector.select(8_000));
            assertTrue(System.nanoTime() - begin < 7_000_000_000L);
            assertArrayEquals(sent, Pair.pollFully(pair.server, 50));
        }
    }
}
