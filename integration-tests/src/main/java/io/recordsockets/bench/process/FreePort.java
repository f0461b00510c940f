package io.recordsockets.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port that was free a moment ago: the rule of an agent names it before the server listens. */
public final class FreePort {
    /** Below the ports that Linux gives to clients by default, so that none of those is in the way a moment later. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    private FreePort() {}

    /** Asks the kernel for one on the loopback address. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * The first of so many free ports in a row.
     *
     * @throws IOException where none were found
     */
    public static int findRow(int count) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            if (isFree(first, count)) {
                return first;
            }
        }
        throw new IOException("no free ports in a row: count=" + count + " from=" + LOWEST + " to=" + HIGHEST);
    }

    private static boolean isFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                // only to see whether it can be bound
                assert socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
