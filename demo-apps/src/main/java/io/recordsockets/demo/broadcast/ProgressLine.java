package io.recordsockets.demo.broadcast;

import java.io.Console;
import java.io.PrintStream;

/**
 * One line that tells how it goes: on a terminal rewritten in place, elsewhere one line a second.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ProgressLine {
    /** Erases what an earlier, longer line left. */
    private static final String ERASE_REST = "\u001b[K";

    private static final int COLUMNS = 79;
    private static final int TERMINAL_TICK_MS = 250;
    private static final int TICK_MS = 1_000;

    private final PrintStream out;
    private final boolean terminal;

    ProgressLine(PrintStream out) {
        this(out, out == System.out && isTerminal());
    }

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since JDK 22 there may be a console without a terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** How often it is worth a new line, in milliseconds. */
    int tickMs() {
        return terminal ? TERMINAL_TICK_MS : TICK_MS;
    }

    void show(String text) {
        if (terminal) {
            out.print("\r" + text.substring(0, Math.min(COLUMNS, text.length())) + ERASE_REST);
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** Leaves the screen as it is found by whatever is printed next. */
    void end() {
        if (terminal) {
            out.print("\r" + ERASE_REST);
            out.flush();
        }
    }
}
