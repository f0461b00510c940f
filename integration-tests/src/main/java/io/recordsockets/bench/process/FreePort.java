package io.recordsockets.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that was free a moment ago: the rule of an agent names it before the server listens. */
public final class FreePort {
    private FreePort() {}

    /** Asks the kernel for one on the loopback address. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
