package io.recordsockets.outbound.queue;

import io.recordsockets.RecordState;

/**
 * The states of a record, or of a bundle of records, at one of its receivers. Bytes, as an entry has one for each.
 *
 * <pre>
 * UNOFFERED → QUEUED ⇄ WRITING → STARTED → SENT
 *                        └────────────────↗
 *     each of the first three → UNSENT, EXPIRED, SUPERSEDED or FAILED; STARTED → FAILED
 *     of a bundle: each of the first three → SPLIT, from where each of its records has a state of its own
 * </pre>
 */
public final class EntryState {
    /** The connection has not seen it yet: the sender is on its way, or waits for room. */
    public static final byte UNOFFERED = 0;

    public static final byte QUEUED = 1;

    /** In a write that is under way: it will turn out to be started, or sent, or queued still. */
    public static final byte WRITING = 2;

    public static final byte STARTED = 3;
    public static final byte SENT = 4;
    public static final byte UNSENT = 5;
    public static final byte EXPIRED = 6;
    public static final byte SUPERSEDED = 7;
    public static final byte FAILED = 8;

    /** At that receiver each record of the bundle has its own state. */
    static final byte SPLIT = FAILED + 1;

    /** How many states a record has. */
    public static final int COUNT = FAILED + 1;

    private static final RecordState[] STATES = {
        RecordState.QUEUED,
        RecordState.QUEUED,
        RecordState.QUEUED,
        RecordState.STARTED,
        RecordState.SENT,
        RecordState.UNSENT,
        RecordState.EXPIRED,
        RecordState.SUPERSEDED,
        RecordState.FAILED
    };

    private EntryState() {}

    /** As receipts tell it. */
    static RecordState toldAs(byte state) {
        return STATES[state];
    }
}
