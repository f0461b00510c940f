package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendResult;
import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.queue.Receiver;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A group, as the application has it: its members. What it sends is the {@link Dispatcher}'s, and what it keeps in memory the
 * {@link GroupQueue}'s.
 *
 * <p><b>Locks.</b> Its monitor guards the change of the members, and may be taken while the lock of a connection is held, so no
 * connection is called under it.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Group implements RecordGroup {
    private static final EngineSocket[] NONE = {};

    private final Dispatcher dispatcher;
    private final GroupQueue queue;
    private final BurstClock burst;

    // -- Written under the monitor

    /** Replaced as a whole, so that a send has the members of its moment. */
    private volatile EngineSocket[] members = NONE;

    /** The framings of the members, each once; those of a new member are here before it is. */
    private volatile Framer[] framers = Framer.NONE;

    /** @param burst tells which sends are of a burst */
    Group(SendResources resources, Dispatcher dispatcher, GroupPolicy policy, BurstClock burst) {
        this.dispatcher = dispatcher;
        this.queue = new GroupQueue(resources, policy);
        this.burst = burst;
    }

    // -- Members

    @Override
    public boolean add(RecordSocket member) {
        EngineSocket added = EngineSocket.of(member);
        synchronized (this) {
            if (!added.isOpen() || Arrays.asList(members).contains(added)) {
                return false;
            }
            EngineSocket[] more = Arrays.copyOf(members, members.length + 1);
            more[members.length] = added;
            framers = Framer.with(framers, added.framer());
            members = more;
        }
        if (!added.addedTo(this)) {
            remove(added);
            return false;
        }
        return true;
    }

    @Override
    public boolean remove(RecordSocket member) {
        EngineSocket removed = EngineSocket.of(member);
        synchronized (this) {
            int place = Arrays.asList(members).indexOf(removed);
            if (place < 0) {
                return false;
            }
            EngineSocket[] fewer = new EngineSocket[members.length - 1];
            System.arraycopy(members, 0, fewer, 0, place);
            System.arraycopy(members, place + 1, fewer, place, fewer.length - place);
            members = fewer;
            Framer[] left = Framer.NONE;
            for (EngineSocket each : fewer) {
                left = Framer.with(left, each.framer());
            }
            framers = left;
        }
        removed.removedFrom(this);
        return true;
    }

    @Override
    public List<RecordSocket> members() {
        return List.of(members);
    }

    @Override
    public int size() {
        return members.length;
    }

    // -- Sending

    @Override
    public SendResult send(RecordHandle record, SendOptions options) {
        return dispatcher.send(record, options, members, framers, queue, burst);
    }

    @Override
    public SendReceipt sendTracked(RecordHandle record, SendOptions options) {
        return dispatcher.send(record, options, members, framers, queue, burst, true);
    }

    /** What it keeps in memory. */
    GroupQueue queue() {
        return queue;
    }

    // -- Taking back

    @Override
    public UnsendResult unsend(RecordHandle record) {
        return Handle.of(record).unsend(null, queue);
    }

    @Override
    public UnsendResult unsendKey(Object key) {
        Objects.requireNonNull(key, "key");
        Unsend unsend = new Unsend();
        for (Receiver receiver : queue.waiting(delivery -> key.equals(delivery.key))) {
            EngineSocket.of(receiver).unsendKey(key, queue, unsend);
        }
        return unsend.result();
    }

    @Override
    public UnsendResult unsendUrgency(int urgency) {
        Unsend unsend = new Unsend();
        int checked = SendOptions.ofUrgency(urgency).urgency();
        for (Receiver receiver : queue.waiting(delivery -> delivery.urgency == checked)) {
            EngineSocket.of(receiver).unsendUrgency(checked, queue, unsend);
        }
        return unsend.result();
    }

    // -- Figures and limits

    @Override
    public Backlog backlog() {
        return queue.backlog();
    }

    @Override
    public boolean isWritable() {
        return queue.isWritable();
    }

    @Override
    public CompletionStage<Void> writable() {
        return queue.writable();
    }

    @Override
    public GroupPolicy policy() {
        return queue.policy();
    }

    @Override
    public void policy(GroupPolicy newPolicy) {
        queue.policy(newPolicy);
    }

    @Override
    public String toString() {
        return "RecordGroup[members=" + members.length + ", " + backlog() + "]";
    }
}
