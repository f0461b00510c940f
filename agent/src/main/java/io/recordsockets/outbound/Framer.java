package io.recordsockets.outbound;

import io.recordsockets.RecordFraming;
import io.recordsockets.framing.MessageFraming;
import io.recordsockets.spi.FramingAtEnd;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.util.Arrays;

/**
 * A framing with the directions of one connection. What is sent and received are whole messages: where the framing has smaller
 * records, on which an application can act before, nothing may come between those of one message.
 */
public final class Framer {
    static final Framer[] NONE = {};

    private final RecordFraming framing;
    private final StreamDirection incoming;

    /** The framing of a connection whose incoming stream is that direction. */
    public Framer(RecordFraming framing, StreamDirection incoming) {
        this.framing = framing;
        this.incoming = incoming;
    }

    /**
     * A framing as an application gives it.
     *
     * @param ofRule what a rule says about the connection; null for nothing
     * @throws IllegalArgumentException where nothing tells which end of the connection this is, or the framing has nothing to say
     *     about what comes in there
     */
    static Framer of(RecordFraming framing, Framer ofRule) {
        Framer framer;
        if (framing instanceof FramingAtEnd end) {
            framer = new Framer(end.framing(), end.incoming());
        } else if (framing.isSymmetric()) {
            framer = new Framer(framing, StreamDirection.REQUESTS);
        } else if (ofRule != null) {
            framer = new Framer(framing, ofRule.incoming);
        } else {
            throw new IllegalArgumentException("the framing has requests and responses, framing=" + framing
                    + "; say which end this is: framing.atServer(), which receives requests, or framing.atClient()");
        }
        if (framer.incoming() == null) {
            throw new IllegalArgumentException(
                    "the framing knows no records in what comes in at this end, framing=" + framer);
        }
        return framer;
    }

    /** These and one more, where it is none of them and not null. */
    static Framer[] with(Framer[] framers, Framer added) {
        if (added == null) {
            return framers;
        }
        for (Framer framer : framers) {
            if (framer.sendsAs(added)) {
                return framers;
            }
        }
        Framer[] more = Arrays.copyOf(framers, framers.length + 1);
        more[framers.length] = added;
        return more;
    }

    /** Whether what goes out has the same framing. */
    boolean sendsAs(Framer other) {
        return other != null && framing.equals(other.framing) && (other.incoming == incoming || framing.isSymmetric());
    }

    /**
     * A parser to check a record by itself with; null where the framing has none, or where a record ends may depend on what came
     * before it in the stream.
     */
    RecordParser checker() {
        RecordParser parser = outgoing();
        return parser == null || parser == outgoing() || framing.recordsStandAlone() ? parser : null;
    }

    /** A parser for what comes in; null where the framing has none. */
    RecordParser incoming() {
        return MessageFraming.messages(framing, incoming);
    }

    /** A parser for what goes out; null where the framing has none. */
    RecordParser outgoing() {
        return MessageFraming.messages(
                framing, incoming == StreamDirection.REQUESTS ? StreamDirection.RESPONSES : StreamDirection.REQUESTS);
    }

    @Override
    public String toString() {
        String end = incoming == StreamDirection.REQUESTS ? " at the server" : " at the client";
        return framing + (framing.isSymmetric() ? "" : end);
    }
}
