package io.recordsockets.demo.memcached;

import java.nio.ByteBuffer;

/** The side of a connection that understands the bytes. Used by the thread of its event loop. */
interface Protocol {
    /**
     * Serves one command if all of its head is there.
     *
     * @param in a heap buffer whose array begins with it; the bytes that were used are taken from it
     * @return false if more bytes are needed first
     */
    boolean serve(ByteBuffer in);

    /** The value that {@link Connection#receive} asked for is complete. */
    void valueReceived();

    /** The connection ends before the value was complete. */
    void valueLost();
}
