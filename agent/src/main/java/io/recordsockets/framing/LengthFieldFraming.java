package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * Records that carry their length in a field of fixed width at a fixed place. {@code length-field(offset=2, length=2)}:
 *
 * <pre>
 *  stream                                          records
 * +------+--------+-----+------+--------+------+   +------+--------+-----+  +------+--------+------+
 * | CA01 | 0x0003 | abc | CA01 | 0x0004 | defg |   | CA01 | 0x0003 | abc |  | CA01 | 0x0004 | defg |
 * +------+--------+-----+------+--------+------+   +------+--------+-----+  +------+--------+------+
 *  offset  length
 * </pre>
 *
 * <p>Length of a record = {@code header} + value of the field + {@code adjust}. {@code header} is what the value does not
 * count; by default all up to and with the field. {@code header=0} is for values that count the whole record, {@code
 * length=3, endian=little, header=4} for MySQL packets (3 bytes of length, 1 of sequence).
 *
 * <p>Fields of 1 to 4 bytes are unsigned. Not a record: a negative value of 8 bytes, a length that would end before the
 * header does, one over {@code max}. Large lengths are otherwise left to the limit of what is held.
 *
 * <p>Whether an application acts on less, or answers a header before its body can come, is the rule's to know.
 *
 * <p>No state: one parser for all connections and directions; but where much stands before the field, a parser for each
 * that passes it.
 */
final class LengthFieldFraming implements RecordFraming, IndexedParser {
    static final String NAME = "length-field";
    static final List<String> PARAMETERS = List.of("offset", "length", "adjust", "endian", "header", "max");

    /** What {@link FramingAnswer#record(long)} can tell. */
    static final long NO_MAX = (1L << 62) - 1;

    private static final int MAX_OFFSET = 65_535;

    /** What stands before a field further behind is passed by itself, so that it need not be kept. */
    private static final int NEAR = 64;

    private final int offset;
    private final int width;
    private final boolean littleEndian;
    private final int fieldEnd;
    /** Header and adjustment together: what comes on top of the value. */
    private final long uncounted;

    private final long min;
    private final long max;

    LengthFieldFraming(int offset, int width, long adjust, boolean littleEndian, int header, long max) {
        this.offset = offset;
        this.width = width;
        this.littleEndian = littleEndian;
        this.fieldEnd = offset + width;
        this.uncounted = header + adjust;
        this.min = Math.max(header, fieldEnd);
        this.max = max;
    }

    /** A big-endian field at the beginning that counts what comes behind it. */
    static LengthFieldFraming leading(int width, long maxValue) {
        return new LengthFieldFraming(0, width, 0, false, width, width + maxValue);
    }

    static LengthFieldFraming of(Parameters parameters) {
        int offset = (int) parameters.number("offset", 0, 0, MAX_OFFSET);
        String lengthText = parameters.text("length");
        if (lengthText == null) {
            throw parameters.incomplete("length=1, 2, 3, 4 or 8, the bytes of the length field");
        }
        int width = (int) parameters.number("length", 0, 1, 8);
        if (width > 4 && width < 8) {
            throw parameters.refused("length", lengthText, "1, 2, 3, 4 or 8", null);
        }
        long adjust = parameters.number("adjust", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        int header = (int) parameters.number("header", offset + width, 0, MAX_OFFSET + 8);
        long max = parameters.number("max", NO_MAX, 1, NO_MAX);
        return new LengthFieldFraming(offset, width, adjust, isLittleEndian(parameters), header, max);
    }

    private static boolean isLittleEndian(Parameters parameters) {
        String endian = parameters.text("endian");
        if (endian == null || endian.equals("big")) {
            return false;
        }
        if (endian.equals("little")) {
            return true;
        }
        throw parameters.refused("endian", endian, "big or little", null);
    }

    @Override
    public RecordParser parser(StreamDirection direction) {
        return offset > NEAR ? new FarField(this) : this;
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof LengthFieldFraming other
                && other.offset == offset
                && other.width == width
                && other.littleEndian == littleEndian
                && other.uncounted == uncounted
                && other.min == min
                && other.max == max;
    }

    @Override
    public int hashCode() {
        return Objects.hash(offset, width, littleEndian, uncounted, min, max);
    }

    @Override
    public String toString() {
        return NAME + "(offset=" + offset + ",length=" + width + ",endian=" + (littleEndian ? "little" : "big")
                + ",uncounted=" + uncounted + (max == NO_MAX ? ")" : ",max=" + max + ")");
    }

    @Override
    public long parse(ByteBuffer head) {
        return parse(head, head.position(), head.limit());
    }

    @Override
    public long parse(ByteBuffer view, int index, int end) {
        if (end - index < fieldEnd) {
            return FramingAnswer.atLeast(fieldEnd);
        }
        return FramingAnswer.record(recordLength(view, index + offset));
    }

    /** Length of the record whose field is there; 0 where none can have it. */
    private long recordLength(ByteBuffer view, int at) {
        long value = value(view, at);
        // an overflow is negative, so below the minimum as well
        long length = value + uncounted;
        return value < 0 || length < min || length > max ? 0 : length;
    }

    private long value(ByteBuffer head, int at) {
        switch (width) {
            case 1 -> {
                return head.get(at) & 0xFF;
            }
            case 2 -> {
                short two = head.getShort(at);
                return (littleEndian ? Short.reverseBytes(two) : two) & 0xFFFF;
            }
            case 3 -> {
                int three = (head.getShort(at) & 0xFFFF) << 8 | head.get(at + 2) & 0xFF;
                return littleEndian ? Integer.reverseBytes(three) >>> 8 : three;
            }
            case 4 -> {
                int four = head.getInt(at);
                return (littleEndian ? Integer.reverseBytes(four) : four) & 0xFFFF_FFFFL;
            }
            default -> {
                long eight = head.getLong(at);
                return littleEndian ? Long.reverseBytes(eight) : eight;
            }
        }
    }

    @Override
    public int headLength() {
        return fieldEnd;
    }

    private static final class FarField implements RecordParser {
        private final LengthFieldFraming rule;
        private boolean atField;

        FarField(LengthFieldFraming rule) {
            this.rule = rule;
        }

        @Override
        public long parse(ByteBuffer head) {
            if (!atField) {
                atField = true;
                return FramingAnswer.part(rule.offset, rule.width);
            }
            if (head.remaining() < rule.width) {
                return FramingAnswer.atLeast(rule.width);
            }
            atField = false;
            return FramingAnswer.record(rule.recordLength(head, head.position()) - rule.offset);
        }

        @Override
        public int headLength() {
            return rule.width;
        }
    }
}
