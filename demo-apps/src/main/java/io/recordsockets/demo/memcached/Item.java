package io.recordsockets.demo.memcached;

/**
 * One cached value.
 *
 * <p>The bytes of {@link #value} are written by the connection that receives them, before the item is linked; from then on
 * nobody writes them, so an answer may refer to them for as long as it likes. All other fields that are not final are
 * guarded by the monitor of the {@link Store}.
 */
final class Item {
    /** What an item costs in the heap besides its key and value: the object, two array headers, its slot in the table. */
    static final int OVERHEAD = 112;
    /** Every value is kept with the line end that follows it on the wire. */
    static final int LINE_END = 2;

    final byte[] key;
    final int hash;

    byte[] value;
    int flags;
    /** Seconds of Unix time, 0 for never. */
    long expiresAt;
    /** Seconds of Unix time. */
    long lastAccess;

    long cas;
    /** Read since it was stored. */
    boolean fetched;
    /** Marked as outdated by {@code md} or {@code ms} with the flag I. */
    boolean stale;
    /** A client has been told that it is the one to fetch a new value. */
    boolean winSent;
    /** The key came in as base64 and goes out so. */
    boolean binaryKey;

    boolean linked;
    Item nextInBucket;
    Item newer;
    Item older;

    Item(byte[] key, int hash, int flags, long expiresAt, byte[] value) {
        this.key = key;
        this.hash = hash;
        this.flags = flags;
        this.expiresAt = expiresAt;
        this.value = value;
    }

    /** Bytes of the value without the line end. */
    int valueLength() {
        return value.length - LINE_END;
    }

    /** Bytes that count against the memory limit. */
    long size() {
        return sizeOf(key.length, valueLength());
    }

    static long sizeOf(int keyLength, int valueLength) {
        return (long) OVERHEAD + keyLength + valueLength + LINE_END;
    }

    boolean isExpired(long now) {
        return expiresAt != 0 && expiresAt <= now;
    }

    /** Seconds left, -1 for no limit. */
    long timeToLive(long now) {
        return expiresAt == 0 ? -1 : Math.max(0, expiresAt - now);
    }
}
