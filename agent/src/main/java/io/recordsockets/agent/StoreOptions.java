package io.recordsockets.agent;

/**
 * Where the shared store is, and how large.
 *
 * @param directory on a memory file system
 * @param limit in bytes; {@link #DEFAULT_LIMIT} or {@link #OFF}
 */
record StoreOptions(String directory, long limit) {
    static final String DEFAULT_DIRECTORY = "/dev/shm";

    /** For the store to find. */
    static final long DEFAULT_LIMIT = 0;

    /** Nothing is shared. */
    static final long OFF = -1;

    static final StoreOptions DEFAULT = new StoreOptions(DEFAULT_DIRECTORY, DEFAULT_LIMIT);
}
