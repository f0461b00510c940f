package io.recordsockets.demo.memcached;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The hash table of a {@link Store}: found by a range of bytes, so that a look-up makes no object. Not thread-safe. */
final class ItemTable {
    private static final int INITIAL_BUCKETS = 1 << 12;
    private static final int MAX_BUCKETS = 1 << 28;

    /** Differs from run to run, so that nobody can prepare keys that all fall into one bucket. */
    private final int seed = ThreadLocalRandom.current().nextInt();

    private Item[] buckets = new Item[INITIAL_BUCKETS];
    private int count;

    int count() {
        return count;
    }

    int bucketCount() {
        return buckets.length;
    }

    int hash(byte[] bytes, int offset, int length) {
        int hash = seed;
        for (int i = offset, end = offset + length; i < end; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
            hash ^= hash >>> 15;
        }
        hash *= 0x85ebca6b;
        return hash ^ hash >>> 13;
    }

    Item find(int hash, byte[] bytes, int offset, int length) {
        Item item = buckets[hash & buckets.length - 1];
        while (item != null && !matches(item, hash, bytes, offset, length)) {
            item = item.nextInBucket;
        }
        return item;
    }

    private static boolean matches(Item item, int hash, byte[] bytes, int offset, int length) {
        byte[] key = item.key;
        return item.hash == hash && Arrays.equals(key, 0, key.length, bytes, offset, offset + length);
    }

    void add(Item item) {
        if (count >= buckets.length && buckets.length < MAX_BUCKETS) {
            grow();
        }
        push(buckets, item);
        count++;
    }

    void remove(Item item) {
        int bucket = item.hash & buckets.length - 1;
        Item before = null;
        for (Item i = buckets[bucket]; i != item; i = i.nextInBucket) {
            before = i;
        }
        if (before == null) {
            buckets[bucket] = item.nextInBucket;
        } else {
            before.nextInBucket = item.nextInBucket;
        }
        item.nextInBucket = null;
        count--;
    }

    void clear() {
        buckets = new Item[INITIAL_BUCKETS];
        count = 0;
    }

    private void grow() {
        Item[] grown = new Item[buckets.length * 2];
        for (Item first : buckets) {
            for (Item item = first; item != null; ) {
                Item next = item.nextInBucket;
                push(grown, item);
                item = next;
            }
        }
        buckets = grown;
    }

    private static void push(Item[] buckets, Item item) {
        int bucket = item.hash & buckets.length - 1;
        item.nextInBucket = buckets[bucket];
        buckets[bucket] = item;
    }
}
