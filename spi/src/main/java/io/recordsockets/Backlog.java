package io.recordsockets;

/**
 * What is queued and has not been handed to the kernel whole.
 *
 * @param bytes of a socket, the bytes that are left to write; of a group, the bytes of the records that some member still has
 *     to get, each record counted once
 * @param records how many records those are
 * @param oldestNs how long the oldest of them has been waiting, in nanoseconds; 0 where there is none
 */
public record Backlog(long bytes, int records, long oldestNs) {}
