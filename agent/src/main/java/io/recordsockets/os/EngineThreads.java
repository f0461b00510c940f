package io.recordsockets.os;

import java.security.PrivilegedAction;

/**
 * Threads of the engine. One is made by whichever thread of the application comes first, and yet has nothing of it: not its
 * class loader, its thread locals or its permissions.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class EngineThreads {
    private EngineThreads() {}

    /** A daemon thread, not started, without a context class loader. */
    public static Thread daemon(Runnable work, String name) {
        return Permissions.with(new PrivilegedAction<Thread>() {
            @Override
            public Thread run() {
                Thread thread = new Thread(null, work, name, 0, false);
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                return thread;
            }
        });
    }
}
