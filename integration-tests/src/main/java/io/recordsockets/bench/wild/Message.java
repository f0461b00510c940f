package io.recordsockets.bench.wild;

/**
 * Bytes that the program could act on as soon as it had the last of them, and when that was sent.
 *
 * @param port the port that tells the connection, as in {@link Arrival}
 * @param end bytes of the connection up to the end of the message
 * @param sentNs when the write of its last byte began
 */
public record Message(int port, long end, long sentNs) {}
