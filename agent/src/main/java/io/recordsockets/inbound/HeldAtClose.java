package io.recordsockets.inbound;

import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import sun.nio.ch.RecordTransport;

/**
 * What becomes of bytes that are held when the application closes the channel. Plainly it would have read them; left unread in
 * the kernel, they would make the close a reset, and the peer might lose what it was sent last.
 */
final class HeldAtClose {
    /** How long a close waits at most for a reader that is held to drop what is there: until it has a core, in nanoseconds. */
    private static final long WAIT_NS = 200_000_000;

    private static final long LOOK_NS = 50_000;

    private HeldAtClose() {}

    /** Lets a blocking reader that is held have them. Any thread. */
    static void leaveToReader(RecordTransport transport) {
        long startNs = System.nanoTime();
        try {
            transport.intOption(LinuxSocketOptions.SOL_SOCKET, LinuxSocketOptions.SO_RCVLOWAT, 1);
            while (transport.receivable() > 0 && System.nanoTime() - startNs < WAIT_NS) {
                LockSupport.parkNanos(LOOK_NS);
            }
        } catch (IOException e) {
            // Closed or failed meanwhile: nobody will take anything.
            return;
        }
    }

    /** Has the close reset the connection, as with bytes that the application might have read and has not. */
    static void reset(RecordTransport transport) throws IOException {
        transport.endOutputIfRegistered();
        transport.intOption(LinuxSocketOptions.SOL_SOCKET, LinuxSocketOptions.SO_LINGER, 0);
    }
}
