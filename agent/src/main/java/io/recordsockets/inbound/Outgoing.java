package io.recordsockets.inbound;

import io.recordsockets.framing.PairedParser;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Shows a parser what goes out on its connection, each byte once, before the kernel has it. What the kernel did not take is
 * offered again, and is not shown again.
 *
 * <p><b>Threading:</b> guarded by the channel's write lock, but for {@link #wanted()}.
 */
final class Outgoing {
    private final PairedParser parser;

    /** Bytes that were shown and not yet taken. */
    private long ahead;

    /** Never goes back. */
    private volatile boolean wanted = true;

    /** The parser is not in use any more. */
    private volatile boolean stopped;

    private Outgoing(PairedParser parser) {
        this.parser = parser;
    }

    /** Null where the parser learns nothing from what goes out. */
    static Outgoing of(RecordParser parser) {
        return parser instanceof PairedParser pairedParser ? new Outgoing(pairedParser) : null;
    }

    boolean wanted() {
        return wanted && !stopped;
    }

    /** The parser is not in use any more. Any thread. */
    void stop() {
        stopped = true;
    }

    void sending(ByteBuffer[] srcs, int offset, int length) {
        long shown = ahead;
        for (int i = offset; i < offset + length && wanted; i++) {
            ByteBuffer src = srcs[i];
            int remaining = src == null ? 0 : src.remaining();
            if (shown < remaining) {
                int from = (int) shown;
                show(src, src.position() + from, remaining - from);
                ahead += remaining - from;
            }
            shown = Math.max(shown - remaining, 0);
        }
    }

    private void show(ByteBuffer src, int index, int length) {
        try {
            wanted = parser.sent(src, index, length);
        } catch (RuntimeException | Error e) {
            // A hint less; what comes in is judged by itself.
            wanted = false;
        }
    }

    void sent(long n) {
        ahead = Math.max(ahead - n, 0);
    }
}
