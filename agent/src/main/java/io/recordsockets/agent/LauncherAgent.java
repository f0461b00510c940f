package io.recordsockets.agent;

import java.lang.instrument.Instrumentation;

/**
 * The {@code Launcher-Agent-Class} of the jar: {@code java -jar record-sockets-agent.jar} calls it before {@link Main}, so
 * that {@code check} can try the installation in its own JVM. Does nothing else: no socket of that JVM is touched until it
 * is asked for.
 */
public final class LauncherAgent {
    private static volatile Instrumentation instrumentation;

    private LauncherAgent() {}

    /** Called by the JVM. */
    public static void agentmain(String argument, Instrumentation instrumentation) {
        LauncherAgent.instrumentation = instrumentation;
    }

    /** What the JVM gave; null where this JVM was not started with {@code -jar}. */
    static Instrumentation instrumentation() {
        return instrumentation;
    }
}
