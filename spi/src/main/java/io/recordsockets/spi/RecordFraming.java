package io.recordsockets.spi;

/**
 * The rule that says where the records of a protocol end. A framing is a factory of parsers and holds no state of any
 * connection.
 *
 * <p>A framing decides <em>when</em> the application wakes, never <em>what</em> it reads: a wrong answer costs time, not
 * bytes.
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
     * Whether each record ends where its own bytes say, whatever came before it in the stream. Records of such framings are checked
     * before they are sent, as are those of a framing that answers with the same parser each time.
     */
    default boolean recordsStandAlone() {
        return false;
    }
}
