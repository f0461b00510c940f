package io.recordsockets;

/**
 * The limits of what a {@link RecordGroup} keeps in memory, and what happens when they are reached: records that some member
 * still has to get, each counted once. What each member may have queued is for its own {@link SocketPolicy}. Immutable.
 */
public final class GroupPolicy {
    /** 256 MiB, 1 048 576 records, {@link Overflow#FAIL}, water marks at 64 and 128 MiB. */
    public static final GroupPolicy DEFAULT = new GroupPolicy(Limits.of(256L << 20, 1 << 20, Overflow.FAIL));

    private final Limits limits;

    private GroupPolicy(Limits limits) {
        this.limits = limits;
    }

    /**
     * Bytes that may be queued, each record counted once, however many members wait for it. One record is always accepted where
     * nothing is queued, however long it is.
     *
     * @return above 0
     */
    public long maxBytes() {
        return limits.maxBytes();
    }

    /**
     * Records that may be queued, each counted once.
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
     * This policy with other limits. The water marks change in proportion.
     *
     * @param maxBytes see {@link #maxBytes()}
     * @param maxRecords see {@link #maxRecords()}
     * @return a new policy
     * @throws IllegalArgumentException if one is not positive
     */
    public GroupPolicy withLimits(long maxBytes, int maxRecords) {
        return new GroupPolicy(limits.withLimits(maxBytes, maxRecords));
    }

    /**
     * This policy with another answer to a reached limit.
     *
     * @param overflow see {@link #overflow()}
     * @return a new policy
     * @throws NullPointerException if it is null
     */
    public GroupPolicy withOverflow(Overflow overflow) {
        return new GroupPolicy(limits.withOverflow(overflow));
    }

    /**
     * This policy with other water marks.
     *
     * @param low see {@link #lowWaterMark()}
     * @param high see {@link #highWaterMark()}
     * @return a new policy
     * @throws IllegalArgumentException unless 0 &lt;= low &lt;= high &lt;= {@link #maxBytes()}
     */
    public GroupPolicy withWaterMarks(long low, long high) {
        return new GroupPolicy(limits.withWaterMarks(low, high));
    }

    /** {@return whether the other is a policy with equal parts} */
    @Override
    public boolean equals(Object other) {
        return other instanceof GroupPolicy policy && policy.limits.equals(limits);
    }

    /** {@return a hash of the parts} */
    @Override
    public int hashCode() {
        return limits.hashCode();
    }

    /** {@return the parts by name} */
    @Override
    public String toString() {
        return "GroupPolicy[" + limits + "]";
    }
}
