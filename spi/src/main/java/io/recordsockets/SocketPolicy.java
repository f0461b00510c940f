package io.recordsockets;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The limits of the queue of a {@link RecordSocket}, what happens when they are reached, and how the queue is drained. Immutable;
 * begin with {@link #DEFAULT} and its {@code with} methods.
 */
public final class SocketPolicy {
    /** 16 MiB, 65 536 records, {@link Overflow#FAIL}, water marks at 4 and 8 MiB, 1 s, 5 s, 64 KiB. */
    public static final SocketPolicy DEFAULT = new SocketPolicy(
            Limits.of(16L << 20, 65_536, Overflow.FAIL), Duration.ofSeconds(1), Duration.ofSeconds(5), 64 << 10);

    private final Limits limits;
    private final Duration maxWait;
    private final Duration drainTimeout;
    private final int kernelBytes;

    private SocketPolicy(Limits limits, Duration maxWait, Duration drainTimeout, int kernelBytes) {
        this.limits = limits;
        this.maxWait = Objects.requireNonNull(maxWait, "maxWait");
        this.drainTimeout = Objects.requireNonNull(drainTimeout, "drainTimeout");
        this.kernelBytes = kernelBytes;
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

    /**
     * Bytes that may be queued. One record is always accepted into an empty queue, however long it is. A record that is received
     * may not be longer either.
     *
     * @return above 0
     */
    public long maxBytes() {
        return limits.maxBytes();
    }

    /**
     * Records that may be queued.
     *
     * @return above 0
     */
    public int maxRecords() {
        return limits.maxRecords();
    }

    /** {@return what happens to a record for which there is no room} */
    public Overflow overflow() {
        return limits.overflow();
    }

    /**
     * {@link RecordSender#isWritable()} becomes true again when no more than this is queued.
     *
     * @return bytes; the same fraction of {@link #maxRecords()} counts for records
     */
    public long lowWaterMark() {
        return limits.lowWaterMark();
    }

    /**
     * {@link RecordSender#isWritable()} becomes false when more than this is queued.
     *
     * @return bytes; the same fraction of {@link #maxRecords()} counts for records
     */
    public long highWaterMark() {
        return limits.highWaterMark();
    }

    /**
     * How long an urgency that has something queued may go without being served. After that its first record goes next, whatever
     * is more urgent; but a fenced one not before its fence falls.
     *
     * @return above 0
     */
    public Duration maxWait() {
        return maxWait;
    }

    /**
     * How long {@link RecordSocket#close()} and the end of the JVM wait for what is queued.
     *
     * @return not negative
     */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /**
     * Unsent bytes that the kernel may take ahead (TCP_NOTSENT_LOWAT), where it can be set: see {@link
     * SendingStatistics#kernelBounded()}. An urgent record waits for these.
     *
     * @return bytes; 0 leaves the kernel's own setting
     */
    public int kernelBytes() {
        return kernelBytes;
    }

    /**
     * This policy with other limits. The water marks change in proportion.
     *
     * @param maxBytes see {@link #maxBytes()}
     * @param maxRecords see {@link #maxRecords()}
     * @return a new policy
     * @throws IllegalArgumentException if one is not positive
     */
    public SocketPolicy withLimits(long maxBytes, int maxRecords) {
        return with(limits.withLimits(maxBytes, maxRecords));
    }

    /**
     * This policy with another answer to a reached limit.
     *
     * @param overflow see {@link #overflow()}
     * @return a new policy
     * @throws NullPointerException if it is null
     */
    public SocketPolicy withOverflow(Overflow overflow) {
        return with(limits.withOverflow(overflow));
    }

    /**
     * This policy with other water marks.
     *
     * @param low see {@link #lowWaterMark()}
     * @param high see {@link #highWaterMark()}
     * @return a new policy
     * @throws IllegalArgumentException unless 0 &lt;= low &lt;= high &lt;= {@link #maxBytes()}
     */
    public SocketPolicy withWaterMarks(long low, long high) {
        return with(limits.withWaterMarks(low, high));
    }

    private SocketPolicy with(Limits newLimits) {
        return new SocketPolicy(newLimits, maxWait, drainTimeout, kernelBytes);
    }

    /**
     * This policy with another bound on starvation.
     *
     * @param newMaxWait see {@link #maxWait()}
     * @return a new policy
     * @throws IllegalArgumentException if it is not positive
     * @throws NullPointerException if it is null
     */
    public SocketPolicy withMaxWait(Duration newMaxWait) {
        return new SocketPolicy(limits, newMaxWait, drainTimeout, kernelBytes);
    }

    /**
     * This policy with another time to drain.
     *
     * @param newDrainTimeout see {@link #drainTimeout()}
     * @return a new policy
     * @throws IllegalArgumentException if it is negative
     * @throws NullPointerException if it is null
     */
    public SocketPolicy withDrainTimeout(Duration newDrainTimeout) {
        return new SocketPolicy(limits, maxWait, newDrainTimeout, kernelBytes);
    }

    /**
     * This policy with another bound on what the kernel takes ahead.
     *
     * @param newKernelBytes see {@link #kernelBytes()}
     * @return a new policy
     * @throws IllegalArgumentException if it is negative
     */
    public SocketPolicy withKernelBytes(int newKernelBytes) {
        return new SocketPolicy(limits, maxWait, drainTimeout, newKernelBytes);
    }

    private List<Object> parts() {
        return List.of(limits, maxWait, drainTimeout, kernelBytes);
    }

    /** {@return whether the other is a policy with equal parts} */
    @Override
    public boolean equals(Object other) {
        return other instanceof SocketPolicy policy && policy.parts().equals(parts());
    }

    /** {@return a hash of the parts} */
    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** {@return the parts by name} */
    @Override
    public String toString() {
        return "SocketPolicy[" + limits + ", maxWait=" + maxWait + ", drainTimeout=" + drainTimeout + ", kernelBytes="
                + kernelBytes + "]";
    }
}
