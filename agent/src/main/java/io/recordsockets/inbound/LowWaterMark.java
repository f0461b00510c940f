package io.recordsockets.inbound;

import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import sun.nio.ch.RecordTransport;

/**
 * SO_RCVLOWAT of one connection: how many bytes there must be before the kernel reports any. The kernel widens the receive
 * buffer to a mark, and so lets a peer queue that much: this is part of the account.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class LowWaterMark {
    /** A mark up to here widens no receive buffer that the kernel gives a connection to begin with, in bytes. */
    private static final int FREE = 64 * 1024;

    private final RecordTransport transport;
    private final HoldMemory memory;

    /** As the kernel has it; it may have capped it. */
    private int inForce = 1;

    /** What of the budget the mark has. */
    private int taken;

    LowWaterMark(RecordTransport transport, HoldMemory memory) {
        this.transport = transport;
        this.memory = memory;
    }

    /** Whether the kernel was told to report no less than so much, and so has more to say where it reports less. */
    boolean above(int inKernel) {
        return inForce > 1 && inKernel < inForce;
    }

    /**
     * Sets the mark.
     *
     * @throws IOException if the kernel refuses; the mark before stays in force
     */
    void set(int bytes) throws IOException {
        if (bytes != inForce) {
            giveBack();
            int more = Math.max(bytes - FREE, 0);
            taken = more > 0 && memory.take(more) ? more : 0;
            int mark = Math.min(bytes, FREE + taken);
            try {
                transport.intOption(LinuxSocketOptions.SOL_SOCKET, LinuxSocketOptions.SO_RCVLOWAT, mark);
                inForce = mark;
            } catch (IOException e) {
                giveBack();
                throw e;
            }
        }
    }

    /** Gives back what it has of the budget. */
    void giveBack() {
        memory.give(taken);
        taken = 0;
    }
}
