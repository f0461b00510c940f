package io.recordsockets.bench.server;

import java.nio.ByteBuffer;

/** Counts the records of one stream, whatever the cuts between its reads. */
interface Scanner {
    /** Consumes the buffer; answers how many records ended in it. */
    int scan(ByteBuffer in);

    /** For records that are all of one length, whatever is in them: counting must not cost what parsing would. */
    static Scanner ofLength(int recordBytes) {
        return new Scanner() {
            private int seen;

            @Override
            public int scan(ByteBuffer in) {
                seen += in.remaining();
                in.position(in.limit());
                int whole = seen / recordBytes;
                seen %= recordBytes;
                return whole;
            }
        };
    }
}
