package io.recordsockets;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of a queue, and what happens when they are reached. Immutable.
 *
 * @param maxBytes bytes that may be queued; one record is always accepted into an empty queue, however long it is
 * @param maxRecords records that may be queued
 * @param overflow what happens to a record for which there is no room
 * @param maxWait how long an urgency that has something queued may go without being served: after that its first record goes
 *     next, whatever is more urgent; but a fenced one not before its fence falls. Of no account for groups
 * @param drainTimeout how long closing and the end of the JVM wait for what is queued. Of no account for groups
 * @param kernelBytes unsent bytes that the kernel may take ahead (TCP_NOTSENT_LOWAT), where it can be set; an urgent record
 *     waits for these. 0 leaves the kernel's own setting. Of no account for groups
 */
public record QueuePolicy(
        long maxBytes, int maxRecords, Overflow overflow, Duration maxWait, Duration drainTimeout, int kernelBytes) {
    /** What happens to a record for which there is no room. */
    public enum Overflow {
        /**
         * The sending thread waits for room. An interrupt ends the wait, and the record fails there; the end of its lifetime
         * too, and it expires.
         */
        BLOCK,
        /** The new record fails. */
        FAIL,
        /**
         * The oldest records of the same or lower urgency that have not begun fail; where all of these would not make room,
         * the new one, and nothing else.
         */
        DROP_OLDEST,
        /** The receiver is disconnected; of a group, those that still wait for the oldest record. */
        DISCONNECT
    }

    /** 16 MiB, 65 536 records, {@link Overflow#FAIL}, 1 s, 5 s, 64 KiB: for sockets. */
    public static final QueuePolicy DEFAULT =
            new QueuePolicy(16L << 20, 65_536, Overflow.FAIL, Duration.ofSeconds(1), Duration.ofSeconds(5), 64 << 10);

    /** 256 MiB, 1 048 576 records, {@link Overflow#FAIL}; the rest as in {@link #DEFAULT}. */
    public static final QueuePolicy GROUP_DEFAULT = DEFAULT.withLimits(256L << 20, 1 << 20);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a limit or {@code maxWait} is not positive, or another part is negative
     */
    public QueuePolicy {
        if (maxBytes <= 0 || maxRecords <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive, maxBytes=" + maxBytes + ", maxRecords=" + maxRecords);
        }
        Objects.requireNonNull(overflow, "overflow");
        if (maxWait.isNegative() || maxWait.isZero()) {
            throw new IllegalArgumentException("maxWait must be positive, maxWait=" + maxWait);
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout must not be negative, drainTimeout=" + drainTimeout);
        }
        if (kernelBytes < 0) {
            throw new IllegalArgumentException("kernelBytes must not be negative, kernelBytes=" + kernelBytes);
        }
    }

    /** This policy with other limits. */
    public QueuePolicy withLimits(long newMaxBytes, int newMaxRecords) {
        return new QueuePolicy(newMaxBytes, newMaxRecords, overflow, maxWait, drainTimeout, kernelBytes);
    }

    /** This policy with another answer to a reached limit. */
    public QueuePolicy withOverflow(Overflow newOverflow) {
        return new QueuePolicy(maxBytes, maxRecords, newOverflow, maxWait, drainTimeout, kernelBytes);
    }

    /** This policy with another bound on starvation. */
    public QueuePolicy withMaxWait(Duration newMaxWait) {
        return new QueuePolicy(maxBytes, maxRecords, overflow, newMaxWait, drainTimeout, kernelBytes);
    }

    /** This policy with another time to drain. */
    public QueuePolicy withDrainTimeout(Duration newDrainTimeout) {
        return new QueuePolicy(maxBytes, maxRecords, overflow, maxWait, newDrainTimeout, kernelBytes);
    }

    /** This policy with another bound on what the kernel takes ahead. */
    public QueuePolicy withKernelBytes(int newKernelBytes) {
        return new QueuePolicy(maxBytes, maxRecords, overflow, maxWait, drainTimeout, newKernelBytes);
    }
}
