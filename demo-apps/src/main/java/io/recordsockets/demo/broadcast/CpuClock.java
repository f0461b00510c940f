package io.recordsockets.demo.broadcast;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The CPU time of this process without that of some threads.
 *
 * <p><b>Threading:</b> any thread.
 */
final class CpuClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuClock() {}

    /** Nanoseconds so far; -1 of what the JVM does not tell counts as none. */
    static long processNs() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? Math.max(0, os.getProcessCpuTime())
                : 0;
    }

    /** Nanoseconds so far of a thread that is alive; 0 for null. */
    static long threadNs(Thread thread) {
        return thread == null ? 0 : Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
    }
}
