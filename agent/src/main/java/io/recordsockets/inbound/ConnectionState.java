package io.recordsockets.inbound;

/**
 * Where a connection stands.
 *
 * <pre>
 *  DETECTING ──first whole record──▶ FRAMED ──end of stream, error──▶ DRAINING ──▶ CLOSED
 *      │ └──────────end of stream, error──────────▶ DRAINING             │
 *      └──────doubt──────▶ PASS_THROUGH ◀──doubt── FRAMED                │
 *                               └────────────────────────────────────────┴──▶ CLOSED
 * </pre>
 */
enum ConnectionState {
    /** No record has been whole yet. */
    DETECTING,
    /** Records are found and held until they are whole. */
    FRAMED,
    /** Nothing more comes in: what is there is delivered. */
    DRAINING,
    /** Plain TCP. */
    PASS_THROUGH,
    /** The channel is closed. */
    CLOSED;

    /** Whether records are looked for. */
    boolean framing() {
        return this == DETECTING || this == FRAMED;
    }
}
