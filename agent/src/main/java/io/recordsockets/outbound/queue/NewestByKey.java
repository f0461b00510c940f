package io.recordsockets.outbound.queue;

import java.util.HashMap;
import java.util.Map;

/**
 * The newest entry of each superseding key in a connection's queue, as long as it has not begun or ended.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class NewestByKey {
    /** Null until there is a key. */
    private Map<Object, Newest> entries;

    private int replacedIndex;

    private static final class Newest {
        Delivery delivery;
        int index;
    }

    /** Makes this the newest of its key; answers the one before, or null. */
    Delivery put(Delivery delivery, int index) {
        if (entries == null) {
            entries = new HashMap<>();
        }
        Newest entry = entries.get(delivery.key);
        if (entry == null) {
            entry = new Newest();
            entries.put(delivery.key, entry);
        }
        Delivery replaced = entry.delivery;
        replacedIndex = entry.index;
        entry.delivery = delivery;
        entry.index = index;
        return replaced;
    }

    /** The receiver's number in what {@link #put} answered last. */
    int replacedIndex() {
        return replacedIndex;
    }

    /** The newest of a key; null where there is none. */
    Delivery get(Object key) {
        Newest entry = entries == null ? null : entries.get(key);
        return entry == null ? null : entry.delivery;
    }

    /** The receiver's number in the newest of a key, which there is. */
    int index(Object key) {
        return entries.get(key).index;
    }

    /** It has begun or ended. Where a newer one has its key, that stays. */
    void forget(Entry entry) {
        if (entry.key != null && get(entry.key) == entry) {
            entries.remove(entry.key);
        }
    }
}
