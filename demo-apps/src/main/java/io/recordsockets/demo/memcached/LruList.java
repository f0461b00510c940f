package io.recordsockets.demo.memcached;

/** Items from the one used last to the one that was not used for longest. Not thread-safe. */
final class LruList {
    private Item newest;
    private Item oldest;

    Item oldest() {
        return oldest;
    }

    void add(Item item) {
        item.older = newest;
        item.newer = null;
        if (newest == null) {
            oldest = item;
        } else {
            newest.newer = item;
        }
        newest = item;
    }

    void remove(Item item) {
        if (item.newer == null) {
            newest = item.older;
        } else {
            item.newer.older = item.older;
        }
        if (item.older == null) {
            oldest = item.newer;
        } else {
            item.older.newer = item.newer;
        }
        item.newer = null;
        item.older = null;
    }

    void moveToFront(Item item) {
        if (item != newest) {
            remove(item);
            add(item);
        }
    }

    void clear() {
        newest = null;
        oldest = null;
    }
}
