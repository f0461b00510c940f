package io.recordsockets.bench.server;

/** Does nothing, so that the time from start to exit is that of the JVM alone, or of the JVM and the agent. */
public final class Noop {
    private Noop() {}

    /** Returns at once. */
    public static void main(String[] args) {
        // the start-up before this line is what is measured
    }
}
