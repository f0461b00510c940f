package io.recordsockets.demo.memcached;

/** What all connections of one server share. Thread-safe. */
final class Context {
    final Options options;
    final Store store;
    final ServerStats stats = new ServerStats();
    final long startedAt;

    private volatile int verbosity;
    private volatile Runnable shutdown = () -> {};

    Context(Options options, Store store) {
        this.options = options;
        this.store = store;
        startedAt = store.now();
        verbosity = options.verbosity;
    }

    /** 0 says nothing, 1 errors, 2 commands too, 3 connections too. */
    int verbosity() {
        return verbosity;
    }

    void verbosity(int level) {
        verbosity = level;
    }

    /** Tells how the command {@code shutdown} ends the server. */
    void onShutdown(Runnable shutdown) {
        this.shutdown = shutdown;
    }

    void shutdown() {
        shutdown.run();
    }

    void log(int level, String message) {
        if (verbosity >= level) {
            System.err.println("memcached: " + message);
        }
    }
}
