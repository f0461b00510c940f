package io.recordsockets.outbound;

import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The sends of a group that have not ended everywhere, oldest first, and among them some that have.
 *
 * <p><b>Threading:</b> guarded by the group's lock, but for {@link #waiting}, which is given a copy.
 */
final class OpenSends {
    private static final int FEW_ENDED = 64;

    private final ArrayDeque<Delivery> sends = new ArrayDeque<>();

    /** Adds one, and forgets some of those that have ended; so many are still open. */
    void add(Delivery delivery, int open) {
        while (!sends.isEmpty() && sends.peekFirst().hasEnded()) {
            sends.removeFirst();
        }
        if (sends.size() > 2 * open + FEW_ENDED) {
            sends.removeIf(Delivery::hasEnded);
        }
        sends.addLast(delivery);
    }

    /** How many are kept in mind. */
    int size() {
        return sends.size();
    }

    List<Delivery> copy() {
        return new ArrayList<>(sends);
    }

    /** When the oldest that is open was queued; {@code otherwise} where there is none. */
    long oldestNs(long otherwise) {
        for (Delivery delivery : sends) {
            if (!delivery.hasEnded()) {
                return delivery.queuedNs();
            }
        }
        return otherwise;
    }

    /** Whether those of this or a lower urgency that have not begun have so many bytes and records. */
    boolean canDrop(int urgency, long bytesWanted, int recordsWanted) {
        long bytes = bytesWanted;
        int records = recordsWanted;
        Iterator<Delivery> older = sends.iterator();
        while ((bytes > 0 || records > 0) && older.hasNext()) {
            Delivery delivery = older.next();
            if (!delivery.hasEnded() && delivery.urgency >= urgency && !delivery.hasBegun()) {
                bytes -= delivery.length;
                records--;
            }
        }
        return bytes <= 0 && records <= 0;
    }

    /** Those that have yet to begin such sends, whether or not they are members still. */
    static Set<Receiver> waiting(List<Delivery> sends, Predicate<Delivery> which) {
        Set<Receiver> waiting = new LinkedHashSet<>();
        for (Delivery delivery : sends) {
            if (!delivery.hasEnded() && which.test(delivery)) {
                for (int i = 0; i < delivery.receivers.length; i++) {
                    if (delivery.at(i) <= EntryState.WRITING) {
                        waiting.add(delivery.receivers[i]);
                    }
                }
            }
        }
        return waiting;
    }
}
