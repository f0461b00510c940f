package io.recordsockets.inbound;

import java.nio.ByteBuffer;

/**
 * A stretch of the stream in user space: the bytes from {@link #start()} to {@link #end()}. It holds what was read ahead of
 * the application, and the head of a record of which the application already has a part.
 *
 * <p><b>Ownership:</b> heap memory of its own, within the budget, that fits what is there; none while there is no byte in it.
 * <b>Threading:</b> guarded by the connection's lock.
 */
final class StreamBuffer {
    private static final int STEP = 32;

    /** So many times what is needed is too much to keep. */
    private static final int MUCH = 4;

    private final HoldMemory memory;
    private ByteBuffer bytes;

    /** Index of the byte at {@link #start}. */
    private int first;

    private long start;
    private int length;

    StreamBuffer(HoldMemory memory) {
        this.memory = memory;
    }

    long start() {
        return start;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The memory, to be read from {@link #index(long)} on; null while empty. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the byte at a position lies in {@link #bytes()}. */
    int index(long position) {
        return first + (int) (position - start);
    }

    /**
     * Makes room for so many bytes behind the end.
     *
     * @return false where the budget has none
     * @throws OutOfMemoryError where the heap has none; nothing has changed
     */
    boolean reserve(int room) {
        if (bytes != null && bytes.capacity() - first - length >= room) {
            return true;
        }
        int wanted = length + room;
        if (bytes != null && bytes.capacity() >= wanted && first >= length) {
            moveTo(bytes);
            return true;
        }
        // By half more than before, where it grows: a head that comes byte by byte is not copied for each.
        int capacity = (Math.max(wanted, length + (length >> 1)) + STEP - 1) / STEP * STEP;
        if (!memory.take(capacity)) {
            return false;
        }
        ByteBuffer old = bytes;
        try {
            moveTo(ByteBuffer.allocate(capacity));
        } catch (OutOfMemoryError e) {
            memory.give(capacity);
            throw e;
        }
        if (old != null) {
            memory.give(old.capacity());
        }
        return true;
    }

    private void moveTo(ByteBuffer to) {
        if (length > 0) {
            System.arraycopy(bytes.array(), first, to.array(), 0, length);
        }
        bytes = to;
        first = 0;
    }

    /** Appends bytes of another buffer, by index, for which room was reserved; {@code position} is theirs in the stream. */
    void append(long position, ByteBuffer src, int index, int n) {
        if (length == 0) {
            start = position;
            first = 0;
        }
        bytes.put(first + length, src, index, n);
        length += n;
    }

    /** Copies bytes from a position on into the buffer of the application. */
    void copy(long from, ByteBuffer dst, int n) {
        dst.put(bytes.array(), index(from), n);
    }

    /** Forgets the bytes before a position. */
    void dropBefore(long position) {
        long dropped = position - start;
        if (dropped >= length) {
            release();
        } else if (dropped > 0) {
            first += (int) dropped;
            length -= (int) dropped;
            start = position;
        }
        fit();
    }

    /** What is there may stay for long. */
    void fit() {
        if (length == 0 || bytes.capacity() <= MUCH * (length + STEP)) {
            return;
        }
        int kept = (length + STEP - 1) / STEP * STEP;
        int before = bytes.capacity();
        try {
            moveTo(ByteBuffer.allocate(kept));
        } catch (OutOfMemoryError e) {
            // Then it stays where it is.
            return;
        }
        memory.give(before - kept);
    }

    /** Forgets all bytes and gives the memory back. */
    void release() {
        start += length;
        length = 0;
        first = 0;
        if (bytes != null) {
            memory.give(bytes.capacity());
            bytes = null;
        }
    }
}
