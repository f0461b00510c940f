package io.recordsockets.bench;

/** The command line makes no sense; the message is the one line that the user sees. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
