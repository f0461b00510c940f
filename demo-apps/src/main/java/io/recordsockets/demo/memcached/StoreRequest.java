package io.recordsockets.demo.memcached;

/** The conditions of one storage command. One object a connection, used again for each command. */
final class StoreRequest {
    StoreMode mode;
    /** The value to compare with, 0 for none; {@link StoreMode#CAS} compares with 0 too. */
    long cas;
    /** An older CAS value stores all the same, and marks the item as stale. */
    boolean invalidate;
    /** Where append or prepend finds no item, the value becomes one. */
    boolean vivify;

    void reset(StoreMode mode, long cas) {
        this.mode = mode;
        this.cas = cas;
        invalidate = false;
        vivify = false;
    }
}
