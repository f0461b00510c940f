package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * A length in groups of seven bits, the lowest first, where the top bit of a byte says that another one comes: the
 * varint of Protocol Buffers, the remaining length of MQTT.
 *
 * <pre>
 *  300 = 0b10_0101100     +---+---------+---+---------+
 *                         | 1 | 0101100 | 0 | 0000010 |
 *                         +---+---------+---+---------+
 * </pre>
 *
 * <p><b>Threading:</b> no state.
 */
final class Base128 {
    private Base128() {}

    /**
     * Answers for a record that has such a length at {@code offset}, which counts the bytes behind it.
     *
     * @param maxBytes longest length field; a further byte makes it not a record
     * @param maxValue largest length; a larger one makes it not a record
     */
    static long answer(ByteBuffer head, int offset, int maxBytes, long maxValue) {
        int at = head.position() + offset;
        int there = Math.min(maxBytes, head.remaining() - offset);
        long value = 0;
        for (int i = 0; i < there; i++) {
            int b = head.get(at + i);
            value |= (long) (b & 0x7F) << 7 * i;
            if (b >= 0) {
                return value > maxValue ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(offset + i + 1 + value);
            }
        }
        return there == maxBytes ? FramingAnswer.NOT_A_RECORD : FramingAnswer.atLeast(head.remaining() + 1L);
    }
}
