package io.recordsockets.bench.stall;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A way to send a record to many receivers, which keeps by reference what the sockets do not take and sends it when they do.
 *
 * <p><b>Threading:</b> the main thread alone calls; the side decides on which thread the record is sent.
 */
interface Side {
    /** Connections that wait to be accepted: all receivers may come at once. */
    int BACKLOG = 1024;

    /** Listens on a port of the loopback address, for the life of the process. */
    void listen(int port) throws IOException;

    /**
     * Waits for so many receivers.
     *
     * @param sendBufferBytes SO_SNDBUF of each connection; 0 leaves it to the kernel
     */
    void accept(int receivers, int sendBufferBytes) throws IOException, InterruptedException;

    /** Sends the array to every receiver; returns when each has been offered it. Nobody changes the array. */
    void broadcast(byte[] record) throws IOException, InterruptedException;

    /** Disconnects all receivers; others may come. */
    void disconnect() throws IOException, InterruptedException;

    /** The record in memory of the kind that a way of sending sends from. */
    static ByteBuffer buffer(byte[] record, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(record.length).put(record).flip() : ByteBuffer.wrap(record);
    }
}
