package io.recordsockets.demo.memcached;

/** What became of a value that was to be stored. */
enum StoreOutcome {
    STORED,
    NOT_STORED,
    EXISTS,
    NOT_FOUND,
    TOO_LARGE,
    NO_MEMORY
}
