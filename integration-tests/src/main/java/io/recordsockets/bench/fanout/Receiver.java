package io.recordsockets.bench.fanout;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One receiver. All records have the same size, so that the number of bytes so far tells which record begins where. Of each
 * read the first and the last header are compared with that: a byte too many or too few shows in the next read.
 *
 * <p><b>Threading:</b> the selector thread; {@link #check(long)} any, while nothing comes in.
 */
final class Receiver {
    final SocketChannel channel;
    private final Progress progress;
    private final int index;
    private final int recordBytes;
    private final int prefixBytes;
    private final int wireBytes;

    /** Selector thread writes; read by the control thread behind an acquire of {@link Progress}. */
    private long received;

    /**
     * Before the first byte.
     *
     * @param prefixBytes bytes on the wire before each record
     */
    Receiver(SocketChannel channel, Progress progress, int index, int recordBytes, int prefixBytes) {
        this.channel = channel;
        this.progress = progress;
        this.index = index;
        this.recordBytes = recordBytes;
        this.prefixBytes = prefixBytes;
        this.wireBytes = prefixBytes + recordBytes;
    }

    /** Reads once. */
    void readable(ByteBuffer buffer) throws IOException {
        int length;
        try {
            length = channel.read(buffer.clear());
        } catch (IOException e) {
            // the sender went away between two runs; in a run it would miss this receiver
            length = -1;
        }
        if (length < 0) {
            channel.close();
            return;
        }
        int first = (int) ((wireBytes - received % wireBytes) % wireBytes);
        int headers = length - first - prefixBytes - Broadcast.HEADER_BYTES;
        if (headers >= 0) {
            checkHeader(buffer, first);
            checkHeader(buffer, first + headers / wireBytes * wireBytes);
        }
        received += length;
        progress.set(index, received / wireBytes);
    }

    private void checkHeader(ByteBuffer buffer, int offset) {
        long expected = (received + offset) / wireBytes;
        int length = buffer.getInt(offset + prefixBytes);
        long sequence = buffer.getLong(offset + prefixBytes + Broadcast.LENGTH_BYTES);
        if (length != recordBytes - Broadcast.LENGTH_BYTES || sequence != expected) {
            Commands.fail("wrong record: receiver=" + index + " sequence=" + sequence + " expected=" + expected
                    + " length=" + length);
        }
    }

    /** Ends the process where there are not exactly so many records. */
    void check(long records) {
        if (progress.get(index) != records || received != records * wireBytes) {
            Commands.fail("wrong number of bytes: receiver=" + index + " bytes=" + received + " expected="
                    + records * wireBytes);
        }
    }
}
