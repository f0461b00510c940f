package io.recordsockets.demo.memcached;

import java.nio.ByteBuffer;

/**
 * The head of a packet of the binary protocol (memcached, "Memcache Binary Protocol"; all numbers big-endian):
 *
 * <pre>
 *   0       1       2       3
 *   +-------+-------+-------+-------+
 *   | magic |opcode |  key length   |  0
 *   +-------+-------+-------+-------+
 *   | extlen| type  |    status     |  4   reserved in a request
 *   +-------+-------+-------+-------+
 *   |       length of the body      |  8   extras, key and value
 *   +-------+-------+-------+-------+
 *   |            opaque             | 12   comes back as it was
 *   +-------+-------+-------+-------+
 *   |              CAS              | 16
 *   |                               |
 *   +-------+-------+-------+-------+
 * </pre>
 */
final class BinaryHeader {
    static final int LENGTH = 24;
    static final byte REQUEST = (byte) 0x80;
    static final byte RESPONSE = (byte) 0x81;

    byte magic;
    int opcode;
    int keyLength;
    int extrasLength;
    /** Unsigned 32 bits. */
    long bodyLength;

    int opaque;
    long cas;

    /** Reads the head at the position of a buffer, which does not move. */
    void read(ByteBuffer in) {
        int at = in.position();
        magic = in.get(at);
        opcode = Byte.toUnsignedInt(in.get(at + 1));
        keyLength = Short.toUnsignedInt(in.getShort(at + 2));
        extrasLength = Byte.toUnsignedInt(in.get(at + 4));
        bodyLength = Integer.toUnsignedLong(in.getInt(at + 8));
        opaque = in.getInt(at + 12);
        cas = in.getLong(at + 16);
    }

    long valueLength() {
        return bodyLength - keyLength - extrasLength;
    }
}
