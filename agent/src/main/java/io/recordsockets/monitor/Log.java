package io.recordsockets.monitor;

import org.slf4j.Logger;

/**
 * Where the agent tells what went wrong. Loaded with the first thing there is to tell: no class of slf4j is touched while
 * the application starts.
 *
 * <p>Lines go to {@link ErrLogger} and never to a logging system of the application's, which may be using the very sockets
 * that the line is about. {@code LoggerFactory} is not asked: it takes its provider from system properties that are meant
 * for the application's slf4j, and tens of milliseconds for it, on the thread that has something to tell.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Log {
    private static final Logger LOGGER = new ErrLogger(level(), null);

    private Log() {}

    private static String level() {
        String level = System.getProperty(ErrLogger.LEVEL_PROPERTY);
        try {
            return level == null ? System.getenv(ErrLogger.LEVEL_VARIABLE) : level;
        } catch (SecurityException e) {
            return null;
        }
    }

    /** The one logger. */
    public static Logger log() {
        return LOGGER;
    }
}
