package io.recordsockets.demo.broadcast;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a node publishes.
 *
 * @param blockBytes content of a block
 * @param blocksPerSecond may be 0
 * @param votesPerSecond may be 0
 * @param retractEvery every so many blocks, one is superseded; 0 for never
 * @param retractAfter how long after it was published
 * @param lifetime of a block that has not begun to leave
 * @param limitBytes queued for one subscriber
 * @param file content of the blocks; null where it is generated
 */
record Workload(
        int blockBytes,
        double blocksPerSecond,
        double votesPerSecond,
        int retractEvery,
        Duration retractAfter,
        Duration lifetime,
        long limitBytes,
        Path file) {}
