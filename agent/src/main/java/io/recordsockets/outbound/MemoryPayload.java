package io.recordsockets.outbound;

import java.nio.ByteBuffer;

/** A record in memory. */
final class MemoryPayload extends Payload {
    private final ByteBuffer bytes;

    /** Where the memory goes back to; null for memory that is the caller's or the garbage collector's. */
    private final RecordMemory.Owner owner;

    /**
     * A record of the remaining bytes.
     *
     * @param bytes its position and limit belong to this payload from here on
     */
    MemoryPayload(ByteBuffer bytes, RecordMemory.Owner owner) {
        super(bytes.remaining());
        this.bytes = bytes;
        this.owner = owner;
    }

    /** Whether the kernel can read the memory as it is. */
    boolean isDirect() {
        return bytes.isDirect();
    }

    /** Copies the whole record to {@code dst} at its position. */
    void copyTo(ByteBuffer dst) {
        int length = (int) length();
        dst.put(dst.position(), bytes, bytes.position(), length);
        dst.position(dst.position() + length);
    }

    /** A buffer over {@code length} bytes of the record from {@code offset} on. */
    ByteBuffer view(long offset, long length) {
        int from = bytes.position() + (int) offset;
        return bytes.duplicate().limit(from + (int) length).position(from);
    }

    /** The memory, to be filled by the one who made it. */
    ByteBuffer forFilling() {
        return bytes.duplicate();
    }

    @Override
    void free() {
        if (owner != null) {
            owner.giveBack();
        }
    }
}
