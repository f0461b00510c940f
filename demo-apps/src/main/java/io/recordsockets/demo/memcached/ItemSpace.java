package io.recordsockets.demo.memcached;

/**
 * The items of a {@link Store} in a hash table and an exact LRU list, with an account of their bytes. Bytes are reserved
 * before an item exists, and freed when it is taken out. Not thread-safe: guarded by the monitor of the store.
 */
final class ItemSpace {
    /** How many of the oldest items are looked at for an expired one before a live one is given up. */
    private static final int RECLAIM_DEPTH = 50;

    private final ItemTable table = new ItemTable();
    private final LruList lru = new LruList();
    private final boolean evicting;
    private long limit;
    /** Bytes of all items, those included that are still being received. */
    private long reserved;
    /** Bytes of the items that can be found. */
    private long bytes;

    ItemSpace(long limit, boolean evicting) {
        this.limit = limit;
        this.evicting = evicting;
    }

    int hash(byte[] buffer, int offset, int length) {
        return table.hash(buffer, offset, length);
    }

    Item find(byte[] buffer, int offset, int length) {
        return table.find(table.hash(buffer, offset, length), buffer, offset, length);
    }

    /** Adds an item whose bytes are reserved already, as the newest. */
    void insert(Item item) {
        item.linked = true;
        bytes += item.size();
        table.add(item);
        lru.add(item);
    }

    /** Takes an item out and frees its bytes. */
    void remove(Item item) {
        table.remove(item);
        lru.remove(item);
        item.linked = false;
        bytes -= item.size();
        reserved -= item.size();
    }

    void clear() {
        reserved -= bytes;
        bytes = 0;
        table.clear();
        lru.clear();
    }

    void moveToFront(Item item) {
        lru.moveToFront(item);
    }

    /** Gives an item that is in here another value. */
    void replaceValue(Item item, byte[] value) {
        long growth = value.length - item.value.length;
        item.value = value;
        reserved += growth;
        bytes += growth;
    }

    /** Reserves bytes, if need be by taking out old items; false if there is no room even so. */
    boolean reserve(long size, long now, CacheStats stats) {
        boolean fits = makeRoom(size, now, stats);
        if (fits) {
            reserved += size;
        }
        return fits;
    }

    void free(long size) {
        reserved -= size;
    }

    boolean makeRoom(long size, long now, CacheStats stats) {
        if (size > limit) {
            return false;
        }
        while (reserved + size > limit) {
            Item victim = victim(now, stats);
            if (victim == null) {
                return false;
            }
            remove(victim);
        }
        return true;
    }

    private Item victim(long now, CacheStats stats) {
        Item oldest = lru.oldest();
        Item item = oldest;
        for (int i = 0; i < RECLAIM_DEPTH && item != null; i++, item = item.newer) {
            if (item.isExpired(now)) {
                stats.reclaimed++;
                stats.expiredUnfetched += item.fetched ? 0 : 1;
                return item;
            }
        }
        if (!evicting || oldest == null) {
            return null;
        }
        stats.evictions++;
        stats.evictedUnfetched += oldest.fetched ? 0 : 1;
        return oldest;
    }

    void limit(long bytes) {
        limit = bytes;
    }

    long limit() {
        return limit;
    }

    long bytes() {
        return bytes;
    }

    int itemCount() {
        return table.count();
    }

    int bucketCount() {
        return table.bucketCount();
    }

    Item oldest() {
        return lru.oldest();
    }
}
