package io.recordsockets;

import io.recordsockets.spi.FramingAtEnd;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;

/**
 * The rule that says where the records of a protocol end. Those that are built in come from {@link RecordFramings}; for a
 * protocol of your own, implement this interface. A framing is a factory of parsers and holds no state of any connection.
 *
 * <p>Under the agent a framing decides <em>when</em> the application wakes, never <em>what</em> it reads: a wrong answer costs
 * time, not bytes. To a {@link RecordSocket} it says what {@link RecordSocket#receive()} answers.
 *
 * <p>Framings that are equal by {@link Object#equals} are the same framing, to whoever attaches a channel twice.
 *
 * <p><b>Threading:</b> called by any thread, at once by several.
 */
@FunctionalInterface
public interface RecordFraming {
    /**
     * Makes a parser for one direction of one connection, from its first byte on. A parser without state may be shared.
     *
     * @param direction which stream it will see
     * @return the parser; null where this framing knows no records in that direction, which then is plain TCP
     */
    RecordParser parser(StreamDirection direction);

    /**
     * Whether each record ends where its own bytes say, whatever came before it in the stream. Records of such framings are
     * checked before they are sent, as are those of a framing that answers with the same parser each time.
     *
     * @return false by default
     */
    default boolean recordsStandAlone() {
        return false;
    }

    /**
     * Whether both directions are framed alike, so that nobody has to say which end of the connection is the server's.
     *
     * @return false by default; then {@link RecordSocket#attach(java.nio.channels.SocketChannel, RecordFraming)} needs {@link
     *     #atServer()} or {@link #atClient()}
     */
    default boolean isSymmetric() {
        return false;
    }

    /**
     * This framing at the end that receives requests and sends responses.
     *
     * @return a framing for {@link RecordSocket#attach(java.nio.channels.SocketChannel, RecordFraming)}
     */
    default RecordFraming atServer() {
        return new FramingAtEnd(this, StreamDirection.REQUESTS);
    }

    /**
     * This framing at the end that sends requests and receives responses.
     *
     * @return a framing for {@link RecordSocket#attach(java.nio.channels.SocketChannel, RecordFraming)}
     */
    default RecordFraming atClient() {
        return new FramingAtEnd(this, StreamDirection.RESPONSES);
    }
}
