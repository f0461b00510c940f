package io.recordsockets.outbound;

import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;

/** A framing with the directions of one connection. */
public final class Framer {
    private final RecordFraming framing;
    private final StreamDirection incoming;

    /** The framing of a connection whose incoming stream is that direction. */
    public Framer(RecordFraming framing, StreamDirection incoming) {
        this.framing = framing;
        this.incoming = incoming;
    }

    /** A parser for what comes in; null where the framing has none. */
    RecordParser incoming() {
        return framing.parser(incoming);
    }

    /** A parser for what goes out; null where the framing has none. */
    RecordParser outgoing() {
        return framing.parser(
                incoming == StreamDirection.REQUESTS ? StreamDirection.RESPONSES : StreamDirection.REQUESTS);
    }
}
