package io.recordsockets.bench.backlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What came on one connection: of each record its number, when it was made, when its first byte had been read, and when its
 * last; and how many bytes there were. Uncounted bulk goes into the bytes alone.
 *
 * <p><b>Threading:</b> guarded by itself.
 */
final class Arrivals {
    private static final int FIELDS = 4;

    private final ByteBuffer header = ByteBuffer.allocate(Wire.HEADER_BYTES);
    private long[] records = new long[FIELDS * 1024];
    private int count;
    private int urgent;
    private long bytes;
    private long begunNs;
    private long bodyLeft;

    /** Consumes what was read at this time. */
    synchronized void read(ByteBuffer in, long nowNs) throws IOException {
        bytes += in.remaining();
        while (in.hasRemaining()) {
            if (header.hasRemaining()) {
                readHeader(in, nowNs);
            } else {
                int step = (int) Math.min(bodyLeft, in.remaining());
                in.position(in.position() + step);
                bodyLeft -= step;
            }
            if (!header.hasRemaining() && bodyLeft == 0) {
                whole(nowNs);
            }
        }
    }

    private void readHeader(ByteBuffer in, long nowNs) throws IOException {
        if (header.position() == 0) {
            begunNs = nowNs;
        }
        while (header.hasRemaining() && in.hasRemaining()) {
            header.put(in.get());
        }
        if (!header.hasRemaining()) {
            bodyLeft = header.getInt(0) - (Wire.HEADER_BYTES - Wire.LENGTH_BYTES);
            if (bodyLeft < 0) {
                throw new IOException("no record begins here: length=" + header.getInt(0));
            }
        }
    }

    private void whole(long nowNs) {
        int id = header.getInt(Wire.LENGTH_BYTES);
        if (id != Wire.BULK) {
            if (count * FIELDS == records.length) {
                records = Arrays.copyOf(records, 2 * records.length);
            }
            int at = FIELDS * count++;
            records[at] = id;
            records[at + 1] = header.getLong(Wire.LENGTH_BYTES + Integer.BYTES);
            records[at + 2] = begunNs;
            records[at + 3] = nowNs;
        }
        if (id >= Wire.URGENT) {
            urgent++;
        }
        header.clear();
    }

    /** Bytes so far. */
    synchronized long bytes() {
        return bytes;
    }

    /** Urgent records so far. */
    synchronized int urgent() {
        return urgent;
    }

    /** A line for each record: {@code record CONNECTION ID MADE_NS BEGUN_NS WHOLE_NS}. */
    synchronized void print(int connection, StringBuilder out) {
        for (int i = 0; i < count; i++) {
            out.append("record ").append(connection);
            for (int field = 0; field < FIELDS; field++) {
                out.append(' ').append(records[i * FIELDS + field]);
            }
            out.append('\n');
        }
    }

    /** Whether a record has begun and is not whole. */
    synchronized boolean isInside() {
        return header.position() > 0;
    }
}
