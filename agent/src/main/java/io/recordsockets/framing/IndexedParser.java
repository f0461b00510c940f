package io.recordsockets.framing;

import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * A parser that remembers nothing and reads by index, so that many small records are passed without moving a buffer's
 * position for each.
 */
public interface IndexedParser extends RecordParser {
    /**
     * As {@link #parse}, of a head that begins at an index.
     *
     * @param view big-endian; its position and limit do not bound the head
     * @param index where the head begins
     * @param end where it ends; above {@code index}, and within the limit of the view
     */
    long parse(ByteBuffer view, int index, int end);
}
