package io.recordsockets.it.send;

import io.recordsockets.RecordHandle;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The records of these tests: what is in them follows from their number, so that a receiver can tell a whole record from
 * anything else.
 *
 * <pre>
 *  0        4              12                    4 + length
 * +--------+--------------+---------------------+
 * | length | number       | bytes by number     |
 * +--------+--------------+---------------------+
 * </pre>
 */
final class Frame {
    static final int HEADER = 12;
    private static final int PERIOD = 1 << 16;
    private static final int LONGEST = 64 << 20;
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Twice the same, so that a run of one period begins anywhere. */
    private static final ByteBuffer PATTERN = pattern();

    private Frame() {}

    /** A number that no record in this JVM has had. */
    static long number() {
        return NUMBERS.incrementAndGet();
    }

    /** A record of so many bytes together. */
    static ByteBuffer bytes(long number, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.putInt(length - 4).putLong(number);
        ByteBuffer pattern = PATTERN.duplicate();
        while (bytes.hasRemaining()) {
            int from = from(number, bytes.position());
            pattern.limit(from + Math.min(PERIOD, bytes.remaining())).position(from);
            bytes.put(pattern);
        }
        return bytes.flip();
    }

    static RecordHandle handle(long number, int length) {
        return RecordHandle.copyOf(bytes(number, length));
    }

    /** The number of a whole record; fails where it is not one. */
    static long numberOf(ByteBuffer record) {
        long[] number = {-1};
        Check check = new Check();
        check.accept(record.duplicate(), n -> number[0] = number[0] == -1 ? n : -2);
        if (number[0] < 0 || !check.atBoundary()) {
            throw new IllegalStateException("not one whole record, length=" + record.remaining());
        }
        return number[0];
    }

    private static int from(long number, int at) {
        return (int) ((number * 31 + at) & (PERIOD - 1));
    }

    private static ByteBuffer pattern() {
        byte[] once = new byte[PERIOD];
        new Random(1).nextBytes(once);
        return ByteBuffer.allocate(2 * PERIOD).put(once).put(once).flip().asReadOnlyBuffer();
    }

    /** Walks a stream of records, piece by piece. One thread. */
    static final class Check {
        private final ByteBuffer header = ByteBuffer.allocate(HEADER);
        private final ByteBuffer pattern = PATTERN.duplicate();
        private long number;
        private int length;
        private int at;

        /** Whether no record has begun and not ended. */
        boolean atBoundary() {
            return at == 0;
        }

        /**
         * Takes the next bytes of the stream.
         *
         * @throws IllegalStateException where they are not the bytes of records
         */
        void accept(ByteBuffer bytes, LongConsumer whole) {
            while (bytes.hasRemaining()) {
                if (at < HEADER) {
                    header(bytes);
                } else {
                    body(bytes);
                }
                if (at >= HEADER && at == length) {
                    at = 0;
                    whole.accept(number);
                }
            }
        }

        private void header(ByteBuffer bytes) {
            header.put(bytes.get());
            at++;
            if (at == HEADER) {
                length = header.getInt(0) + 4;
                number = header.getLong(4);
                header.clear();
                if (length < HEADER || length > LONGEST || number <= 0 || number > NUMBERS.get() + (1L << 40)) {
                    throw new IllegalStateException("no header of a record, length=" + length + ", number=" + number);
                }
            }
        }

        private void body(ByteBuffer bytes) {
            int count = Math.min(Math.min(bytes.remaining(), length - at), PERIOD);
            int from = from(number, at);
            pattern.limit(from + count).position(from);
            ByteBuffer piece = bytes.slice(bytes.position(), count);
            int mismatch = pattern.mismatch(piece);
            if (mismatch >= 0) {
                throw new IllegalStateException(
                        "wrong byte in a record, number=" + number + ", length=" + length + ", at=" + (at + mismatch));
            }
            bytes.position(bytes.position() + count);
            at += count;
        }
    }
}
