package io.recordsockets.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * Sends records of one size to an echo server and counts the bytes that come back. Requests that are due together
 * leave in one write.
 */
public final class EchoClient extends LoadConnection {
    private final ByteBuffer records;
    private final int recordBytes;
    private long toWrite;
    private int offset;
    private long received;

    private EchoClient(SelectionKey key, Records records) {
        super(key, records.count());
        this.records = records.buffer().duplicate();
        this.recordBytes = records.recordBytes();
    }

    /** The workload: records of this size, so many under way on each connection. */
    public static ClosedLoop.Workload workload(int recordBytes, int underWay) {
        // one more, so that a write that begins in the middle of a record finds all it needs behind it
        Records records = Records.of(recordBytes, underWay + 1);
        Records window = new Records(records.buffer(), recordBytes, underWay);
        return (key, index) -> new EchoClient(key, window);
    }

    @Override
    void send(int count) throws IOException {
        toWrite += (long) count * recordBytes;
        writable();
    }

    @Override
    void writable() throws IOException {
        records.limit(offset + (int) toWrite).position(offset);
        int written = channel.write(records);
        toWrite -= written;
        offset = (offset + written) % recordBytes;
        key.interestOps(toWrite == 0 ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    @Override
    int answers(ByteBuffer input) {
        long before = received / recordBytes;
        received += input.remaining();
        return (int) (received / recordBytes - before);
    }
}
