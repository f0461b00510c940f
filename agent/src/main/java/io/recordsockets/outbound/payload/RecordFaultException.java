package io.recordsockets.outbound.payload;

import java.io.IOException;

/** A record cannot be sent, by a fault of its own: nothing has left with this write, and the connection can do without it. */
public final class RecordFaultException extends IOException {
    private static final long serialVersionUID = 1;

    public RecordFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
