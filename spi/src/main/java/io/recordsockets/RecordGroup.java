package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.util.List;
import java.util.Objects;

/**
 * Record sockets that get the same records. A send goes to the members of its moment; a member that is slow, stalled or
 * broken does not delay the others. A member that closes or fails leaves the group by itself.
 *
 * <p>The group's {@link #policy()} bounds what the group as a whole keeps in memory: the bytes of records that at least one
 * member still has to get, each counted once. The members' own policies bound what each of them may have queued.
 *
 * <p>A group needs no close: it goes when nobody refers to it.
 *
 * <p>Implemented by the engine; methods may be added.
 *
 * <p><b>Threading:</b> any thread; membership may change during sends.
 */
public interface RecordGroup extends RecordSender {
    /**
     * An empty group with {@link GroupPolicy#DEFAULT}.
     *
     * @return a new group
     * @throws IllegalStateException if there is no engine; the message says what to do
     */
    static RecordGroup create() {
        return create(GroupPolicy.DEFAULT);
    }

    /**
     * An empty group.
     *
     * @param policy its limits
     * @return a new group
     * @throws IllegalStateException if there is no engine; the message says what to do
     * @throws NullPointerException if the policy is null
     */
    static RecordGroup create(GroupPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return RecordSocketsProvider.engine().group(policy);
    }

    /**
     * Adds a member; sends that begin after this returns go to it too.
     *
     * @param member a record socket
     * @return false if it is a member already, or is not open
     * @throws IllegalArgumentException if the socket is not of this engine
     * @throws NullPointerException if it is null
     */
    boolean add(RecordSocket member);

    /**
     * Removes a member. What is queued at it stays queued.
     *
     * @param member a record socket
     * @return false if it was no member
     * @throws IllegalArgumentException if the socket is not of this engine
     * @throws NullPointerException if it is null
     */
    boolean remove(RecordSocket member);

    /** {@return the members now; a copy} */
    List<RecordSocket> members();

    /** {@return how many members there are now} */
    int size();

    /** {@return the limits in force here, and what happens when they are reached} */
    GroupPolicy policy();

    /**
     * Changes the limits, from the next send on. What is queued already stays.
     *
     * @param policy the new ones
     * @throws NullPointerException if it is null
     */
    void policy(GroupPolicy policy);
}
