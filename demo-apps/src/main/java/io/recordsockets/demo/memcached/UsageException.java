package io.recordsockets.demo.memcached;

/** The command line is wrong; the message is one line that names the option. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
