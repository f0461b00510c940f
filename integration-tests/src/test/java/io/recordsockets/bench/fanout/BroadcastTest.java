package io.recordsockets.bench.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastTest {
    private static final long END_OF_BURST = -1;

    @TempDir
    Path folder;

    private final List<Long> sent = new ArrayList<>();
    private Progress progress;

    private final Side side = new Side() {
        @Override
        public void listen(int port) {}

        @Override
        public void accept(int receivers) {}

        @Override
        public void send(ByteBuffer record) {
            assertEquals(20, record.remaining());
            assertEquals(16, record.getInt(0));
            sent.add(record.getLong(Broadcast.LENGTH_BYTES));
        }

        @Override
        public void endOfBurst() {
            sent.add(END_OF_BURST);
        }

        @Override
        public void disconnect() {}
    };

    @BeforeEach
    void map() throws IOException {
        progress = Progress.map(Files.createFile(folder.resolve("progress")), 1);
    }

    @Test
    void waitsForTheWholeBurst() throws IOException {
        Broadcast broadcast = new Broadcast(side, progress, 20, 2, 2);
        broadcast.begin(3);
        assertFalse(broadcast.step());
        assertEquals(List.of(0L, 1L, END_OF_BURST), sent);
        progress.set(0, 1);
        assertFalse(broadcast.step());
        assertEquals(3, sent.size());
        progress.set(0, 2);
        assertFalse(broadcast.step());
        assertEquals(List.of(0L, 1L, END_OF_BURST, 2L, END_OF_BURST), sent);
        progress.set(0, 3);
        assertTrue(broadcast.step());
    }

    @Test
    void fillsTheWindowWhenHalfOfItIsFree() throws IOException {
        Broadcast broadcast = new Broadcast(side, progress, 20, 4, 2);
        broadcast.begin(6);
        assertFalse(broadcast.step());
        assertEquals(List.of(0L, 1L, 2L, 3L, END_OF_BURST), sent);
        progress.set(0, 1);
        assertFalse(broadcast.step());
        assertEquals(5, sent.size());
        progress.set(0, 2);
        assertFalse(broadcast.step());
        assertEquals(List.of(0L, 1L, 2L, 3L, END_OF_BURST, 4L, 5L, END_OF_BURST), sent);
        progress.set(0, 6);
        assertTrue(broadcast.step());
    }
}
