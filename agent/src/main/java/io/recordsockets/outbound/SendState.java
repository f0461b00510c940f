package io.recordsockets.outbound;

/**
 * What becomes of the sending side of a connection.
 *
 * <pre>
 *   OPEN → SHUTTING → SHUT → CLOSED
 *     |        └──→ CLOSING ↗
 *     └──────────→ CLOSING → CLOSED          from each one: a failure → CLOSED
 *     └──────────→ RELEASED
 * </pre>
 */
enum SendState {
    /** Takes records. */
    OPEN,
    /** Takes no records; the output is shut down once what is queued has left. */
    SHUTTING,
    /** The output is shut down; records can be received. */
    SHUT,
    /** Takes no records; the connection is closed once what is queued has left. */
    CLOSING,
    /** Nothing more happens. */
    CLOSED,
    /** The channel is the application's again. */
    RELEASED;

    boolean draining() {
        return this == SHUTTING || this == CLOSING;
    }

    boolean over() {
        return this == CLOSED || this == RELEASED;
    }
}
