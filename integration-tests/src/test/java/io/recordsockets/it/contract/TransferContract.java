package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between files and sockets. */
public class TransferContract {
    @TempDir
    Path folder;

    @Test
    void transfersFileToSocket() throws Exception {
        byte[] sent = Payload.of(2_000_000);
        Path source = Files.write(folder.resolve("source"), sent);
        try (Pair pair = Pair.open();
                FileChannel file = FileChannel.open(source)) {
            Background<byte[]> read = Background.run(() -> Pair.readFully(pair.client, sent.length));
            long at = 0;
            while (at < sent.length) {
                at += file.transferTo(at, sent.length - at, pair.server);
            }
            assertArrayEquals(sent, read.result());
            assertEquals(0, file.position());
        }
    }

    @Test
    void transfersFileToSocketInNonBlockingMode() throws Exception {
        byte[] sent = Payload.of(20_000_000);
        Path source = Files.write(folder.resolve("source"), sent);
        try (Pair pair = Pair.open();
                FileChannel file = FileChannel.open(source)) {
            pair.server.configureBlocking(false);
            long at = 0;
            long n;
            do {
                n = file.transferTo(at, sent.length - at, pair.server);
                at += n;
            } while (n > 0 && at < sent.length);
            assertTrue(at > 0 && at < sent.length, "never full");
            byte[] head = Pair.readFully(pair.client, (int) at);
            assertArrayEquals(Arrays.copyOf(sent, (int) at), head);
            assertTrue(file.transferTo(at, 1000, pair.server) > 0);
        }
    }

    @Test
    void transfersSocketToFile() throws Exception {
        byte[] sent = Payload.of(500_000);
        Path target = folder.resolve("target");
        try (Pair pair = Pair.open();
                FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Background<Integer> write = Background.run(() -> {
                Pair.writeFully(pair.client, sent);
                return 0;
            });
            long at = 0;
            while (at < sent.length) {
                long n = file.transferFrom(pair.server, at, sent.length - at);
                assertTrue(n > 0, "n=" + n);
                at += n;
            }
            write.result();
        }
        assertArrayEquals(sent, Files.readAllBytes(target));
    }

    @Test
    void transferAndWritesKeepTheirOrder() throws IOException {
        byte[] record = Payload.of(6_000);
        Path source = Files.write(folder.resolve("source"), record);
        try (Pair pair = Pair.open();
                FileChannel file = FileChannel.open(source)) {
            for (int i = 0; i < 5; i++) {
                Pair.writeFully(pair.server, record);
                assertEquals(6_000, file.transferTo(0, 6_000, pair.server));
            }
            ByteBuffer expected = ByteBuffer.allocate(60_000);
            while (expected.hasRemaining()) {
                expected.put(record);
            }
            assertArrayEquals(expected.array(), Pair.readFully(pair.client, 60_000));
        }
    }
}
