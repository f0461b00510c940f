package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * MQTT 3.1, 3.1.1 and 5.0, both ways: a byte of packet type and flags, the remaining length in {@linkplain Base128 base
 * 128} of at most 4 bytes, and as many bytes (OASIS MQTT 5.0, 2.1.1 to 2.1.4).
 *
 * <pre>
 *  stream                                 records
 * +------+----+----------+------+----+   +------+----+----------+  +------+----+
 * | 0x30 | 0A | 10 bytes | 0xC0 | 00 |   | 0x30 | 0A | 10 bytes |  | 0xC0 | 00 |
 * +------+----+----------+------+----+   +------+----+----------+  +------+----+
 *  PUBLISH                PINGREQ
 * </pre>
 *
 * <p>Not a record: type 0, flags that the type must not have, a fifth byte of length.
 *
 * <p><b>What is acted on early:</b> nothing; a packet is what is published, confirmed, or asked. <b>Who must speak first:</b>
 * the server, behind CONNECT and AUTH, which are packets.
 *
 * <p>No state: one parser for all connections and directions.
 */
final class MqttFraming implements RecordFraming, RecordParser {
    static final MqttFraming INSTANCE = new MqttFraming();
    static final String NAME = "mqtt";

    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;
    private static final int QOS_BITS = 0b0110;
    private static final int REQUIRED_FLAGS = 0b0010;

    private static final int MAX_LENGTH_BYTES = 4;
    private static final int MAX_LENGTH = 268_435_455;

    private MqttFraming() {}

    @Override
    public RecordParser parser(StreamDirection direction) {
        return this;
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public String toString() {
        return NAME;
    }

    @Override
    public long parse(ByteBuffer head) {
        if (!isPacket(head.get(head.position()) & 0xFF)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        return Base128.answer(head, 1, MAX_LENGTH_BYTES, MAX_LENGTH);
    }

    private static boolean isPacket(int first) {
        int flags = first & 0x0F;
        return switch (first >>> 4) {
            case 0 -> false;
            case PUBLISH -> (flags & QOS_BITS) != QOS_BITS;
            case PUBREL, SUBSCRIBE, UNSUBSCRIBE ->
                // 3.1 lets the sender mark them as duplicates
                (flags & QOS_BITS) == REQUIRED_FLAGS;
            default -> flags == 0;
        };
    }

    @Override
    public int headLength() {
        return 1 + MAX_LENGTH_BYTES;
    }
}
