package io.recordsockets.rules;

/** The text is not a set of rules. The message has a line for each thing that is wrong, for the operator. */
public final class RuleException extends Exception {
    private static final long serialVersionUID = 1;

    RuleException(String message) {
        super(message);
    }
}
