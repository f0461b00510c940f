package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records of one length. {@code fixed(length=3)}:
 *
 * <pre>
 *  stream        records
 * +-----------+  +-----+  +-----+  +-----+
 * | abcdefghi |  | abc |  | def |  | ghi |
 * +-----------+  +-----+  +-----+  +-----+
 * </pre>
 *
 * <p>Whether an application acts on less is the rule's to know.
 *
 * <p>No state: one parser for all connections and directions.
 */
final class FixedFraming implements RecordFraming, RecordParser {
    static final String NAME = "fixed";
    static final List<String> PARAMETERS = List.of("length");

    private final long answer;

    FixedFraming(int length) {
        answer = FramingAnswer.record(length);
    }

    static FixedFraming of(Parameters parameters) {
        if (parameters.text("length") == null) {
            throw parameters.incomplete("length=N, the bytes of a record");
        }
        return new FixedFraming((int) parameters.number("length", 0, 1, Integer.MAX_VALUE));
    }

    @Override
    public RecordParser parser(StreamDirection direction) {
        return this;
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof FixedFraming other && other.answer == answer;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(answer);
    }

    @Override
    public String toString() {
        return NAME + "(length=" + FramingAnswer.length(answer) + ")";
    }

    @Override
    public long parse(ByteBuffer head) {
        return answer;
    }

    @Override
    public int headLength() {
        return 1;
    }
}
