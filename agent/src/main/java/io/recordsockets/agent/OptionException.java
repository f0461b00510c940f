package io.recordsockets.agent;

/** The agent argument, or the file that it names, is wrong. The message has a line for each thing that is. */
public final class OptionException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the operator asked for an exit in this case. */
    private final boolean strict;

    OptionException(String message, boolean strict) {
        super(message);
        this.strict = strict;
    }

    /** What {@link AgentOptions#strict()} would have been. */
    public boolean strict() {
        return strict;
    }
}
