package io.recordsockets.bench.backlog;

import java.nio.ByteBuffer;

/**
 * A record on the wire.
 *
 * <pre>
 * +-----------------+---------------+------------------+-----------+
 * | length, 4 bytes | id, 4 bytes   | made ns, 8 bytes | zeros ... |   length is that of what follows it, big-endian
 * +-----------------+---------------+------------------+-----------+
 * </pre>
 */
public final class Wire {
    /** Identifies bulk that nobody counts. */
    public static final int BULK = -1;

    /** Urgent records are numbered from here on. */
    public static final int URGENT = 1 << 30;

    static final int LENGTH_BYTES = 4;
    static final int HEADER_BYTES = LENGTH_BYTES + Integer.BYTES + Long.BYTES;

    private Wire() {}

    /** Makes one. */
    static ByteBuffer record(int bytes, int id, long madeNs) {
        ByteBuffer record = ByteBuffer.allocateDirect(bytes);
        return record.putInt(0, bytes - LENGTH_BYTES)
                .putInt(LENGTH_BYTES, id)
                .putLong(LENGTH_BYTES + Integer.BYTES, madeNs);
    }
}
