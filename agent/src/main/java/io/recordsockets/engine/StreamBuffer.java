package io.recordsockets.engine;

import java.nio.ByteBuffer;

/**
 * A stretch of the stream in user space: the bytes from {@link #start()} to {@link #end()}. It holds what was read ahead of
 * the application, and the head of a record of which the application already has a part.
 *
 * <p><b>Ownership:</b> the memory belongs to the pool and is held only while there is a byte in it. <b>Threading:</b> guarded
 * by the connection's lock.
 */
final class StreamBuffer {
    private final BufferPool pool;
    private ByteBuffer bytes;

    /** Index of the byte at {@link #start}. */
    private int first;

    private long start;
    private int length;

    StreamBuffer(BufferPool pool) {
        this.pool = pool;
    }

    long start() {
        return start;
    }

    long end() {
        return start + length;
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
     * Room behind the end.
     *
     * @param position the stream position of the end; matters where the buffer is empty
     * @param room bytes
     * @return the memory, with position and limit around the room; the caller says by {@link #grow(int)} what it used
     */
    ByteBuffer room(long position, int room) {
        if (length == 0) {
            start = position;
            first = 0;
        }
        if (bytes == null) {
            bytes = pool.take(room);
        } else if (bytes.capacity() - first - length < room) {
            makeRoom(room);
        }
        int end = first + length;
        return bytes.limit(end + room).position(end);
    }

    private void makeRoom(int room) {
        ByteBuffer old = bytes.limit(first + length).position(first);
        if (old.capacity() >= length + room) {
            bytes = old.compact();
        } else {
            bytes = pool.take(length + room).put(old);
            pool.give(old);
        }
        first = 0;
    }

    /** The end moves on by so many bytes, which the caller has put into the room. */
    void grow(int n) {
        length += n;
    }

    /** Appends bytes of another buffer, by index. */
    void append(long position, ByteBuffer src, int index, int n) {
        ByteBuffer room = room(position, n);
        room.put(room.position(), src, index, n);
        grow(n);
    }

    /** Copies bytes from a position on into the buffer of the application. */
    void copy(long from, ByteBuffer dst, int n) {
        int index = index(from);
        dst.put(bytes.limit(index + n).position(index));
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
    }

    /** Forgets all bytes and gives the memory back. */
    void release() {
        if (bytes != null) {
            pool.give(bytes);
            bytes = null;
        }
        start += length;
        length = 0;
        first = 0;
    }
}
