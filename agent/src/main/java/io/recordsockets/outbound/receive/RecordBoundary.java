package io.recordsockets.outbound.receive;

import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Follows what an application writes, to know whether it has ended in the middle of a record. Of a head that is not whole it
 * keeps a copy; where the stream does not follow the framing it stops looking. Where the framing says that no records follow
 * (an upgrade, a body up to the end of the connection), there is no boundary any more.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class RecordBoundary {
    /** Bytes of a head that a framing may want to see. */
    private static final int HEAD_LIMIT = 64 << 10;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final RecordEnd end;
    private long recordEnd = RecordEnd.UNKNOWN;

    /** Bytes of the current record so far. */
    private long seen;

    /** Those of them from {@link RecordEnd#head()} on, while the end is not known. */
    private ByteBuffer head = EMPTY;

    private boolean lost;
    private boolean unframed;

    public RecordBoundary(RecordParser parser) {
        this.end = new RecordEnd(parser);
    }

    /** Whether the stream does not follow the framing: nothing is known about it any more. */
    public boolean isLost() {
        return lost;
    }

    /** Whether there is no boundary any more: nothing else may be put into the stream. */
    public boolean isUnframed() {
        return unframed;
    }

    /** Whether the stream has ended where nothing else may be put into it. */
    public boolean inRecord() {
        return unframed || !lost && seen > 0;
    }

    /** The stream goes on with the remaining bytes of {@code src}, which are not moved. */
    public void follow(ByteBuffer src) {
        ByteBuffer bytes = src.duplicate();
        try {
            while (bytes.hasRemaining() && !lost && !unframed) {
                if (recordEnd == RecordEnd.UNKNOWN && seen >= end.head()) {
                    look(bytes);
                } else {
                    skip(bytes);
                }
            }
        } catch (RuntimeException | Error e) {
            lose();
        }
    }

    /** Passes the bytes that need not be looked at. */
    private void skip(ByteBuffer bytes) {
        long upTo = recordEnd == RecordEnd.UNKNOWN ? end.head() : recordEnd;
        int n = (int) Math.min(upTo - seen, bytes.remaining());
        bytes.position(bytes.position() + n);
        seen += n;
        if (seen == recordEnd) {
            seen = 0;
            recordEnd = RecordEnd.UNKNOWN;
            unframed = end.wasLast();
            end.next();
        }
    }

    private void look(ByteBuffer bytes) {
        ByteBuffer view = bytes;
        if (head.hasRemaining()) {
            view = ByteBuffer.allocate(head.remaining() + bytes.remaining());
            view.put(head.duplicate()).put(bytes.duplicate()).flip();
        }
        long available = seen + bytes.remaining();
        recordEnd = end.find(view, available - view.remaining(), available);
        if (recordEnd == RecordEnd.NOT_A_RECORD) {
            lose();
        } else if (recordEnd == RecordEnd.UNFRAMED) {
            unframed = true;
            head = EMPTY;
        } else if (recordEnd != RecordEnd.UNKNOWN) {
            head = EMPTY;
        } else {
            int kept = (int) Math.max(available - end.head(), 0);
            if (kept > HEAD_LIMIT) {
                lose();
                return;
            }
            head = ByteBuffer.allocate(kept);
            head.put(view.duplicate().position(view.limit() - kept)).flip();
            bytes.position(bytes.limit());
            seen = available;
        }
    }

    private void lose() {
        lost = true;
        head = EMPTY;
    }
}
