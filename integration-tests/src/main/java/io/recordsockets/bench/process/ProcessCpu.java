package io.recordsockets.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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

    private static final char RUNNABLE = 'R';

    private ProcessCpu() {}

    /** User and system time so far in nanoseconds. */
    public static long nanos(long pid) throws IOException {
        return nanos(pid, false);
    }

    /**
     * The same of a JVM without the threads of its compiler: those of a JVM that has just started work at their own pace, for
     * what was called a while ago. Where the kernel has no schedstat, with them.
     */
    public static long nanosWithoutCompiler(long pid) throws IOException {
        return nanos(pid, true);
    }

    /**
     * The same of one thread of a process, by its number.
     *
     * @throws IOException where it has ended, or the kernel has no schedstat
     */
    public static long threadNanos(long threadId) throws IOException {
        return parseSchedstat(Files.readString(Path.of("/proc/" + threadId + "/schedstat")));
    }

    private static long nanos(long pid, boolean withoutCompiler) throws IOException {
        Path process = Path.of("/proc/" + pid);
        if (!Files.exists(process.resolve("schedstat"))) {
            return parseStat(Files.readString(process.resolve("stat")));
        }
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                sum += threadNanos(thread, withoutCompiler);
            }
        }
        return sum;
    }

    private static long threadNanos(Path thread, boolean withoutCompiler) throws IOException {
        try {
            if (withoutCompiler && isCompiler(Files.readString(thread.resolve("comm")))) {
                return 0;
            }
            return parseSchedstat(Files.readString(thread.resolve("schedstat")));
        } catch (IOException e) {
            unlessEnded(thread, e);
            return 0;
        }
    }

    /** Whether no thread of a process runs or waits for a core: one that got none for a while is not idle. */
    public static boolean isAsleep(long pid) throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                if (isRunnable(thread)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isRunnable(Path thread) throws IOException {
        try {
            return state(Files.readString(thread.resolve("stat"))) == RUNNABLE;
        } catch (IOException e) {
            unlessEnded(thread, e);
            return false;
        }
    }

    /** A thread that ended after the folder was listed is not found; one that ends while it is read is "no such process". */
    private static void unlessEnded(Path thread, IOException e) throws IOException {
        if (Files.exists(thread)) {
            throw e;
        }
    }

    /** The first letter behind the name. */
    static char state(String stat) {
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /** By the name that HotSpot gives the thread, of which the kernel keeps 15 characters. */
    static boolean isCompiler(String name) {
        return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
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
