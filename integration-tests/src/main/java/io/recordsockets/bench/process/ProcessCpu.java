package io.recordsockets.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The CPU time of a process, whatever it is written in: the sum over its threads in {@code
 * /proc/PID/task/TID/schedstat}, which is in nanoseconds; where the kernel has none, {@code /proc/PID/stat}
 * (proc(5)), in steps of 10 ms. The JDK's {@code getProcessCpuTime} has these steps too, which is a good part of a
 * short run.
 *
 * <p>Exact for threads that sleep; that of a thread which runs at this moment may be a clock tick behind. The time of
 * threads that have ended is in the second source alone: servers that start and end threads under load are not for
 * this class.
 */
public final class ProcessCpu {
    /** USER_HZ, which the kernel fixes at 100 on all architectures that run a JVM. */
    private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1) / 100;

    /** utime and stime are fields 14 and 15; field 3 is the first behind the name, which is in brackets. */
    private static final int UTIME = 14 - 3;

    private static final int STIME = 15 - 3;

    private ProcessCpu() {}

    /** User and system time so far in nanoseconds. */
    public static long nanos(long pid) throws IOException {
        Path process = Path.of("/proc/" + pid);
        if (!Files.exists(process.resolve("schedstat"))) {
            return parseStat(Files.readString(process.resolve("stat")));
        }
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                sum += threadNanos(thread);
            }
        }
        return sum;
    }

    private static long threadNanos(Path thread) throws IOException {
        try {
            return parseSchedstat(Files.readString(thread.resolve("schedstat")));
        } catch (NoSuchFileException e) {
            // it ended after the folder was listed
            return 0;
        }
    }

    /** The first number is the time on a core in nanoseconds. */
    static long parseSchedstat(String schedstat) {
        return Long.parseLong(schedstat, 0, schedstat.indexOf(' '), 10);
    }

    /** Reads the text of the file; the name may hold spaces and brackets itself. */
    static long parseStat(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NS;
    }
}
