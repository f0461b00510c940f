package io.recordsockets.framing;

/** No framing of this name is built in, and no provider makes it that could be asked. The message is for the operator. */
public final class UnknownFramingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnknownFramingException(String message, Throwable cause) {
        super(message, cause);
    }
}
