package io.recordsockets;

import java.time.Duration;
import java.util.Objects;

/** What is queued at a socket or in a group and has not been handed to the kernel whole, at one moment. Immutable. */
public final class Backlog {
    /** Nothing is queued. */
    public static final Backlog EMPTY = new Backlog(0, 0, Duration.ZERO);

    private final long bytes;
    private final int records;
    private final Duration oldest;

    private Backlog(long bytes, int records, Duration oldest) {
        this.bytes = bytes;
        this.records = records;
        this.oldest = oldest;
    }

    /**
     * For the engine.
     *
     * @param bytes see {@link #bytes()}
     * @param records see {@link #records()}
     * @param oldest see {@link #oldest()}
     * @return a backlog
     * @throws NullPointerException if the age is null
     */
    public static Backlog of(long bytes, int records, Duration oldest) {
        return new Backlog(bytes, records, Objects.requireNonNull(oldest, "oldest"));
    }

    /**
     * How many bytes.
     *
     * @return of a socket, the bytes that are left to write; of a group, the bytes of the records that some member still has to
     *     get, each record counted once
     */
    public long bytes() {
        return bytes;
    }

    /** {@return how many records} */
    public int records() {
        return records;
    }

    /**
     * How long the oldest of them has been waiting.
     *
     * @return {@link Duration#ZERO} where there is none
     */
    public Duration oldest() {
        return oldest;
    }

    /** {@return whether nothing is queued} */
    public boolean isEmpty() {
        return records == 0;
    }

    /** {@return whether the other has equal figures} */
    @Override
    public boolean equals(Object other) {
        return other instanceof Backlog backlog
                && backlog.bytes == bytes
                && backlog.records == records
                && backlog.oldest.equals(oldest);
    }

    /** {@return a hash of the figures} */
    @Override
    public int hashCode() {
        return Objects.hash(bytes, records, oldest);
    }

    /** {@return the figures by name} */
    @Override
    public String toString() {
        return "Backlog[bytes=" + bytes + ", records=" + records + ", oldest=" + oldest.toMillis() + " ms]";
    }
}
