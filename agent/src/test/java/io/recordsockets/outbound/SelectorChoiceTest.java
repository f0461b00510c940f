package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SelectorChoiceTest {
    @AfterEach
    void selectorsWorkAgain() {
        JoinedPair.selectorsWork = true;
    }

    @Test
    void selectorsAreOfRecordsWhereTheseWork() throws IOException {
        try (Selector selector = JoinedPair.openSelector()) {
            assertEquals("RecordEPollSelectorImpl", selector.getClass().getSimpleName());
        }
    }

    @Test
    void jdkSelectorsServeRecordChannelsWhereRecordSelectorsFail() throws IOException {
        JoinedPair.selectorsWork = false;
        try (JoinedPair pair = new JoinedPair(1 << 20);
                Selector selector = JoinedPair.openSelector()) {
            assertEquals("EPollSelectorImpl", selector.getClass().getSimpleName());
            pair.channel.configureBlocking(false);
            SelectionKey key = pair.channel.register(selector, SelectionKey.OP_READ);
            assertEquals(0, selector.selectNow());
            pair.peer.write(ByteBuffer.wrap(new byte[] {1}));
            assertEquals(1, selector.select(10_000));
            assertTrue(key.isReadable());
            assertEquals(1, pair.channel.read(ByteBuffer.allocate(2)));
        }
    }
}
