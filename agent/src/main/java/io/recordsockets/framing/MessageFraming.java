package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;

/**
 * A framing whose messages consist of several records: an application can act on each, but nothing of another message may come
 * between two of them. Who waits for bytes asks for records; who puts bytes into a stream, or promises whole messages, asks for
 * messages.
 *
 * <p><b>Threading:</b> as by {@link RecordFraming}.
 */
public interface MessageFraming extends RecordFraming {
    /**
     * Makes a parser whose records are whole messages.
     *
     * @param direction which stream it will see
     * @return the parser; null where this framing knows no records in that direction
     */
    RecordParser messages(StreamDirection direction);

    /** A parser of the messages of any framing, which are its records where it says nothing else; null for none. */
    static RecordParser messages(RecordFraming framing, StreamDirection direction) {
        return framing instanceof MessageFraming messageFraming
                ? messageFraming.messages(direction)
                : framing.parser(direction);
    }
}
