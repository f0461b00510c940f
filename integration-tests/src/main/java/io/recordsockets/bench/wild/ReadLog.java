package io.recordsockets.bench.wild;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reads of one row.
 *
 * <p><b>Threading:</b> the thread of the row adds, the control thread takes; both under the lock of the log.
 */
final class ReadLog {
    private static final int FIELDS = 3;
    private static final int FIRST_LENGTH = FIELDS * 4096;

    /** Guarded by this: three numbers for each read. */
    private long[] entries = new long[FIRST_LENGTH];

    private int length;
    private long bytes;

    synchronized void add(int port, long total, int read) {
        if (length == entries.length) {
            entries = Arrays.copyOf(entries, 2 * length);
        }
        entries[length++] = port;
        entries[length++] = total;
        entries[length++] = System.nanoTime();
        bytes += read;
    }

    /** Bytes of all reads since the last {@link #take()}. */
    synchronized long bytes() {
        return bytes;
    }

    /** The reads so far, which are forgotten, and their memory with them. */
    synchronized List<Arrival> take() {
        List<Arrival> all = new ArrayList<>();
        for (int i = 0; i < length; i += FIELDS) {
            all.add(new Arrival((int) entries[i], entries[i + 1], entries[i + 2]));
        }
        entries = new long[FIRST_LENGTH];
        length = 0;
        bytes = 0;
        return all;
    }
}
