package io.recordsockets.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with rules and options, one line each, so that all of it is told at once. Keeps the first {@value
 * #MAX_LINES} and counts the rest: a wrong file is not to flood the console.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Problems {
    static final int MAX_LINES = 20;
    private static final int MAX_QUOTE = 80;

    private final List<String> lines = new ArrayList<>();
    private int dropped;

    /** Adds {@code place: problem}, as one line. */
    public void add(String place, String problem) {
        if (lines.size() < MAX_LINES) {
            lines.add(place + ": " + problem.replace('\n', ' ').replace('\r', ' '));
        } else {
            dropped++;
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** All lines, parted by newlines. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "" : "\n").append(lines.get(i));
        }
        if (dropped > 0) {
            text.append("\nand ").append(dropped).append(" more like these");
        }
        return text.toString();
    }

    /** What was written, short enough for a line. */
    public static String quote(String written) {
        return written.length() <= MAX_QUOTE ? written : written.substring(0, MAX_QUOTE) + "...";
    }
}
