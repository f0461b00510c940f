package io.recordsockets.framing;

import io.recordsockets.spi.RecordParser;

/**
 * A parser that knows with the end of a record that no other follows, before a byte of what does follow is there: who puts
 * records into the stream must not put one there.
 */
public interface LastRecordParser extends RecordParser {
    /**
     * Whether no record follows the one that was answered last. Of use right behind the answer {@link
     * io.recordsockets.spi.FramingAnswer#record}.
     */
    boolean wasLast();
}
