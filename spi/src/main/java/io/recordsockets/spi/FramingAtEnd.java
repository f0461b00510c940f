package io.recordsockets.spi;

import io.recordsockets.RecordFraming;
import java.util.Objects;

/**
 * A framing at one end of a connection, made by {@link RecordFraming#atServer()} and {@link RecordFraming#atClient()}; for the
 * engine, which asks for its parts.
 *
 * @param framing the framing of the protocol
 * @param incoming which direction of the protocol comes in at this end
 */
public record FramingAtEnd(RecordFraming framing, StreamDirection incoming) implements RecordFraming {
    /**
     * Joins the parts. Of a framing at an end, the framing is taken.
     *
     * @param framing see {@link #framing()}
     * @param incoming see {@link #incoming()}
     * @throws NullPointerException if one is null
     */
    public FramingAtEnd {
        Objects.requireNonNull(incoming, "incoming");
        framing = Objects.requireNonNull(framing, "framing") instanceof FramingAtEnd other ? other.framing : framing;
    }

    /**
     * {@inheritDoc}
     *
     * @param direction {@inheritDoc}
     * @return {@inheritDoc}
     */
    @Override
    public RecordParser parser(StreamDirection direction) {
        return framing.parser(direction);
    }

    /** {@return what the framing says} */
    @Override
    public boolean recordsStandAlone() {
        return framing.recordsStandAlone();
    }

    /** {@return what the framing says} */
    @Override
    public boolean isSymmetric() {
        return framing.isSymmetric();
    }

    /** {@return the framing and the end, for people} */
    @Override
    public String toString() {
        return framing + (incoming == StreamDirection.REQUESTS ? " at the server" : " at the client");
    }
}
