package io.recordsockets.monitor;

/** Why the application was given a record that was not whole. */
public enum HoldRelease {
    /** No byte came in for the {@code stall} time of the rule. */
    STALL("stall"),
    /** The record made progress, but was held for the {@code hold-time} of the rule. */
    HOLD_TIME("hold-time"),
    /** The record is longer than the {@code hold-limit} of the rule, or than the kernel holds. */
    HOLD_LIMIT("hold-limit"),
    /** The other side ended its stream in the middle of a record. */
    END_OF_STREAM("end-of-stream"),
    /** The connection failed in the middle of a record. */
    ERROR("error"),
    /** The application's own read time-out ({@code SO_TIMEOUT}) ran out with a part of the record there. */
    READ_TIMEOUT("read-timeout"),
    /** The budget for what is read ahead was used up. */
    MEMORY("memory"),
    /** The connection turned to plain TCP in the middle of a record. */
    PLAIN("plain");

    private final String label;

    HoldRelease(String label) {
        this.label = label;
    }

    /** The name in statistics, log lines and MXBean: kebab-case, stable over versions. */
    public String label() {
        return label;
    }
}
