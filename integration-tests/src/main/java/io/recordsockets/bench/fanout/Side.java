package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to send records to many receivers.
 *
 * <p><b>Threading:</b> the main thread opens, runs and closes; {@link #run(Broadcast)} decides on which thread the records are
 * sent.
 */
interface Side {
    /** How long a sender sleeps that waits for its receivers. */
    long PAUSE_NS = 20_000;

    /** Listens on a port of the loopback address, for the life of the process. */
    void listen(int port) throws IOException;

    /** Waits for so many receivers. */
    void accept(int receivers) throws IOException, InterruptedException;

    /**
     * Prepares to send records of this size.
     *
     * @param window how many records at most are under way: that many sends later, every receiver has the record
     */
    default void prepare(int recordBytes, int window) {}

    /** Sends a copy of the remaining bytes to every receiver. The buffer is the caller's again when this returns. */
    void send(ByteBuffer record) throws IOException;

    /** No further record follows for now. */
    default void endOfBurst() throws IOException {}

    /** Makes progress where a receiver was slow, and waits a little. */
    default void idle() throws IOException {
        LockSupport.parkNanos(PAUSE_NS);
    }

    /** Sends all records of a run, and returns when they have been received. */
    default void run(Broadcast broadcast) throws IOException, InterruptedException {
        while (!broadcast.step()) {
            idle();
        }
    }

    /** Disconnects all receivers; others may come. */
    void disconnect() throws IOException;
}
