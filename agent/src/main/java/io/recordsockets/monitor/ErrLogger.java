package io.recordsockets.monitor;

import java.io.PrintStream;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Prints {@code record-sockets: LEVEL message} to standard error, each event in one call so that lines of several threads
 * do not mix. The system property {@value #LEVEL_PROPERTY}, or {@value #LEVEL_VARIABLE} in the environment, says from which
 * level on: {@code off}, {@code error}, {@code warn} (the default), {@code info} or {@code debug}.
 *
 * <p><b>Threading:</b> any thread.
 */
final class ErrLogger extends LegacyAbstractLogger {
    static final String LEVEL_PROPERTY = "record-sockets.log";
    static final String LEVEL_VARIABLE = "RECORD_SOCKETS_LOG";
    private static final long serialVersionUID = 1;

    /** Causes may go in circles. */
    private static final int MAX_CAUSES = 5;

    private static final int OFF = Integer.MAX_VALUE;

    /** The least {@link Level#toInt()} that is printed. */
    private final int threshold;

    /** Where to print; null for what {@link System#err} is at the time. */
    private final transient PrintStream out;

    ErrLogger(String threshold, PrintStream out) {
        this.name = "record-sockets";
        this.threshold = threshold(threshold);
        this.out = out;
    }

    private static int threshold(String name) {
        return switch (name == null ? "warn" : name) {
            case "off" -> OFF;
            case "error" -> Level.ERROR.toInt();
            case "info" -> Level.INFO.toInt();
            case "debug" -> Level.DEBUG.toInt();
            default -> Level.WARN.toInt();
        };
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        StringBuilder line = new StringBuilder("record-sockets: ").append(level).append(' ');
        line.append(MessageFormatter.basicArrayFormat(pattern, arguments));
        int causes = 0;
        for (Throwable t = throwable; t != null && causes < MAX_CAUSES; t = t.getCause()) {
            line.append(causes++ == 0 ? ", cause=" : ", caused by=").append(t);
        }
        PrintStream out = this.out == null ? System.err : this.out;
        out.println(line);
        if (throwable != null && threshold <= Level.DEBUG.toInt()) {
            throwable.printStackTrace(out);
        }
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    private boolean prints(Level level) {
        return level.toInt() >= threshold;
    }

    @Override
    public boolean isTraceEnabled() {
        return prints(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return prints(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return prints(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return prints(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return prints(Level.ERROR);
    }
}
