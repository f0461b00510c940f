package io.recordsockets.demo.memcached;

import java.util.function.LongSupplier;

/**
 * The cache: the rules of storing over an {@link ItemSpace}, under one lock.
 *
 * <p>Assumptions and guarantees:
 *
 * <ol>
 *   <li>The lock is the monitor of this object. Calls take it themselves; who reads or changes an {@link Item} that the
 *       store knows, or makes one step of several calls, holds it around them.
 *   <li>Nothing under the lock waits or does I/O; the longest is to copy a value for append.
 *   <li>The bytes of all items, those still being received included, stay within the limit; only where nothing is
 *       evicted, a number may grow over it by its own digits.
 * </ol>
 */
final class Store {
    /** Bytes in a key at most. */
    static final int MAX_KEY_LENGTH = 250;

    private final LongSupplier clock;
    private final long maxItemSize;

    // guarded by this
    private final ItemSpace space;
    private CacheStats stats = new CacheStats();
    private long lastCas;
    /** When everything is to be flushed, seconds of Unix time, 0 for no such time. */
    private long flushAt;

    /**
     * @param clock seconds of Unix time, never going back
     * @param limit bytes for all items
     * @param maxItemSize bytes for one item, overhead included
     * @param evicting whether old items make room for new ones; if not, storing fails when the memory is full
     */
    Store(LongSupplier clock, long limit, long maxItemSize, boolean evicting) {
        this.clock = clock;
        this.maxItemSize = maxItemSize;
        space = new ItemSpace(limit, evicting);
    }

    /** Seconds of Unix time. */
    long now() {
        return clock.getAsLong();
    }

    long expiresAt(long exptime) {
        return Expiry.toUnixTime(exptime, now());
    }

    boolean isTooLarge(int keyLength, int valueLength) {
        return Item.sizeOf(keyLength, valueLength) > maxItemSize;
    }

    /**
     * Makes an item whose value is still to be received; its bytes count from now on. It ends in {@link #store} or
     * {@link #release}.
     *
     * @return the item, or null if there is no memory for it
     */
    Item allocate(byte[] buffer, int keyOffset, int keyLength, int flags, long expiresAt, int valueLength) {
        long size = Item.sizeOf(keyLength, valueLength);
        if (!reserve(size)) {
            return null;
        }
        try {
            byte[] key = new byte[keyLength];
            System.arraycopy(buffer, keyOffset, key, 0, keyLength);
            byte[] value = new byte[valueLength + Item.LINE_END];
            value[valueLength] = '\r';
            value[valueLength + 1] = '\n';
            return new Item(key, space.hash(key, 0, keyLength), flags, expiresAt, value);
        } catch (OutOfMemoryError e) {
            // the heap is smaller than the memory limit: one value is lost, not the server
            free(size);
            return null;
        }
    }

    private synchronized boolean reserve(long size) {
        boolean fits = space.reserve(size, applyFlush(), stats);
        if (!fits) {
            stats.storeNoMemory++;
        }
        return fits;
    }

    private synchronized void free(long size) {
        stats.storeNoMemory++;
        space.free(size);
    }

    /** Gives an item back that is not to be stored. */
    synchronized void release(Item item) {
        assert !item.linked;
        space.free(item.size());
    }

    /** The item, or null if there is none that is alive. Counts nothing. */
    synchronized Item find(byte[] buffer, int keyOffset, int keyLength) {
        long now = applyFlush();
        Item item = space.find(buffer, keyOffset, keyLength);
        if (item != null && item.isExpired(now)) {
            space.remove(item);
            stats.getExpired++;
            stats.expiredUnfetched += item.fetched ? 0 : 1;
            return null;
        }
        return item;
    }

    /** As {@link #find}, and the item counts as used if there is one. */
    synchronized Item get(byte[] buffer, int keyOffset, int keyLength) {
        Item item = find(buffer, keyOffset, keyLength);
        stats.countGet(item != null);
        if (item != null) {
            use(item);
        }
        return item;
    }

    /** As {@link #get}, with a new time to expire. */
    synchronized Item touch(byte[] buffer, int keyOffset, int keyLength, long expiresAt) {
        Item item = find(buffer, keyOffset, keyLength);
        stats.countTouch(item != null);
        if (item != null) {
            item.expiresAt = expiresAt;
            use(item);
        }
        return item;
    }

    /** Makes the item the newest one. */
    synchronized void use(Item item) {
        item.fetched = true;
        item.lastAccess = now();
        space.moveToFront(item);
    }

    /**
     * Stores an item that came from {@link #allocate} and is complete, or gives it back. After {@link
     * StoreOutcome#STORED} its {@code cas} is that of what is in the cache. A {@code cas} that is set before becomes the
     * new one instead of the next in line.
     */
    synchronized StoreOutcome store(Item item, StoreRequest request) {
        stats.cmdSet++;
        Item old = find(item.key, 0, item.key.length);
        StoreOutcome outcome = old == null ? storeNew(item, request) : storeOver(old, item, request);
        if (!item.linked) {
            space.free(item.size());
        }
        return outcome;
    }

    private StoreOutcome storeNew(Item item, StoreRequest request) {
        switch (request.mode) {
            case SET:
            case ADD:
                link(item);
                return StoreOutcome.STORED;
            case CAS:
                stats.casMisses++;
                return StoreOutcome.NOT_FOUND;
            case APPEND:
            case PREPEND:
                if (request.vivify) {
                    link(item);
                    return StoreOutcome.STORED;
                }
                return StoreOutcome.NOT_STORED;
            default:
                return StoreOutcome.NOT_STORED;
        }
    }

