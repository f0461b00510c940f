package io.recordsockets.it.share;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Buffers that applications write. */
enum Kind {
    HEAP,
    DIRECT,
    HEAP_SLICE,
    DIRECT_SLICE,
    READ_ONLY_HEAP,
    READ_ONLY_DIRECT,
    LITTLE_ENDIAN;

    ByteBuffer of(byte[] bytes) {
        return switch (this) {
            case HEAP -> ByteBuffer.wrap(bytes.clone());
            case DIRECT -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            case HEAP_SLICE -> inside(ByteBuffer.allocate(bytes.length + 23), bytes);
            case DIRECT_SLICE -> inside(ByteBuffer.allocateDirect(bytes.length + 23), bytes);
            case READ_ONLY_HEAP -> HEAP_SLICE.of(bytes).asReadOnlyBuffer();
            case READ_ONLY_DIRECT -> DIRECT_SLICE.of(bytes).asReadOnlyBuffer();
            case LITTLE_ENDIAN -> DIRECT_SLICE.of(bytes).order(ByteOrder.LITTLE_ENDIAN);
        };
    }

    private static ByteBuffer inside(ByteBuffer larger, byte[] bytes) {
        larger.position(7).put(bytes).flip().position(7);
        return larger.slice();
    }

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
