package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.util.List;

/**
 * Record sockets that get the same records. A send goes to the members of its moment; a member that is slow, stalled or
 * broken does not delay the others. A member that closes or fails leaves the group by itself.
 *
 * <p>The group's {@link #policy()} bounds what the group as a whole keeps in memory: the bytes of records that at least one
 * member still has to get, each counted once. The members' own policies bound what each of them may have queued.
 *
 * <p><b>Threading:</b> any thread; membership may change during sends.
 */
public interface RecordGroup extends RecordSender {
    /** An empty group with {@link QueuePolicy#GROUP_DEFAULT}. */
    static RecordGroup create() {
        return create(QueuePolicy.GROUP_DEFAULT);
    }

    /** An empty group. */
    static RecordGroup create(QueuePolicy policy) {
        return RecordSocketsProvider.engine().group(policy);
    }

    /**
     * Adds a member; sends that begin after this returns go to it too.
     *
     * @return false if it is a member already, or is not open
     * @throws IllegalArgumentException if the socket is not of this engine
     */
    boolean add(RecordSocket member);

    /**
     * Removes a member. What is queued at it stays queued.
     *
     * @return false if it was no member
     */
    boolean remove(RecordSocket member);

    /** The members now; a copy. */
    List<RecordSocket> members();

    /** How many members there are now. */
    int size();
}
