package io.recordsockets.framing;

import java.nio.ByteBuffer;

/** The kinds of memory in which an engine may show a head. What lies around the head must not matter, so it is line feeds. */
enum Memory {
    HEAP(0, false, false),
    HEAP_IN_THE_MIDDLE(7, false, false),
    READ_ONLY(3, false, true),
    DIRECT(0, true, false),
    DIRECT_IN_THE_MIDDLE(13, true, true);

    private static final int BEHIND = 16;

    private final int before;
    private final boolean direct;
    private final boolean readOnly;

    Memory(int before, boolean direct, boolean readOnly) {
        this.before = before;
        this.direct = direct;
        this.readOnly = readOnly;
    }

    /** A stream in this kind of memory; heads are cut out of it by {@link #head}. */
    ByteBuffer hold(byte[] stream) {
        int capacity = before + stream.length + BEHIND;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        for (int i = 0; i < capacity; i++) {
            buffer.put(i, (byte) '\n');
        }
        buffer.put(before, stream);
        return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    }

    ByteBuffer head(ByteBuffer held, long from, long length) {
        int position = Math.toIntExact(before + from);
        return held.duplicate().limit(Math.toIntExact(position + length)).position(position);
    }
}
