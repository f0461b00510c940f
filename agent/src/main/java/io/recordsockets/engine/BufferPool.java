package io.recordsockets.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers for bytes that are read ahead of the application. A connection has one only while it holds such bytes, so
 * idle connections cost none.
 *
 * <p><b>Threading:</b> any thread; each method holds the lock for a few instructions.
 */
class BufferPool {
    /** Sizes in bytes: a header, a look at small records, the largest head. */
    private static final int[] SIZES = {512, 8 * 1024, 2 * RecordTracker.HEAD_LIMIT};

    /** Bytes that are kept for re-use, for each size. */
    private static final int KEPT = 4 * 1024 * 1024;

    /** The only one but for tests: connections go from selector to selector, and take their buffers with them. */
    static final BufferPool SHARED = new BufferPool();

    private final ArrayDeque<ByteBuffer>[] free = newQueues();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ArrayDeque<ByteBuffer>[] newQueues() {
        ArrayDeque[] queues = new ArrayDeque[SIZES.length];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new ArrayDeque<ByteBuffer>();
        }
        return queues;
    }

    /**
     * Takes a buffer.
     *
     * @param size bytes; at most the largest size
     * @return a cleared big-endian buffer of at least that size
     */
    ByteBuffer take(int size) {
        int i = 0;
        while (SIZES[i] < size) {
            i++;
        }
        ArrayDeque<ByteBuffer> queue = free[i];
        ByteBuffer buffer;
        synchronized (queue) {
            buffer = queue.pollLast();
        }
        return buffer == null ? ByteBuffer.allocateDirect(SIZES[i]) : buffer.clear();
    }

    /** Gives a buffer back. The caller must not use it any more. */
    void give(ByteBuffer buffer) {
        int i = 0;
        while (SIZES[i] != buffer.capacity()) {
            i++;
        }
        ArrayDeque<ByteBuffer> queue = free[i];
        synchronized (queue) {
            if (queue.size() < KEPT / SIZES[i]) {
                queue.addLast(buffer);
            }
        }
    }
}
