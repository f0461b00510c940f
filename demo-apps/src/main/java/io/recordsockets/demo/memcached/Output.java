package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Answers of one connection that have not left yet. Small pieces are copied together; values from {@link #REFERENCE_FROM}
 * bytes on are kept by reference and leave by a gathering write. Used by one thread.
 */
final class Output {
    private static final int CHUNK = 4096;
    /** Bytes from which a value is not copied. */
    static final int REFERENCE_FROM = 1024;
    /** Bytes of one write at most: the JDK copies all of a heap buffer for each write, however little the socket takes. */
    private static final int WRITE_LIMIT = 256 * 1024;

    /** Full buffers, ready to be read. */
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    /** The buffer that is being filled, behind all of the queue. */
    private ByteBuffer tail = ByteBuffer.allocate(CHUNK);

    private long pending;
    /** Buffers in the gather array while a write is under way. */
    private int collected;

    /** Bytes that have not left. */
    long pending() {
        return pending;
    }

    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int offset, int length) {
        pending += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            int room = Math.min(left, room());
            tail.put(bytes, from, room);
            from += room;
            left -= room;
        }
    }

    void put(int oneByte) {
        pending++;
        room();
        tail.put((byte) oneByte);
    }

    /** Puts the digits of an unsigned number. */
    void putNumber(long number) {
        int digits = Numbers.digitCount(number);
        if (tail.remaining() < digits) {
            closeTail();
        }
        int end = tail.position() + digits;
        Numbers.format(number, tail.array(), end);
        tail.position(end);
        pending += digits;
    }

    void putShort(int value) {
        put(value >>> 8);
        put(value);
    }

    void putInt(int value) {
        putShort(value >>> 16);
        putShort(value);
    }

    void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    /** Puts bytes that nobody will change, by reference if that saves work. */
    void putValue(byte[] bytes, int length) {
        if (length < REFERENCE_FROM) {
            put(bytes, 0, length);
            return;
        }
        if (tail.position() > 0) {
            closeTail();
        }
        queue.add(ByteBuffer.wrap(bytes, 0, length));
        pending += length;
    }

    private int room() {
        if (!tail.hasRemaining()) {
            closeTail();
        }
        return tail.remaining();
    }

    private void closeTail() {
        queue.add(tail.flip());
        tail = ByteBuffer.allocate(CHUNK);
    }

    /**
     * Writes until nothing is left or the channel takes no more.
     *
     * @param gather room for the buffers of one write
     * @return bytes written
     */
    long flush(GatheringByteChannel channel, ByteBuffer[] gather) throws IOException {
        long total = 0;
        boolean took = true;
        while (pending > 0 && took) {
            long offered = queue.isEmpty() ? tail.position() : collect(gather);
            long written = queue.isEmpty() ? writeTail(channel) : channel.write(gather, 0, collected);
            releaseCollected(gather);
            pending -= written;
            total += written;
            took = written == offered;
        }
        return total;
    }

    private long writeTail(GatheringByteChannel channel) throws IOException {
        ByteBuffer tail = this.tail;
        tail.flip();
        try {
            return channel.write(tail);
        } finally {
            tail.compact();
        }
    }

    /** Takes buffers for one write, and returns their bytes. What is cut off stays in the queue. */
    private long collect(ByteBuffer[] gather) {
        if (tail.position() > 0 && queue.size() < gather.length) {
            closeTail();
        }
        int budget = WRITE_LIMIT;
        for (ByteBuffer buffer : queue) {
            if (collected == gather.length || budget == 0) {
                break;
            }
            int length = Math.min(budget, buffer.remaining());
            gather[collected++] = length == buffer.remaining() ? buffer : buffer.slice(buffer.position(), length);
            budget -= length;
        }
        return WRITE_LIMIT - budget;
    }

    /** Drops what has been written; of a slice, moves the buffer that it was cut from. */
    private void releaseCollected(ByteBuffer[] gather) {
        for (int i = 0; i < collected; i++) {
            ByteBuffer first = queue.peek();
            ByteBuffer written = gather[i];
            if (first != written) {
                first.position(first.position() + written.position());
            }
            if (written.hasRemaining()) {
                break;
            }
            if (!first.hasRemaining()) {
                queue.remove();
            }
        }
        Arrays.fill(gather, 0, collected, null);
        collected = 0;
    }
}
