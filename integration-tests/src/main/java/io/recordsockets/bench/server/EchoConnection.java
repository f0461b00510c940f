package io.recordsockets.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * Writes every whole record back, those that came in together in one write. While the socket does not take them all, it
 * reads no more.
 *
 * <pre>
 * in:  | whole records, to be written back | head of the next record | room |
 *      0                                   whole                     position
 * </pre>
 */
final class EchoConnection extends Connection {
    private final ByteBuffer in;
    private int whole;

    EchoConnection(SelectionKey key, Counters counters, boolean drain, int bufferBytes) {
        super(key, counters, drain);
        this.in = ByteBuffer.allocateDirect(bufferBytes);
    }

    @Override
    ByteBuffer buffer() {
        return in;
    }

    @Override
    void received(ByteBuffer buffer) throws IOException {
        int records = 0;
        int end = in.position();
        while (end - whole >= RecordScanner.HEADER_BYTES) {
            int length = RecordScanner.HEADER_BYTES + in.getInt(whole);
            if (length < RecordScanner.HEADER_BYTES || length > in.capacity()) {
                throw new IOException("record does not fit the buffer: length=" + length + " buffer=" + in.capacity());
            }
            if (end - whole < length) {
                break;
            }
            whole += length;
            records++;
        }
        counters.records(records);
        if (records > 0) {
            writeBack();
        }
    }

    @Override
    boolean mayRead() {
        return whole == 0;
    }

    @Override
    void writable() throws IOException {
        writeBack();
    }

    private void writeBack() throws IOException {
        int end = in.position();
        in.position(0).limit(whole);
        channel.write(in);
        int written = in.position();
        in.limit(end);
        in.compact();
        whole -= written;
        key.interestOps(whole == 0 ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    }
}
