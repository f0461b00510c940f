package io.recordsockets;

/** What happens to a record for which a queue has no room. */
public enum Overflow {
    /**
     * The sending thread waits for room. An interrupt ends the wait, and the record fails there; the end of its lifetime too, and
     * it expires.
     */
    BLOCK,
    /** The new record is refused. */
    FAIL,
    /**
     * The oldest records of the same or lower urgency that have not begun fail; where all of these would not make room, the new
     * one is refused, and nothing else happens.
     */
    DROP_OLDEST,
    /** The receiver is disconnected; of a group, those that still wait for the oldest record. */
    DISCONNECT
}
