package io.recordsockets.inbound;

/** Whether the connections of a rule may make the application wait for whole records. */
public enum HoldMode {
    /** A connection begins by following, and holds for as long as that pays: see {@link Ladder}. */
    AUTO,
    /** Every record is held, from the first on, for the times of the rule: for whom it is certain that the framing fits. */
    ON,
    /** Records are followed and counted; nothing ever waits. */
    OFF
}
