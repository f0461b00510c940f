package io.recordsockets.bench.wild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The connections of one row, on a thread of its own, so that CPU time and system calls can be told row by row.
 *
 * <p><b>Threading:</b> all but {@link #dial(int)} and the log is the thread's own.
 */
abstract class ServedRow {
    final ReadLog log = new ReadLog();
    private final String name;
    private volatile long threadId;

    /** Written by the thread of the row alone. */
    private volatile int open;

    ServedRow(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** The number that the kernel has for the thread; 0 where it has not begun. */
    final long threadId() {
        return threadId;
    }

    /** How many connections are open. */
    final int open() {
        return open;
    }

    /** A connection was opened, or closed. */
    final void opened(int count) {
        open += count;
    }

    final void start() {
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            threadId = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
            serve();
        } catch (IOException e) {
            throw new UncheckedIOException("row=" + name, e);
        }
    }

    /** Serves for the life of the process. */
    abstract void serve() throws IOException;

    /** Connects to a port of the loopback address, soon. */
    abstract void dial(int port);
}
