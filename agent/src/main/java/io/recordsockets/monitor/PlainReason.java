package io.recordsockets.monitor;

/** Why a connection that a rule matched is plain TCP. */
public enum PlainReason {
    /** The stream begins with a TLS handshake, in which no framing can look. */
    TLS("tls"),
    /** The framing found bytes that are no record of its protocol. */
    NOT_A_RECORD("not-a-record"),
    /** The protocol says that no records follow, as behind an upgrade or a start of TLS: no fault, and not logged. */
    PROTOCOL_CHANGE("protocol-change"),
    /** The framing saw no end of the record's head within the bytes that may be looked at. */
    HEAD_TOO_LONG("head-too-long"),
    /** Records stalled in a row: holding them gains nothing on this connection. */
    STALLED("stalled"),
    /** The parser of the framing threw an exception. */
    PARSER_FAILED("parser-failed"),
    /** The kernel refused a socket option that holding needs. */
    OPTION_FAILED("option-failed"),
    /** There was no memory to read the head of a record into. */
    OUT_OF_MEMORY("out-of-memory"),
    /** The peer sends urgent data, which the kernel keeps apart only as long as it is read at once. */
    URGENT_DATA("urgent-data"),
    /** The application receives records itself, through the API, which finds them; not counted. */
    RECORD_SOCKET("record-socket"),
    /** The channel was registered with a selector that is not the installed provider's. */
    FOREIGN_SELECTOR("foreign-selector"),
    /** The framing of the rule knows no records in the direction that the application reads. */
    NO_FRAMING("no-framing"),
    /** No provider of the framing that the rule names was found. */
    FRAMING_NOT_FOUND("framing-not-found");

    private final String label;

    PlainReason(String label) {
        this.label = label;
    }

    /** Whether an operator should hear of it; else it is as the protocol wants it, or as the peer does. */
    public boolean isDoubt() {
        return this != PROTOCOL_CHANGE && this != URGENT_DATA && this != RECORD_SOCKET;
    }

    /** The name in statistics, log lines and MXBean: kebab-case, stable over versions. */
    public String label() {
        return label;
    }
}
