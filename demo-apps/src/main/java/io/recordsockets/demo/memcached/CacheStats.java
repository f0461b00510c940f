package io.recordsockets.demo.memcached;

/** What happened to the items. Guarded by the monitor of the {@link Store}. */
final class CacheStats {
    long cmdGet;
    long cmdSet;
    long cmdFlush;
    long cmdTouch;
    long cmdMeta;
    long getHits;
    long getMisses;
    long getExpired;
    long deleteHits;
    long deleteMisses;
    long incrHits;
    long incrMisses;
    long decrHits;
    long decrMisses;
    long casHits;
    long casMisses;
    long casBadValue;
    long touchHits;
    long touchMisses;
    long storeTooLarge;
    long storeNoMemory;
    long totalItems;
    long evictions;
    long evictedUnfetched;
    long reclaimed;
    long expiredUnfetched;

    void countArithmetic(boolean increment, boolean hit) {
        if (increment) {
            incrHits += hit ? 1 : 0;
            incrMisses += hit ? 0 : 1;
        } else {
            decrHits += hit ? 1 : 0;
            decrMisses += hit ? 0 : 1;
        }
    }

    void countTouch(boolean hit) {
        cmdTouch++;
        touchHits += hit ? 1 : 0;
        touchMisses += hit ? 0 : 1;
    }

    void countGet(boolean hit) {
        cmdGet++;
        getHits += hit ? 1 : 0;
        getMisses += hit ? 0 : 1;
    }

    void countDelete(boolean hit) {
        deleteHits += hit ? 1 : 0;
        deleteMisses += hit ? 0 : 1;
    }
}
