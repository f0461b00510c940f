package io.recordsockets.it.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel tells of the bytes that a local port has sent: whether the other side's kernel has all of them. */
final class Acknowledged {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    /** Fields of a line: number, local address, remote address, state, queues. */
    private static final int LOCAL = 1;

    private static final int QUEUES = 4;

    private Acknowledged() {}

    static boolean all(int port) throws IOException {
        String suffix = String.format(":%04X", port);
        for (Path table : TABLES) {
            for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
                String[] fields = line.trim().split("\\s+");
                if (fields[LOCAL].endsWith(suffix) && !fields[QUEUES].startsWith("00000000:")) {
                    return false;
                }
            }
        }
        return true;
    }
}
