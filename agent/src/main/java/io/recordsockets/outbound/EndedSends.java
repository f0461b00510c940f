package io.recordsockets.outbound;

import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.SendGroup;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The sends of a handle that have ended everywhere, in numbers: for each receiver, and each group that the record was sent
 * through, how many it was sent and how many came to another end. So the memory does not grow with the sends.
 *
 * <p>Receivers and groups are held weakly, but for those of the last sends; what is known of a receiver goes with it, and what
 * is known of a group stays with its receivers.
 *
 * <p><b>Threading:</b> guarded by the handle.
 */
final class EndedSends {
    private final Map<Receiver, Ends> byReceiver = new WeakHashMap<>();

    /** The receivers and the group of a run of sends that all of these were sent; not in {@link #byReceiver} yet. */
    private Receiver[] runReceivers;

    private SendGroup runGroup;

    /** How many sends the run has so far: one addition for each, however many the receivers are. */
    private long run;

    /** Of one receiver and one group; linked by receiver. */
    private static final class Ends {
        /** Null for sends that went through none, or through one that is gone. */
        WeakReference<? extends SendGroup> group;

        long sent;
        long others;
        Ends next;
    }

    /** Counts a send that has ended everywhere. */
    void add(Delivery delivery) {
        if (delivery.sentToAll()) {
            if (delivery.receivers != runReceivers || delivery.group != runGroup) {
                endRun();
                runReceivers = delivery.receivers;
                runGroup = delivery.group;
            }
            run++;
            return;
        }
        for (int i = 0; i < delivery.receivers.length; i++) {
            Ends ends = ends(delivery.receivers[i], delivery.group);
            if (delivery.at(i) == EntryState.SENT) {
                ends.sent++;
            } else {
                ends.others++;
            }
        }
    }

    private void endRun() {
        for (int i = 0; run > 0 && i < runReceivers.length; i++) {
            ends(runReceivers[i], runGroup).sent += run;
        }
        run = 0;
    }

    private Ends ends(Receiver receiver, SendGroup group) {
        WeakReference<? extends SendGroup> reference = group == null ? null : group.reference();
        Ends first = byReceiver.get(receiver);
        for (Ends ends = first; ends != null; ends = ends.next) {
            if (ends.group == reference) {
                return ends;
            }
        }
        Ends ends = withoutGoneGroups(first);
        if (ends == null || ends.group != reference) {
            Ends added = new Ends();
            added.group = reference;
            added.next = ends;
            ends = added;
        }
        byReceiver.put(receiver, ends);
        return ends;
    }

    /** Joins the numbers of groups that are gone, for which nobody can ask any more, with those of none; these come first. */
    private static Ends withoutGoneGroups(Ends first) {
        Ends none = null;
        Ends kept = null;
        for (Ends ends = first; ends != null; ) {
            Ends next = ends.next;
            if (ends.group != null && ends.group.get() != null) {
                ends.next = kept;
                kept = ends;
            } else if (none == null) {
                none = ends;
            } else {
                none.sent += ends.sent;
                none.others += ends.others;
            }
            ends = next;
        }
        if (none != null) {
            none.group = null;
            none.next = kept;
        }
        return none == null ? kept : none;
    }

    /**
     * Adds what is known to an answer.
     *
     * @param receiver null for all
     * @param group null for all sends, through whatever they went
     */
    void findFor(Unsend unsend, Receiver receiver, SendGroup group) {
        for (int i = 0; run > 0 && i < runReceivers.length; i++) {
            if ((receiver == null || runReceivers[i] == receiver) && (group == null || runGroup == group)) {
                unsend.found(runReceivers[i], run, 0);
            }
        }
        if (receiver != null) {
            findFor(unsend, receiver, byReceiver.get(receiver), group);
            return;
        }
        for (Map.Entry<Receiver, Ends> entry : byReceiver.entrySet()) {
            findFor(unsend, entry.getKey(), entry.getValue(), group);
        }
    }

    private static void findFor(Unsend unsend, Receiver receiver, Ends first, SendGroup group) {
        for (Ends ends = first; ends != null; ends = ends.next) {
            if (group == null || ends.group == group.reference()) {
                unsend.found(receiver, ends.sent, ends.others);
            }
        }
    }

    /** How many numbers are kept. */
    int size() {
        int size = 0;
        for (Ends first : byReceiver.values()) {
            for (Ends ends = first; ends != null; ends = ends.next) {
                size++;
            }
        }
        return size;
    }
}
