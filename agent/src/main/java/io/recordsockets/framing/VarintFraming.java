package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * Records with a {@linkplain Base128 base-128} length in front, as in the delimited messages of Protocol Buffers (its
 * encoding guide, "Base 128 Varints"):
 *
 * <pre>
 *  stream                             records
 * +----+-----+--------+-----------+   +----+-----+  +--------+-----------+
 * | 03 | abc | AC 02  | 300 bytes |   | 03 | abc |  | AC 02  | 300 bytes |
 * +----+-----+--------+-----------+   +----+-----+  +--------+-----------+
 * </pre>
 *
 * <p>Not a record: more than 5 bytes of length, or 2^31 and above, which no such message can have.
 *
 * <p>Whether an application acts on less is the rule's to know; a message is parsed as a whole.
 *
 * <p>No state: one parser for all connections and directions.
 */
final class VarintFraming implements RecordFraming, RecordParser {
    static final VarintFraming INSTANCE = new VarintFraming();
    static final String NAME = "varint";

    private static final int MAX_BYTES = 5;

    private VarintFraming() {}

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
        return Base128.answer(head, 0, MAX_BYTES, Integer.MAX_VALUE);
    }

    @Override
    public int headLength() {
        return MAX_BYTES;
    }
}
