package io.recordsockets;

/**
 * What became of a record at one receiver.
 *
 * <pre>
 *   QUEUED → STARTED → SENT
 *      |        └────→ FAILED
 *      └──→ UNSENT | EXPIRED | SUPERSEDED | FAILED
 * </pre>
 */
public enum RecordState {
    /** Not one byte has left. */
    QUEUED,
    /** The kernel has some of its bytes; it will be finished, or the connection fails. */
    STARTED,
    /** The kernel has all of its bytes. That the receiver has them, TCP does not tell. */
    SENT,
    /** Taken back before it began. */
    UNSENT,
    /** Its lifetime was over before it began. */
    EXPIRED,
    /** A newer record with the same key replaced it before it began. */
    SUPERSEDED,
    /** Not delivered: it was refused, the connection failed or was closed, or a limit was enforced. The receipt has the cause. */
    FAILED;

    /** {@return whether nothing follows this state} */
    public boolean isEnd() {
        return this != QUEUED && this != STARTED;
    }
}
