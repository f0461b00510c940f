package io.recordsockets.bench.wild;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * System calls of each thread of a process, counted by strace: those by which a program receives, and those that the agent
 * could add.
 */
public final class SyscallTrace {
    private static final List<String> COUNTED = List.of(
            "read",
            "readv",
            "recvfrom",
            "recvmsg",
            "setsockopt",
            "getsockopt",
            "ioctl",
            "poll",
            "ppoll",
            "epoll_wait",
            "epoll_pwait",
            "epoll_ctl",
            "fcntl");

    private SyscallTrace() {}

    /** Whether strace is there and may trace. */
    public static boolean isPossible() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(commandOf(Path.of("/dev/null"), "true"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What stands before the command of the program. */
    public static List<String> command(Path trace) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-e",
                "signal=none",
                "-e",
                "trace=" + String.join(",", COUNTED),
                "-o",
                trace.toString());
    }

    private static List<String> commandOf(Path trace, String program) {
        List<String> words = new ArrayList<>(command(trace));
        words.add(program);
        return words;
    }

    /** How many calls each thread made, by its number. */
    public static Map<Long, Integer> counts(Path trace) throws IOException {
        Map<Long, Integer> counts = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                count(line, counts);
            }
        }
        return counts;
    }

    /** A line is {@code TID name(arguments) = result}; one that was interrupted by another has a second line, "resumed". */
    static void count(String line, Map<Long, Integer> counts) {
        int space = line.indexOf(' ');
        String call = space < 0 ? "" : line.substring(space).trim();
        if (!call.isEmpty() && Character.isLetter(call.charAt(0))) {
            counts.merge(Long.parseLong(line, 0, space, 10), 1, Integer::sum);
        }
    }
}
