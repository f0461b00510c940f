package io.recordsockets;

import java.io.IOException;
import java.util.Objects;

/**
 * Why a record failed where a limit was enforced: the cause in a {@link SendReceipt}, and of {@link RecordSocket#closed()} where
 * {@link Overflow#DISCONNECT} closed the connection. Never thrown by a send. It has no stack trace: it is made for each
 * record that is refused.
 */
public final class SendRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final SendOutcome outcome;
    private final int queuedRecords;
    private final long queuedBytes;

    /**
     * For the engine.
     *
     * @param outcome the limit
     * @param what what was done to the record, for people
     * @param queued what was queued at the socket, or in the group, whose limit it is
     * @throws NullPointerException if an argument is null
     */
    public SendRefusedException(SendOutcome outcome, String what, Backlog queued) {
        super(Objects.requireNonNull(what, "what"));
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.queuedRecords = queued.records();
        this.queuedBytes = queued.bytes();
    }

    /**
     * Which limit it was.
     *
     * @return one for which {@link SendOutcome#isLimit()} is true
     */
    public SendOutcome outcome() {
        return outcome;
    }

    /** {@return how many records were queued} */
    public int queuedRecords() {
        return queuedRecords;
    }

    /** {@return how many bytes were queued} */
    public long queuedBytes() {
        return queuedBytes;
    }

    /** {@return what was done and what to do, with the figures} */
    @Override
    public String getMessage() {
        return super.getMessage() + ", outcome=" + outcome + ", records=" + queuedRecords + ", bytes=" + queuedBytes
                + "; send less, wait for writable(), or choose another policy";
    }

    /** {@return this, without a stack trace} */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
