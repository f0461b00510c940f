package io.recordsockets.bench.server;

import java.nio.ByteBuffer;

/**
 * Counts the records of one stream, whatever the cuts between its reads.
 *
 * <pre>
 * +----------------+------------------+
 * | length, 4 bytes| body             |   length is that of the body, big-endian
 * +----------------+------------------+
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 */
final class RecordScanner implements Scanner {
    static final int HEADER_BYTES = 4;

    private int headerSeen;
    private int header;
    private int bodyLeft;

    /**
     * Consumes the buffer.
     *
     * @return how many records ended in it
     * @throws IllegalStateException where a length is below 0
     */
    @Override
    public int scan(ByteBuffer in) {
        int whole = 0;
        while (in.hasRemaining()) {
            if (headerSeen < HEADER_BYTES) {
                readHeader(in);
                if (headerSeen < HEADER_BYTES) {
                    return whole;
                }
            }
            int step = Math.min(bodyLeft, in.remaining());
            in.position(in.position() + step);
            bodyLeft -= step;
            if (bodyLeft == 0) {
                headerSeen = 0;
                whole++;
            }
        }
        return whole;
    }

    private void readHeader(ByteBuffer in) {
        while (headerSeen < HEADER_BYTES && in.hasRemaining()) {
            header = header << 8 | in.get() & 0xFF;
            headerSeen++;
        }
        bodyLeft = header;
        if (headerSeen == HEADER_BYTES && bodyLeft < 0) {
            throw new IllegalStateException("record length is below 0: length=" + bodyLeft);
        }
    }
}
