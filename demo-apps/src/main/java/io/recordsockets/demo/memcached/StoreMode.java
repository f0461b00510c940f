package io.recordsockets.demo.memcached;

/** How a value is to be stored. */
enum StoreMode {
    SET,
    ADD,
    REPLACE,
    APPEND,
    PREPEND,
    /** Only if the item has not changed since its CAS value was read. */
    CAS
}
