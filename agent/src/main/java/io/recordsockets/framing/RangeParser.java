package io.recordsockets.framing;

import java.nio.ByteBuffer;

/** A parser that remembers how far it has come and is shown a head by index; the contract is that of RecordParser. */
interface RangeParser {
    /**
     * Looks at the head of a record.
     *
     * @param view big-endian; the bytes are within its limit
     * @param index where the head begins
     * @param end where it ends; above {@code index}
     */
    long parse(ByteBuffer view, int index, int end);
}
