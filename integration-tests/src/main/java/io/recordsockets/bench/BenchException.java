package io.recordsockets.bench;

/** A benchmark cannot run or found something wrong; the message is the one line that the user sees. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1;

    /** With what failed, name=value pairs, and what to do. */
    public BenchException(String message) {
        super(message);
    }
}
