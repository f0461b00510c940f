package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The records of one run: which may be sent now, and whether all have been received. A receiver is never more than a window
 * of records behind.
 *
 * <pre>
 * +-----------------+-------------------+-----------+
 * | length, 4 bytes | sequence, 8 bytes | zeros ... |   length is that of what follows it, big-endian
 * +-----------------+-------------------+-----------+
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Broadcast {
    static final int LENGTH_BYTES = 4;
    static final int HEADER_BYTES = LENGTH_BYTES + Long.BYTES;

    private final Side side;
    private final Progress progress;
    private final ByteBuffer record;
    private final int window;
    private final int refill;
    private long sent;
    private long goal;
    private int credit;

    /**
     * Before the first run.
     *
     * @param window records that a receiver may be behind
     * @param refill records of the window that must be free again before more are sent: the whole of it makes bursts
     */
    Broadcast(Side side, Progress progress, int recordBytes, int window, int refill) {
        this.side = side;
        this.progress = progress;
        this.record = ByteBuffer.allocateDirect(recordBytes);
        record.putInt(0, recordBytes - LENGTH_BYTES);
        this.window = window;
        this.refill = refill;
    }

    /** Another run of so many records begins. */
    void begin(long records) {
        goal = sent + records;
        credit = 0;
    }

    /**
     * Sends what may be sent now.
     *
     * @return whether all of the run have been received
     */
    boolean step() throws IOException {
        while (sent < goal) {
            if (credit == 0 && !refilled()) {
                return false;
            }
            record.putLong(LENGTH_BYTES, sent);
            side.send(record.clear());
            sent++;
            if (--credit == 0 || sent == goal) {
                side.endOfBurst();
            }
        }
        return progress.lowest() >= goal;
    }

    private boolean refilled() {
        int free = (int) (window - (sent - progress.lowest()));
        if (free < refill) {
            return false;
        }
        credit = free;
        return true;
    }
}
