package io.recordsockets.inbound;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random stream of records in one of several framings, with where they end. */
final class RandomStream {
    /** How the records are told apart. */
    enum Kind {
        LENGTH_FIELD,
        VARINT,
        LINES,
        CHUNKS,
        /** Records as of {@link #LENGTH_FIELD}, and a parser that answers anything. */
        HOSTILE
    }

    private static final int MAX_RECORDS = 60;

    private final Random random;
    private final Kind kind;
    private final byte[] bytes;
    private final List<Integer> ends = new ArrayList<>();

    /**
     * Makes a stream.
     *
     * @param longest bytes of a record's body
     */
    RandomStream(Random random, Kind kind, int longest) {
        this.random = random;
        this.kind = kind;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int records = 1 + random.nextInt(MAX_RECORDS);
        for (int i = 0; i < records; i++) {
            put(out, random.nextInt(4) == 0 ? random.nextInt(longest + 1) : random.nextInt(longest / 8 + 1));
            ends.add(out.size());
        }
        this.bytes = out.toByteArray();
    }

    private void put(ByteArrayOutputStream out, int length) {
        switch (kind) {
            case VARINT:
                int rest = length;
                for (; rest > 0x7F; rest >>>= 7) {
                    out.write(rest | 0x80);
                }
                out.write(rest);
                putBody(out, length);
                break;
            case LINES:
                for (int i = 0; i < length; i++) {
                    out.write('a' + random.nextInt(26));
                }
                out.write('\n');
                break;
            case CHUNKS:
                for (int chunks = random.nextInt(4); chunks > 0; chunks--) {
                    int chunk = 1 + random.nextInt(length + 1);
                    out.write(chunk >> 8);
                    out.write(chunk);
                    putBody(out, chunk);
                }
                out.write(0);
                out.write(0);
                break;
            default:
                out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
                putBody(out, length);
        }
    }

    private void putBody(ByteArrayOutputStream out, int length) {
        byte[] body = new byte[length];
        random.nextBytes(body);
        out.writeBytes(body);
    }

    byte[] bytes() {
        return bytes;
    }

    int records() {
        return ends.size();
    }

    /** Where the last record ends that is whole within so many bytes; 0 where none is. */
    int wholeWithin(int length) {
        int end = 0;
        for (int recordEnd : ends) {
            if (recordEnd > length) {
                break;
            }
            end = recordEnd;
        }
        return end;
    }

    RecordParser parser() {
        switch (kind) {
            case VARINT:
                return Connection.parser("varint", Map.of());
            case LINES:
                return Connection.parser("line", Map.of("max", "1000000"));
            case CHUNKS:
                return new ChunkParser();
            case HOSTILE:
                return new HostileParser(random);
            default:
                return Connection.parser("length-field", Map.of("length", "4"));
        }
    }

    /** Chunks of two bytes of length and so many bytes; the record ends with one of length 0. */
    static final class ChunkParser implements RecordParser {
        @Override
        public long parse(ByteBuffer head) {
            if (head.remaining() < 2) {
                return FramingAnswer.atLeast(2);
            }
            int chunk = head.getShort(head.position()) & 0xFFFF;
            return chunk == 0 ? FramingAnswer.record(2) : FramingAnswer.part(2 + chunk, 2);
        }

        @Override
        public int headLength() {
            return 2;
        }
    }

    /** Keeps to the types, and to nothing else. */
    private static final class HostileParser implements RecordParser {
        private final Random random;
        private final int headLength;

        HostileParser(Random random) {
            this.random = random;
            this.headLength = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(100);
        }

        @Override
        public long parse(ByteBuffer head) {
            int length = random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(2 * head.remaining() + 20);
            switch (random.nextInt(100)) {
                case 0:
                    return FramingAnswer.NOT_A_RECORD;
                case 1:
                    throw new IllegalStateException("the parser fails");
                case 2:
                    throw new StackOverflowError("the parser fails");
                case 3:
                    return random.nextLong();
                default:
                    break;
            }
            switch (random.nextInt(3)) {
                case 0:
                    return FramingAnswer.record(length);
                case 1:
                    return FramingAnswer.part(length, random.nextInt(3) == 0 ? 1 + random.nextInt(65_535) : 1);
                default:
                    return FramingAnswer.atLeast(length);
            }
        }

        @Override
        public int headLength() {
            if (random.nextInt(500) == 0) {
                throw new IllegalStateException("the parser fails");
            }
            return headLength;
        }
    }
}
