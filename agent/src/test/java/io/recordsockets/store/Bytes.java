package io.recordsockets.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** The same bytes in all the kinds of buffers that applications write. */
enum Bytes {
    HEAP {
        @Override
        ByteBuffer of(byte[] bytes) {
            return ByteBuffer.wrap(bytes.clone());
        }
    },
    DIRECT {
        @Override
        ByteBuffer of(byte[] bytes) {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }
    },
    HEAP_SLICE {
        @Override
        ByteBuffer of(byte[] bytes) {
            return inside(ByteBuffer.allocate(bytes.length + 23), bytes).slice();
        }
    },
    DIRECT_SLICE {
        @Override
        ByteBuffer of(byte[] bytes) {
            return inside(ByteBuffer.allocateDirect(bytes.length + 23), bytes).slice();
        }
    },
    /** Its bytes begin and end at odd places. */
    MIDDLE {
        @Override
        ByteBuffer of(byte[] bytes) {
            return inside(ByteBuffer.allocateDirect(bytes.length + 23), bytes);
        }
    },
    DUPLICATE {
        @Override
        ByteBuffer of(byte[] bytes) {
            return HEAP.of(bytes).duplicate();
        }
    },
    READ_ONLY_HEAP {
        @Override
        ByteBuffer of(byte[] bytes) {
            return HEAP_SLICE.of(bytes).asReadOnlyBuffer();
        }
    },
    READ_ONLY_DIRECT {
        @Override
        ByteBuffer of(byte[] bytes) {
            return DIRECT_SLICE.of(bytes).asReadOnlyBuffer();
        }
    },
    LITTLE_ENDIAN_HEAP {
        @Override
        ByteBuffer of(byte[] bytes) {
            return HEAP.of(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    },
    LITTLE_ENDIAN_DIRECT {
        @Override
        ByteBuffer of(byte[] bytes) {
            return MIDDLE.of(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    };

    abstract ByteBuffer of(byte[] bytes);

    private static ByteBuffer inside(ByteBuffer larger, byte[] bytes) {
        return larger.put(new byte[] {1, 2, 3, 4, 5, 6, 7})
                .put(bytes)
                .flip()
                .position(7)
                .limit(7 + bytes.length);
    }

    static ByteBuffer any(Random random, byte[] bytes) {
        return values()[random.nextInt(values().length)].of(bytes);
    }

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] random(long seed, int length) {
        return random(new Random(seed), length);
    }

    /** What remains, which is left as it is. */
    static byte[] copy(ByteBuffer remaining) {
        byte[] bytes = new byte[remaining.remaining()];
        remaining.duplicate().get(bytes);
        return bytes;
    }
}
