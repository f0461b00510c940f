package io.recordsockets.demo.memcached;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happened on the sockets. Thread-safe; every thread adds. */
final class ServerStats {
    /** Times a select of an event loop returned. */
    final LongAdder eventLoopWakeups = new LongAdder();
    /** Read calls on client channels. */
    final LongAdder reads = new LongAdder();
    /** Commands that were served, quiet ones and wrong ones included. */
    final LongAdder requests = new LongAdder();

    final LongAdder bytesRead = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
    final LongAdder totalConnections = new LongAdder();
    final LongAdder rejectedConnections = new LongAdder();
    /** Times a connection was left unread because its answers were not taken. */
    final LongAdder pausedReads = new LongAdder();

    /** Not reset: it is a state. */
    final AtomicInteger openConnections = new AtomicInteger();

    void reset() {
        eventLoopWakeups.reset();
        reads.reset();
        requests.reset();
        bytesRead.reset();
        bytesWritten.reset();
        totalConnections.reset();
        rejectedConnections.reset();
        pausedReads.reset();
    }
}
