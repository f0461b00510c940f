package io.recordsockets.bench.wild;

/**
 * One thing that a peer does.
 *
 * @param atNs when, from the begin of the traffic
 * @param connection on which of its connections, from 0 on; its first step opens it
 * @param kind what
 * @param bytes what is written
 */
public record Step(long atNs, int connection, Kind kind, byte[] bytes) {
    /** What a peer does. */
    public enum Kind {
        /** Writes bytes on which the program cannot act yet. */
        PART,
        /** Writes bytes that end a message. */
        MESSAGE,
        /** Sends one byte of urgent data, which is not part of the stream. */
        URGENT,
        /** Reads until it has a head. */
        AWAIT_HEAD
    }
}
