package io.recordsockets.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel holds of the connections of a local port: bytes that were written and not acknowledged, at one end, and
 * bytes that were not read, at the other, by {@code /proc/net/tcp} and {@code tcp6}, where the sockets of a JVM are. Counts
 * payload, whoever shares its memory.
 */
public final class SocketQueues {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int HEXADECIMAL = 16;

    /** Fields of a line: number, local address, remote address, state, queues. */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final String ESTABLISHED = "01";

    private SocketQueues() {}

    /** Bytes in both directions, on connections between this port and others of this machine. */
    public static long bytes(int port) throws IOException {
        long sum = 0;
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                sum += bytes(Files.readAllLines(table), port);
            }
        }
        return sum;
    }

    static long bytes(List<String> lines, int port) {
        String suffix = String.format(":%04X", port);
        long sum = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.trim().split("\\s+");
            if (fields[STATE].equals(ESTABLISHED)
                    && (fields[LOCAL].endsWith(suffix) || fields[REMOTE].endsWith(suffix))) {
                String[] queues = fields[QUEUES].split(":");
                sum += Long.parseLong(queues[0], HEXADECIMAL) + Long.parseLong(queues[1], HEXADECIMAL);
            }
        }
        return sum;
    }
}
