package io.recordsockets.outbound.queue;

import java.util.Arrays;

/**
 * A first-in-first-out of entries with the receiver's number in each, in arrays that are used again and again. Entries
 * that came to an end while they were queued stay until they get to the head, or until {@link #compact()}.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class EntryRing {
    private static final int FIRST_CAPACITY = 16;

    /** Kept when a backlog is over, for the next. */
    private static final int KEPT_CAPACITY = 1024;

    private Entry[] entries = new Entry[FIRST_CAPACITY];
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

    Entry entry(int place) {
        return entries[slot(place)];
    }

    int index(int place) {
        return indexes[slot(place)];
    }

    /** Where the entry is in the order of all sends to the connection. */
    long sequence(int place) {
        return sequences[slot(place)];
    }

    private int slot(int place) {
        return head + place & entries.length - 1;
    }

    void addLast(Entry entry, int index, long sequence) {
        reserve(1);
        set(slot(size++), entry, index, sequence);
    }

    void addFirst(Entry entry, int index, long sequence) {
        reserve(1);
        head = head - 1 & entries.length - 1;
        size++;
        set(head, entry, index, sequence);
    }

    private void set(int slot, Entry entry, int index, long sequence) {
        entries[slot] = entry;
        indexes[slot] = index;
        sequences[slot] = sequence;
    }

    void removeFirst() {
        takeFirst();
        if (entries.length > KEPT_CAPACITY && size <= entries.length / 8) {
            resize(entries.length / 2);
        }
    }

    /**
     * Drops what has come to its end before the first entry that has not, which then is no split bundle.
     *
     * @return how many records that was
     */
    int trim() {
        int dropped = 0;
        while (size > 0) {
            byte state = entry(0).at(index(0));
            if (state == EntryState.QUEUED) {
                break;
            }
            if (state == EntryState.SPLIT) {
                dropped += unpackFirst();
            } else {
                removeFirst();
                dropped++;
            }
        }
        return dropped;
    }

    /** In the place of a split bundle come those of its records that wait; answers how many do not. */
    private int unpackFirst() {
        Entry bundle = entry(0);
        int index = index(0);
        long sequence = sequence(0);
        int dropped = 0;
        reserve(bundle.records());
        takeFirst();
        for (int i = bundle.records() - 1; i >= 0; i--) {
            if (bundle.record(i).waits(index)) {
                addFirst(bundle.record(i), index, sequence);
            } else {
                dropped++;
            }
        }
        return dropped;
    }

    /** The place of the first entry that waits and may be dropped; below 0 where there is none. */
    int firstDroppable() {
        for (int place = 0; place < size; place++) {
            if (!entry(place).isApplication() && entry(place).waits(index(place))) {
                return place;
            }
        }
        return -1;
    }

    /** When the first record that waits was queued, as a {@link System#nanoTime()}; {@code otherwise} where none is older. */
    long oldestNs(long otherwise) {
        for (int place = 0; place < size; place++) {
            Entry entry = entry(place);
            for (int i = 0; i < entry.records(); i++) {
                if (entry.record(i).waits(index(place))) {
                    return Math.min(otherwise, entry.record(i).queuedNs());
                }
            }
        }
        return otherwise;
    }

    private void takeFirst() {
        entries[head] = null;
        head = head + 1 & entries.length - 1;
        size--;
    }

    /** Entries that there is memory for. */
    int capacity() {
        return entries.length;
    }

    /** Makes room for so many more entries, before anything is changed. */
    void reserve(int more) {
        int capacity = entries.length;
        while (capacity < size + more) {
            capacity *= 2;
        }
        if (capacity > entries.length) {
            resize(capacity);
        }
    }

    /** Drops the entries that are not queued any more; gives memory back after a backlog. */
    void compact() {
        int kept = 0;
        for (int place = 0; place < size; place++) {
            int from = slot(place);
            Entry entry = entries[from];
            if (entry.waits(indexes[from])) {
                set(slot(kept++), entry, indexes[from], sequences[from]);
            }
        }
        for (int place = kept; place < size; place++) {
            entries[slot(place)] = null;
        }
        size = kept;
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(2 * size, 1)) * 2);
        if (capacity < entries.length / 2) {
            resize(capacity);
        }
    }

    private void resize(int capacity) {
        int first = Math.min(size, entries.length - head);
        Entry[] newEntries = new Entry[capacity];
        int[] newIndexes = new int[capacity];
        long[] newSequences = new long[capacity];
        System.arraycopy(entries, head, newEntries, 0, first);
        System.arraycopy(entries, 0, newEntries, first, size - first);
        System.arraycopy(indexes, head, newIndexes, 0, first);
        System.arraycopy(indexes, 0, newIndexes, first, size - first);
        System.arraycopy(sequences, head, newSequences, 0, first);
        System.arraycopy(sequences, 0, newSequences, first, size - first);
        entries = newEntries;
        indexes = newIndexes;
        sequences = newSequences;
        head = 0;
    }

    void clear() {
        Arrays.fill(entries, null);
        head = 0;
        size = 0;
    }
}
