package io.recordsockets.it.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.recordsockets.it.Jdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the programs of this package in JVMs of their own: the plain JDK as the control, and under the agent. */
@Execution(ExecutionMode.SAME_THREAD)
class StressIT {
    private static final String SECONDS = "recordsockets.stress.seconds";
    private static final String SHORT_STALL = "hold=on stall=50ms";

    /** No guard helps within a test. */
    private static final String LONG_STALL = "hold=on stall=60s hold-time=60s";

    /** What a program may take on top of the time that it was told to run, in seconds. */
    private static final int GRACE_S = 120;

    /** A JDK with or without the agent. */
    private record Setting(Path home, String name, boolean agent) {
        @Override
        public String toString() {
            return name + (agent ? " with the agent" : " plain");
        }
    }

    static Stream<Setting> settings() {
        return Jdk.ALL.stream()
                .flatMap(jdk -> Stream.of(
                        new Setting(jdk.home(), jdk.toString(), false), new Setting(jdk.home(), jdk.toString(), true)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void cornerCasesHold(Setting setting) throws Exception {
        expectCases(run(setting, SHORT_STALL, CornerCases.class), CornerCases.names());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void cornerCasesHoldWithoutHelpOfTheStallGuard(Setting setting) throws Exception {
        String[] names = CornerCases.UNAIDED.toArray(new String[0]);
        expectCases(run(setting, LONG_STALL, CornerCases.class, names), CornerCases.UNAIDED);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyByteComesOnceAndInTime(Setting setting) throws Exception {
        run(setting, SHORT_STALL, SelectorAttack.class);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyByteComesOnceAndInTimeWhereItIsSeenToPay(Setting setting) throws Exception {
        run(setting, "stall=50ms", SelectorAttack.class);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyWakeupEndsASelect(Setting setting) throws Exception {
        run(setting, LONG_STALL, WakeupAttack.class);
    }

    private static void expectCases(String output, Collection<String> names) {
        List<String> passed = output.lines()
                .filter(line -> line.startsWith("ok "))
                .map(line -> line.substring(3))
                .sorted()
                .toList();
        assertEquals(names.stream().sorted().toList(), passed);
    }

    /** Answers the output of a run that went well. */
    private static String run(Setting setting, String options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(setting.home.resolve("bin/java").toString());
        command.addAll(List.of("-ea", "-esa", "-Xmx256m"));
        command.add("-D" + SECONDS + "=" + seconds());
        if (setting.agent) {
            String framing = " *:* length-field(offset=0,length=4) " + options;
            command.add("-javaagent:" + agent() + "=listen" + framing + ";connect" + framing);
        }
        command.addAll(List.of("-cp", classes(), program.getName()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("stress", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(seconds() + GRACE_S, TimeUnit.SECONDS);
                String output = Files.readString(log);
                if (!ended || process.exitValue() != 0) {
                    fail((ended ? "exit=" + process.exitValue() : "does not end") + ", " + setting + ", program="
                            + program.getName() + ", output:\n" + output);
                }
                assertTrue(output.contains("record-sockets: active") == setting.agent, output);
                return output;
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(log);
        }
    }

    private static long seconds() {
        return Long.getLong(SECONDS, 10);
    }

    /** The programs need the JDK only. */
    private static String classes() {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry, CornerCases.class.getName().replace('.', '/') + ".class"))) {
                return entry;
            }
        }
        throw new IllegalStateException("Not on the class path: class=" + CornerCases.class);
    }

    private static Path agent() {
        String name = System.getProperty("recordsockets.agent");
        if (name == null) {
            throw new IllegalStateException("Not told where the jar is: missing system property=recordsockets.agent");
        }
        return Path.of(name).normalize().toAbsolutePath();
    }
}
