package io.recordsockets.it.stress;

import java.util.Map;

/** The stacks of all threads, for a watchdog. */
final class Stacks {
    private Stacks() {}

    static void dump() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            text.append(entry.getKey())
                    .append(' ')
                    .append(entry.getKey().getState())
                    .append('\n');
            for (StackTraceElement element : entry.getValue()) {
                text.append("    ").append(element).append('\n');
            }
        }
        System.err.println(text);
    }
}
