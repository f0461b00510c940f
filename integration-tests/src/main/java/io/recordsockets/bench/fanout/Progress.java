package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many whole records each receiver has, in a file that the processes of sender and receivers both map: it costs neither of
 * them a system call, and every way of sending the same.
 *
 * <p><b>Assumption:</b> one process writes, on one thread. <b>Guarantee:</b> a reader sees each count as it was a moment ago.
 */
final class Progress {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer counts;
    private final int receivers;

    private Progress(ByteBuffer counts, int receivers) {
        this.counts = counts;
        this.receivers = receivers;
    }

    /** Maps the file, and makes it large enough. */
    static Progress map(Path file, int receivers) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Progress(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) receivers * Long.BYTES), receivers);
        }
    }

    /** A receiver has so many. */
    void set(int receiver, long records) {
        LONGS.setRelease(counts, receiver * Long.BYTES, records);
    }

    /** What a receiver has. */
    long get(int receiver) {
        return (long) LONGS.getAcquire(counts, receiver * Long.BYTES);
    }

    /** What every receiver has. */
    long lowest() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < receivers; i++) {
            lowest = Math.min(lowest, get(i));
        }
        return lowest;
    }
}
