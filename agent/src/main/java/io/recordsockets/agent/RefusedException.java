package io.recordsockets.agent;

/** The agent cannot or must not be active in this JVM; the message says why, in one line. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
