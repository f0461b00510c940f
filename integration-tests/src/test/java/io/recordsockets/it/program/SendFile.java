package io.recordsockets.it.program;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Sends a file of 8 MB over an accepted channel by {@code transferTo}; prints whether it came whole, and how many write calls
 * (those of the other thread, which only reads, are none) the kernel counted meanwhile.
 */
public final class SendFile {
    private SendFile() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        byte[] content = new byte[8 << 20];
        new Random(1).nextBytes(content);
        Path path = Files.write(Files.createTempFile("send", "file"), content);
        try (Pair pair = Pair.open();
                FileChannel file = FileChannel.open(path)) {
            Background<byte[]> read = Background.run(() -> Pair.readFully(pair.client, content.length));
            long before = writeCalls();
            long at = 0;
            while (at < content.length) {
                at += file.transferTo(at, content.length - at, pair.server);
            }
            long after = writeCalls();
            System.out.println("accepted " + pair.server.getClass().getName());
            System.out.println("whole " + Arrays.equals(content, read.result()));
            System.out.println("writes " + (after - before));
        } finally {
            Files.delete(path);
        }
    }

    private static long writeCalls() throws java.io.IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("syscw: ")) {
                return Long.parseLong(line.substring(7));
            }
        }
        throw new IllegalStateException("no syscw in /proc/self/io");
    }
}
