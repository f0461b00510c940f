package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders in which no file can be made. Full and read-only file systems need a mount, and a JVM of their own. */
class SharedStoreFailureTest {
    private static final long PAUSE_NS = 1_000_000_000L;

    @TempDir
    Path folder;

    private final PrintStream error = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(error);
    }

    private String lines() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void refuses(Path directory) {
        SharedStore store = new SharedStore(directory, 1 << 20);
        for (int i = 1; i <= 100; i++) {
            assertNull(store.put(ByteBuffer.allocate(10_000 + 3_000 * i)));
            assertEquals(i, store.refused());
            assertEquals(0, store.used());
        }
        assertEquals(1, lines().lines().count(), this::lines);
        assertTrue(lines().contains("directory=" + directory), this::lines);
    }

    @Test
    void refusesWhereTheFolderIsMissing() {
        refuses(folder.resolve("missing"));
    }

    @Test
    void refusesWhereTheFolderIsAFile() throws IOException {
        refuses(Files.createFile(folder.resolve("file")));
    }

    @Test
    void refusesWhereTheFolderTakesNoFiles() {
        refuses(Path.of("/proc/self"));
    }

    @Test
    void refusesAFileSystemThatIsNotInMemory() throws IOException {
        String type = Files.getFileStore(Path.of("/proc/self")).type();
        assertEquals("proc", type);
        SharedStore store = new SharedStore(Path.of("/proc/self"), 1 << 20);
        assertNull(store.put(ByteBuffer.allocate(10_000)));
        assertTrue(lines().contains("not a memory file system, directory=/proc/self, type=proc"), this::lines);
    }

    @Test
    void aMissingFolderWithoutALimitIsNoErrorEither() {
        SharedStore store = new SharedStore(folder.resolve("missing"), 0);
        assertEquals(SharedStore.MAX_DEFAULT_LIMIT, store.limit());
        assertNull(store.put(ByteBuffer.allocate(100_000)));
        assertEquals(1, lines().lines().count(), this::lines);
    }

    @Test
    void triesAgainAfterASecond() throws IOException {
        try (MemoryFolder memory = new MemoryFolder()) {
            Path late = memory.path.resolve("late");
            triesAgain(late);
            Files.delete(late);
        }
    }

    private void triesAgain(Path late) throws IOException {
        SharedStore store = new SharedStore(late, 1 << 20);
        long before = System.nanoTime();
        assertNull(store.put(ByteBuffer.allocate(10_000)));
        long after = System.nanoTime();
        Files.createDirectory(late);
        StoreRegion region = null;
        long putNs = 0;
        while (region == null && System.nanoTime() - after < 30 * PAUSE_NS) {
            Thread.onSpinWait();
            region = store.put(ByteBuffer.allocate(10_000));
            putNs = System.nanoTime();
        }
        assertNotNull(region, "not tried again");
        assertTrue(putNs - before >= PAUSE_NS, "tried again at once, which costs system calls in each write");
        region.release();
        assertEquals(0, store.used());
        assertEquals(1, lines().lines().count(), this::lines);
    }

    @Test
    void tellsOfItsTroublesOnceAltogether() throws Exception {
        SharedStore store = new SharedStore(folder.resolve("missing"), 1 << 20);
        long end = System.nanoTime() + PAUSE_NS * 5 / 4;
        while (System.nanoTime() - end < 0) {
            assertNull(store.put(ByteBuffer.allocate(10_000)));
            Thread.sleep(1);
        }
        assertEquals(1, lines().lines().count(), this::lines);
    }
}
