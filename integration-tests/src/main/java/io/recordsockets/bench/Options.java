package io.recordsockets.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The command line of the runner.
 *
 * @param command {@code list}, the name of a scenario, or null where there is none
 * @param quick short windows and fewer rounds: ends within 40 s
 * @param control the agent is left out on both sides, so that every ratio should be 1: shows the noise of the machine
 * @param help only the usage is asked for
 * @param only rows are measured whose description contains this; empty for all
 * @param jdk home of the JDK that runs the servers under test; by default that of the runner
 * @param agent the agent jar; null for the one that the build made
 * @param memcached the jar of the demo server; null for the one that the build made
 */
record Options(
        String command,
        boolean quick,
        boolean control,
        boolean help,
        String only,
        Path jdk,
        Path agent,
        Path memcached) {
    static final String USAGE = """
            usage: java -jar record-bench.jar list | SCENARIO [options]
              list              the scenarios, a line each
              --quick           short windows, fewer rounds; ends within 40 s
              --only TEXT       of fan-in: the rows whose description contains this, such as http1 or flood
              --jdk PATH        home of the JDK that runs the servers under test (default: the one that runs this)
              --agent PATH      the agent jar (default: agent/target/record-sockets-agent.jar of the build)
              --memcached PATH  the demo server (default: demo-apps/target/memcached.jar of the build)
              --control         leave the agent out on both sides: ratios of 1.0 but for the noise of the machine
              --help            this text
            """;

    private static final List<String> KNOWN =
            List.of("--quick", "--only TEXT", "--jdk PATH", "--agent PATH", "--memcached PATH", "--control", "--help");

    /**
     * Reads the arguments.
     *
     * @throws UsageException where one is unknown, lacks its value, or there is no command
     */
    static Options parse(String... arguments) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        String command = null;
        boolean quick = false;
        boolean control = false;
        boolean help = false;
        String only = "";
        Path jdk = Path.of(System.getProperty("java.home"));
        Path agent = null;
        Path memcached = null;
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            switch (argument) {
                case "--quick" -> quick = true;
                case "--control" -> control = true;
                case "--help", "-h" -> help = true;
                case "--only" -> only = value(argument, rest, "a text");
                case "--jdk" -> jdk = path(argument, rest);
                case "--agent" -> agent = path(argument, rest);
                case "--memcached" -> memcached = path(argument, rest);
                default -> {
                    if (argument.startsWith("-")) {
                        throw new UsageException(
                                "unknown option: option=" + argument + "; known: " + String.join(", ", KNOWN));
                    }
                    if (command != null) {
                        throw new UsageException("one scenario at a time: first=" + command + " second=" + argument);
                    }
                    command = argument;
                }
            }
        }
        if (command == null && !help) {
            throw new UsageException("no scenario: name one, or list to see them");
        }
        if (!only.isEmpty() && !"fan-in".equals(command)) {
            throw new UsageException(
                    "option is not of this scenario: option=--only scenario=" + command + "; of fan-in");
        }
        return new Options(command, quick, control, help, only, jdk, agent, memcached);
    }

    private static Path path(String option, Deque<String> rest) throws UsageException {
        return Path.of(value(option, rest, "a path")).toAbsolutePath().normalize();
    }

    private static String value(String option, Deque<String> rest, String what) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException("option lacks its value: option=" + option + "; give " + what);
        }
        return rest.remove();
    }
}
