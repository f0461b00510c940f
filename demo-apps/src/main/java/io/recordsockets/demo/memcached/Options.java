package io.recordsockets.demo.memcached;

import java.net.InetSocketAddress;
import java.util.List;

/** What the command line says. {@link OptionsParser} reads it. */
final class Options {
    static final int DEFAULT_PORT = 11211;
    static final String DEFAULT_ADDRESS = "127.0.0.1";
    static final long DEFAULT_MEMORY_MEGABYTES = 64;
    static final int DEFAULT_MAX_CONNECTIONS = 1024;
    static final int DEFAULT_THREADS = 4;
    static final int DEFAULT_BACKLOG = 1024;
    static final long DEFAULT_MAX_ITEM_SIZE = 1 << 20;

    /** Never empty. */
    final List<InetSocketAddress> addresses;
    /** Bytes. */
    final long memoryLimit;
    /** Bytes, overhead included. */
    final long maxItemSize;

    final boolean evicting;
    final int maxConnections;
    final int threads;
    final int backlog;
    final int verbosity;
    final boolean shutdownCommand;
    final boolean daemon;
    /** Null for none. */
    final String pidFile;

    final boolean help;
    final boolean version;

    Options(OptionsParser parser) throws UsageException {
        addresses = parser.addresses();
        memoryLimit = parser.memoryMegabytes << 20;
        maxItemSize = parser.maxItemSize;
        evicting = parser.evicting;
        maxConnections = parser.maxConnections;
        threads = parser.threads;
        backlog = parser.backlog;
        verbosity = parser.verbosity;
        shutdownCommand = parser.shutdownCommand;
        daemon = parser.daemon;
        pidFile = parser.pidFile;
        help = parser.help;
        version = parser.version;
    }

    static Options parse(String... arguments) throws UsageException {
        OptionsParser parser = new OptionsParser();
        parser.parse(arguments);
        return new Options(parser);
    }
}
