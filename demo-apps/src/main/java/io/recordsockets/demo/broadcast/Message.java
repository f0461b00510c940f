package io.recordsockets.demo.broadcast;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record of this application as it is on the wire, big endian:
 *
 * <pre>
 *  0        4      5          13         21         29       33
 * +--------+------+----------+----------+----------+--------+---------+
 * | length | kind | sequence | time     | block id | CRC32C | content |
 * +--------+------+----------+----------+----------+--------+---------+
 * </pre>
 *
 * The length counts what follows it. The sequence counts the records of one kind; the time is of the wall clock, in
 * nanoseconds since 1970, so that processes of one host can compare it; the checksum is that of the content.
 *
 * @param kind what it is
 * @param sequence from 1
 * @param timeNs when it was due to be published
 * @param blockId the block that it is, votes for, or retracts
 * @param bytes the whole record; its position is never moved
 */
record Message(Kind kind, long sequence, long timeNs, long blockId, ByteBuffer bytes) {
    /** What a record is. The number on the wire is one more than the ordinal. */
    enum Kind {
        BLOCK,
        VOTE,
        RETRACTION;

        private static final Kind[] VALUES = values();

        /** Null if there is none of this number. */
        static Kind of(int number) {
            return number >= 1 && number <= VALUES.length ? VALUES[number - 1] : null;
        }
    }

    static final int LENGTH_BYTES = 4;
    static final int KIND_OFFSET = 4;
    static final int SEQUENCE_OFFSET = 5;
    static final int TIME_OFFSET = 13;
    static final int BLOCK_ID_OFFSET = 21;
    static final int CHECKSUM_OFFSET = 29;
    static final int HEADER_BYTES = 33;

    static final int MAX_CONTENT_BYTES = 256 << 20;

    /** From here on direct memory is worth what it costs to get: of a heap buffer each write makes a copy first. */
    private static final int DIRECT_BYTES = 4 << 10;

    /** Makes a record of the remaining bytes of a buffer, whose position does not change. */
    static Message of(Kind kind, long sequence, long timeNs, long blockId, ByteBuffer content) {
        int length = HEADER_BYTES + content.remaining();
        ByteBuffer bytes = length < DIRECT_BYTES ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        CRC32C checksum = new CRC32C();
        checksum.update(content.duplicate());
        bytes.putInt(length - LENGTH_BYTES)
                .put((byte) (kind.ordinal() + 1))
                .putLong(sequence)
                .putLong(timeNs)
                .putLong(blockId)
                .putInt((int) checksum.getValue())
                .put(content.duplicate())
                .flip();
        return new Message(kind, sequence, timeNs, blockId, bytes);
    }

    /** Bytes on the wire. */
    int length() {
        return bytes.limit();
    }
}
