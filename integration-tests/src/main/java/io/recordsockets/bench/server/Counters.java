package io.recordsockets.bench.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the selector loop did since its start.
 *
 * <p><b>Assumption:</b> one thread writes, the selector thread. <b>Guarantee:</b> any thread may read; it sees counts
 * that were true a moment ago, each by itself. Opaque writes make that as cheap as plain ones.
 */
final class Counters {
    private final AtomicLong wakeups = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** The selector came back with so many keys. */
    void wakeup(int ready) {
        add(wakeups, 1);
        add(keys, ready);
    }

    /** One read call came back with so many bytes; one that found none, as ends every drain, is not counted. */
    void read(int length) {
        if (length > 0) {
            add(reads, 1);
            add(bytes, length);
        }
    }

    /** So many records became whole. */
    void records(int whole) {
        add(records, whole);
    }

    /** Whole records since the start. */
    long records() {
        return records.getOpaque();
    }

    /** The counts as of now, with the clock of the caller. */
    ServerStats snapshot(long wallNs) {
        return new ServerStats(
                wakeups.getOpaque(),
                keys.getOpaque(),
                reads.getOpaque(),
                records.getOpaque(),
                bytes.getOpaque(),
                wallNs);
    }

    private static void add(AtomicLong counter, long amount) {
        counter.setOpaque(counter.getPlain() + amount);
    }
}
