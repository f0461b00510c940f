package io.recordsockets.agent;

import io.recordsockets.monitor.Log;
import java.io.IOException;

/**
 * Whether record channels and record selectors work in this JVM, whatever its version says: decided by trying them, with the first
 * channel or selector that the application opens. Most of what that takes is classes which it needs anyway; at the start of the
 * JVM it would cost those who never open a socket.
 *
 * <p>Where the trial itself is not to be had - no loopback interface, no descriptor left - nothing speaks against them: every
 * member of the JDK that is relied on was found at the start.
 */
final class Trial {
    private Trial() {}

    /** Once for all threads. */
    private static final class Outcome {
        static final boolean PASSED = passed();

        private Outcome() {}

        private static boolean passed() {
            boolean interrupted = Thread.interrupted();
            try {
                while (true) {
                    try {
                        Activation.selfTest();
                        return true;
                    } catch (IOException e) {
                        if (!Thread.interrupted()) {
                            Log.log().info("record sockets could not be tried", e);
                            return true;
                        }
                        // The trial was in its way, not the other way round.
                        interrupted = true;
                    } catch (RefusedException e) {
                        AgentState.failed(e.getMessage());
                        Log.log().error("inactive, sockets are those of the JDK: {}", e.getMessage());
                        return false;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static boolean passed() {
        return Outcome.PASSED;
    }
}
