package io.recordsockets.outbound;

import java.util.Arrays;

/**
 * A first-in-first-out of deliveries with the receiver's number in each, in arrays that are used again and again. Entries
 * that came to an end while they were queued stay until they get to the head, or until {@link #compact()}.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class EntryRing {
    private static final int FIRST_CAPACITY = 16;

    /** Kept when a backlog is over, for the next. */
    private static final int KEPT_CAPACITY = 1024;

    private Delivery[] deliveries = new Delivery[FIRST_CAPACITY];
    private int[] indexes = new int[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    private int head;
    private int size;

    /** Since when entries wait here without one being served. */
    long waitingSinceNs;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    Delivery delivery(int place) {
        return deliveries[slot(place)];
    }

    int index(int place) {
        return indexes[slot(place)];
    }

    /** Where the entry is in the order of all sends to the connection. */
    long sequence(int place) {
        return sequences[slot(place)];
    }

    private int slot(int place) {
        return head + place & deliveries.length - 1;
    }

    void addLast(Delivery delivery, int index, long sequence) {
        if (size == deliveries.length) {
            resize(2 * size);
        }
        set(slot(size++), delivery, index, sequence);
    }

    void addFirst(Delivery delivery, int index, long sequence) {
        if (size == deliveries.length) {
            resize(2 * size);
        }
        head = head - 1 & deliveries.length - 1;
        size++;
        set(head, delivery, index, sequence);
    }

    private void set(int slot, Delivery delivery, int index, long sequence) {
        deliveries[slot] = delivery;
        indexes[slot] = index;
        sequences[slot] = sequence;
    }

    void removeFirst() {
        deliveries[head] = null;
        head = head + 1 & deliveries.length - 1;
        size--;
        if (deliveries.length > KEPT_CAPACITY && size <= deliveries.length / 8) {
            resize(deliveries.length / 2);
        }
    }

    /** Entries that there is memory for. */
    int capacity() {
        return deliveries.length;
    }

    /** Drops the entries that are not queued any more; gives memory back after a backlog. */
    void compact() {
        int kept = 0;
        for (int place = 0; place < size; place++) {
            int from = slot(place);
            Delivery delivery = deliveries[from];
            if (delivery.at(indexes[from]) == Delivery.QUEUED) {
                set(slot(kept++), delivery, indexes[from], sequences[from]);
            }
        }
        for (int place = kept; place < size; place++) {
            deliveries[slot(place)] = null;
        }
        size = kept;
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(2 * size, 1)) * 2);
        if (capacity < deliveries.length / 2) {
            resize(capacity);
        }
    }

    private void resize(int capacity) {
        int first = Math.min(size, deliveries.length - head);
        Delivery[] newDeliveries = new Delivery[capacity];
        int[] newIndexes = new int[capacity];
        long[] newSequences = new long[capacity];
        System.arraycopy(deliveries, head, newDeliveries, 0, first);
        System.arraycopy(deliveries, 0, newDeliveries, first, size - first);
        System.arraycopy(indexes, head, newIndexes, 0, first);
        System.arraycopy(indexes, 0, newIndexes, first, size - first);
        System.arraycopy(sequences, head, newSequences, 0, first);
        System.arraycopy(sequences, 0, newSequences, first, size - first);
        deliveries = newDeliveries;
        indexes = newIndexes;
        sequences = newSequences;
        head = 0;
    }

    void clear() {
        Arrays.fill(deliveries, null);
        head = 0;
        size = 0;
    }
}
