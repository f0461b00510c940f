package io.recordsockets.demo.memcached;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The option {@code -d}. A JVM cannot fork, so a second one is started with the same options, in a session of its own where
 * {@code setsid} is installed, so that it survives its terminal.
 */
final class Daemon {
    /** What the second JVM prints when the first may go. */
    static final String READY = "memcached: ready";

    private static final String MARK = "io.recordsockets.demo.memcached.daemon";
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int EXIT_FAILURE = 1;

    private Daemon() {}

    /** Whether this is the second JVM. */
    static boolean isOne() {
        return System.getProperty(MARK) != null;
    }

    /**
     * Starts the second JVM and waits until it listens, passing on what it says.
     *
     * @return the exit status for this one
     */
    static int spawn(String[] arguments) {
        try {
            Process process = new ProcessBuilder(command(arguments))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.equals(READY)) {
                        return 0;
                    }
                    System.out.println(line);
                }
            }
            int status = process.waitFor();
            return status == 0 ? EXIT_FAILURE : status;
        } catch (IOException e) {
            System.err.println("memcached: cannot start in the background: error=" + e.getMessage());
            return EXIT_FAILURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_FAILURE;
        }
    }

    private static List<String> command(String[] arguments) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + MARK + "=true");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
