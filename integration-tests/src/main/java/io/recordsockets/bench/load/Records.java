package io.recordsockets.bench.load;

import java.nio.ByteBuffer;

/**
 * Equal records, one behind the other, each with its length in front: four bytes, big-endian, the length of what
 * follows.
 *
 * @param buffer the bytes; to be duplicated, not moved
 * @param recordBytes bytes of one record with its header
 * @param count how many
 */
record Records(ByteBuffer buffer, int recordBytes, int count) {
    static final int HEADER_BYTES = 4;

    /** Makes them. */
    static Records of(int recordBytes, int count) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(recordBytes * count);
        for (int i = 0; i < count; i++) {
            buffer.putInt(i * recordBytes, recordBytes - HEADER_BYTES);
        }
        return new Records(buffer, recordBytes, count);
    }
}