    private StoreOutcome storeOver(Item old, Item item, StoreRequest request) {
        switch (request.mode) {
            case ADD:
                use(old);
                return StoreOutcome.NOT_STORED;
            case CAS:
                return compareAndStore(old, item, request);
            case APPEND:
            case PREPEND:
                if (request.cas != 0 && request.cas != old.cas) {
                    stats.casBadValue++;
                    return StoreOutcome.EXISTS;
                }
                return extend(old, item, request.mode == StoreMode.APPEND);
            default:
                replace(old, item);
                return StoreOutcome.STORED;
        }
    }

    private StoreOutcome compareAndStore(Item old, Item item, StoreRequest request) {
        if (request.cas == old.cas) {
            stats.casHits++;
            replace(old, item);
            return StoreOutcome.STORED;
        }
        if (request.invalidate && Long.compareUnsigned(request.cas, old.cas) < 0) {
            item.expiresAt = old.expiresAt;
            item.stale = true;
            item.winSent = old.winSent;
            replace(old, item);
            return StoreOutcome.STORED;
        }
        stats.casBadValue++;
        return StoreOutcome.EXISTS;
    }

    private StoreOutcome extend(Item old, Item item, boolean behind) {
        int length = old.valueLength() + item.valueLength();
        if (length < 0 || isTooLarge(old.key.length, length)) {
            stats.storeTooLarge++;
            return StoreOutcome.TOO_LARGE;
        }
        byte[] value = concatenation(behind ? old : item, behind ? item : old);
        // out of the list, so that it is not thrown out itself to make room
        space.remove(old);
        long now = now();
        if (value == null || !space.reserve(Item.sizeOf(old.key.length, length), now, stats)) {
            space.reserve(old.size(), now, stats);
            space.insert(old);
            stats.storeNoMemory++;
            return StoreOutcome.NO_MEMORY;
        }
        Item extended = new Item(old.key, old.hash, old.flags, old.expiresAt, value);
        extended.cas = item.cas;
        extended.binaryKey = old.binaryKey;
        link(extended);
        item.cas = extended.cas;
        return StoreOutcome.STORED;
    }

    /** The values of both, or null if the heap has no room for them. */
    private static byte[] concatenation(Item head, Item tail) {
        try {
            byte[] value = new byte[head.valueLength() + tail.value.length];
            System.arraycopy(head.value, 0, value, 0, head.valueLength());
            System.arraycopy(tail.value, 0, value, head.valueLength(), tail.value.length);
            return value;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private void replace(Item old, Item item) {
        space.remove(old);
        link(item);
    }

    /** Takes an item out of the cache. */
    synchronized void delete(Item item) {
        space.remove(item);
    }

    /** A value that could not be stored must not leave an older one behind. */
    synchronized void deleteIfFound(byte[] buffer, int keyOffset, int keyLength) {
        Item item = find(buffer, keyOffset, keyLength);
        if (item != null) {
            space.remove(item);
        }
    }

    synchronized void countTooLarge() {
        stats.storeTooLarge++;
    }

    /** Whether {@link #add} may be called: the value is the digits of an unsigned 64-bit number. */
    synchronized boolean isNumber(Item item) {
        return Numbers.isUnsigned(item.value, 0, Numbers.trimmedLength(item.value, item.valueLength()));
    }

    /**
     * Adds to a number, modulo 2^64, or subtracts from it, down to 0.
     *
     * @return the new number, unsigned
     */
    synchronized long add(Item item, boolean increment, long delta) {
        long number = Numbers.unsigned(item.value, 0, Numbers.trimmedLength(item.value, item.valueLength()));
        if (increment) {
            number += delta;
        } else {
            number = Long.compareUnsigned(number, delta) < 0 ? 0 : number - delta;
        }
        long now = now();
        space.replaceValue(item, Numbers.line(number));
        item.cas = nextCas();
        item.lastAccess = now;
        space.moveToFront(item);
        space.makeRoom(0, now, stats);
        return number;
    }

    /** Replaces the value of an item by nothing. */
    synchronized void empty(Item item) {
        space.replaceValue(item, new byte[] {'\r', '\n'});
        item.flags = 0;
    }

    synchronized long nextCas() {
        return ++lastCas;
    }

    /**
     * Forgets every item.
     *
     * @param exptime 0 or less for now; else as an expiry time
     */
    synchronized void flush(long exptime) {
        long now = applyFlush();
        stats.cmdFlush++;
        flushAt = exptime <= 0 ? now : Expiry.toUnixTime(exptime, now);
        applyFlush();
    }

    /** Every call begins here, so what is in the cache when the time has come was stored before it. */
    private long applyFlush() {
        long now = clock.getAsLong();
        if (flushAt != 0 && flushAt <= now) {
            flushAt = 0;
            space.clear();
        }
        return now;
    }

    /** Changes the memory limit; what is too much goes. */
    synchronized void limit(long bytes) {
        space.limit(bytes);
        space.makeRoom(0, applyFlush(), stats);
    }

    private void link(Item item) {
        if (item.cas == 0) {
            item.cas = nextCas();
        }
        item.lastAccess = now();
        stats.totalItems++;
        space.insert(item);
    }

    /** To be used holding the lock. */
    CacheStats stats() {
        assert Thread.holdsLock(this);
        return stats;
    }

    synchronized void resetStats() {
        stats = new CacheStats();
    }

    synchronized int itemCount() {
        return space.itemCount();
    }

    synchronized int bucketCount() {
        return space.bucketCount();
    }

    /** Bytes of linked items. */
    synchronized long bytes() {
        return space.bytes();
    }

    synchronized long limit() {
        return space.limit();
    }

    /** The item that was not used for longest, or null. To be used holding the lock. */
    Item oldest() {
        assert Thread.holdsLock(this);
        return space.oldest();
    }
}
