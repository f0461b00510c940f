package io.recordsockets.agent;

import io.recordsockets.monitor.Log;
import java.io.IOException;

/**
 * The classes that join {@code sun.nio.ch} when they are first needed: to define them at start-up would take milliseconds of
 * each start, and most applications never need them. The classes of the start, and their signatures, must not name these.
 *
 * <p><b>Threading:</b> any thread.
 */
final class LateClasses {
    /** In an order in which each finds its superclass and interfaces, and what the verifier compares it with. */
    private static final String[] SENDING = {"JdkMembers$Sending", "RecordWriter", "RecordOutput"};

    private static volatile boolean sending;

    /** Guarded by the class. */
    private static boolean sendingFailed;

    private LateClasses() {}

    /**
     * Defines what an engine needs to send below the application's calls; the agent is active.
     *
     * @return false where that failed, which is logged once: record sockets then use the channel as they would any other
     */
    static boolean sending() {
        return sending || defineSending();
    }

    private static synchronized boolean defineSending() {
        if (sending || sendingFailed) {
            return sending;
        }
        try {
            JavaBaseClasses.define(SENDING);
            sending = true;
        } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
            sendingFailed = true;
            Log.log().error("record sockets do not see the application's own writes: defining classes failed", e);
        }
        return sending;
    }
}
