package io.recordsockets.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * The entry of the agent: catches what goes wrong and hands over. It runs before the application, in its JVM, so nothing
 * here or below may
 *
 * <ul>
 *   <li>touch {@code java.util.logging}, JMX or a logging facade: the application sets these up by itself later,
 *   <li>start a thread, or leave a descriptor open,
 *   <li>use regular expressions, lambdas or string formatting: each costs milliseconds at start-up,
 *   <li>append to the bootstrap class path: the JVM would warn and lose its class archive,
 *   <li>let an exception out.
 * </ul>
 */
public final class RecordAgent {
    private static final int EXIT_STRICT = 1;

    private RecordAgent() {}

    /** Called by the JVM before {@code main}, for {@code -javaagent}. */
    public static void premain(String argument, Instrumentation instrumentation) {
        if (!started(argument, instrumentation)) {
            // The application has not begun: there is nothing of its own to be shut down.
            Runtime.getRuntime().halt(EXIT_STRICT);
        }
    }

    /** Called by the JVM at run time, for an agent that is attached; it is for channels that are opened afterwards. */
    public static void agentmain(String argument, Instrumentation instrumentation) {
        if (!started(argument, instrumentation)) {
            // Whoever attaches gets this; the application goes on as it was.
            throw new IllegalStateException("record-sockets: inactive, and strict=true");
        }
    }

    /** Answers false where the agent is inactive and the operator wants that to count as failure. */
    private static boolean started(String argument, Instrumentation instrumentation) {
        try {
            return (Boolean) EngineLoader.engineClass("AgentStart")
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, argument, instrumentation);
        } catch (Throwable e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            System.err.println("record-sockets: inactive, unexpected failure, cause=" + cause + ", please report it");
            return true;
        }
    }
}
