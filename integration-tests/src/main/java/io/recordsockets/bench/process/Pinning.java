package io.recordsockets.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cores the two ends of a benchmark run on: the load on the first, the server under test on the second, where the
 * machine has two and {@code taskset}.
 *
 * <p>Immutable.
 */
public final class Pinning {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final List<Integer> cores;

    private Pinning(List<Integer> cores) {
        this.cores = List.copyOf(cores);
    }

    /** What this machine allows. */
    public static Pinning detect() throws IOException {
        if (!Files.isExecutable(TASKSET) || !Files.isReadable(STATUS)) {
            return new Pinning(List.of());
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(ALLOWED)) {
                return new Pinning(cores(line.substring(ALLOWED.length()).trim()));
            }
        }
        return new Pinning(List.of());
    }

    /** Reads a list of cores as the kernel writes it, such as {@code 0-2,5}. */
    static List<Integer> cores(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            for (int core = first; core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    /** Whether the two ends get cores of their own. */
    public boolean isPossible() {
        return cores.size() >= 2;
    }

    /** What stands before the command of the server under test. */
    public List<String> server() {
        return isPossible() ? List.of(TASKSET.toString(), "-c", cores.get(1).toString()) : List.of();
    }

    /** What stands before a command that belongs to the load. */
    public List<String> load() {
        return isPossible() ? List.of(TASKSET.toString(), "-c", cores.get(0).toString()) : List.of();
    }

    /** What stands before a command that may use all cores, although the runner itself is pinned. */
    public List<String> free() {
        return isPossible()
                ? List.of(TASKSET.toString(), "-c", cores.get(0) + "-" + cores.get(cores.size() - 1))
                : List.of();
    }

    /** Moves this process, with all its threads, to the core of the load. */
    public void pinLoad() throws IOException, InterruptedException {
        if (!isPossible()) {
            return;
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        Process process = new ProcessBuilder(
                        TASKSET.toString(), "-a", "-c", "-p", cores.get(0).toString(), pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("the runner cannot be pinned: command=taskset status=" + status);
        }
    }

    /** One line for people. */
    public String describe() {
        return isPossible()
                ? "load on core " + cores.get(0) + ", server under test on core " + cores.get(1)
                : "not pinned: needs two cores and " + TASKSET;
    }
}
