package io.recordsockets.demo.memcached;

/** A command that waits for its value. */
interface ValueCommand {
    /** All of the value and its line end is there. */
    void valueReceived();

    /** The connection ends before the value was complete. */
    void valueLost();
}
