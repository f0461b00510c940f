package io.recordsockets.outbound;

import java.io.IOException;

/** A limit was enforced against a record. Without a stack trace: it says nothing, and is made for each such record. */
final class QueueLimitException extends IOException {
    private static final long serialVersionUID = 1;

    QueueLimitException(String what, int records, long bytes) {
        super(what + ", records=" + records + ", bytes=" + bytes);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
