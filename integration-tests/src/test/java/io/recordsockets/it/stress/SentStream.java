package io.recordsockets.it.stress;

import java.nio.ByteBuffer;
import java.util.Random;

/** The model of one connection: what is sent, cut into records of {@code length-field(offset=0,length=4)}. */
final class SentStream {
    private static final int HEADER = 4;

    final byte[] bytes;

    /** Where each record ends. */
    final int[] ends;

    SentStream(Random random) {
        boolean many = random.nextInt(5) == 0;
        boolean large = !many && random.nextInt(15) == 0;
        int records = many ? 300 : 1 + random.nextInt(large ? 6 : 60);
        int largest = 1 << (large ? 21 : 1 + random.nextInt(many ? 7 : 14));
        ends = new int[records];
        int end = 0;
        for (int i = 0; i < records; i++) {
            end += HEADER + random.nextInt(largest);
            ends[i] = end;
        }
        bytes = new byte[end];
        random.nextBytes(bytes);
        int start = 0;
        for (int recordEnd : ends) {
            ByteBuffer.wrap(bytes).putInt(start, recordEnd - start - HEADER);
            start = recordEnd;
        }
    }

    int length() {
        return bytes.length;
    }

    /** The end of the record that the byte at this position belongs to. */
    int recordEnd(int position) {
        for (int end : ends) {
            if (end > position) {
                return end;
            }
        }
        return bytes.length;
    }

    /** Whether a record ends here. */
    boolean isBoundary(int position) {
        return position == 0 || recordEnd(position - 1) == position;
    }
}
