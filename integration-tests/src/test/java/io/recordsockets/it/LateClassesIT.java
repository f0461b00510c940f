package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.LateSend;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The classes in java.base that wait for the first record socket. */
@Timeout(300)
class LateClassesIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    /** Of a JVM that compiles all that it runs, on a machine that has others to run. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final String RULE = "quiet=true;listen *:* fixed(length=4)";
    private static final String SENT = "plain\nrec\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void areDefinedWithTheFirstRecordSocketAndNotMissedBefore(Jdk jdk) throws Exception {
        ForkedJvm.Result result = lateSend(jdk, Artifacts.agent());
        assertEquals("", result.error());
        assertEquals("reflection true, defined false\ndefined true\n" + SENT, result.out());
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void areVerifiedUnderAllChecksOfTheJvm(Jdk jdk) throws Exception {
        ForkedJvm.Result result = lateSend(
                jdk,
                Artifacts.agent(),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "-XX:+BytecodeVerificationRemote",
                "-esa",
                "-ea");
        assertTrue(result.out().endsWith("defined true\n" + SENT), result::toString);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void areNotMissedByCompiledCode(Jdk jdk) throws Exception {
        for (String compiler : List.of("-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation")) {
            ForkedJvm.Result result = lateSend(
                    jdk,
                    Artifacts.agent(),
                    compiler,
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileThreshold=1",
                    "-Xcomp",
                    "-XX:CompileCommand=compileonly,sun.nio.ch.Record*::*");
            assertEquals("reflection true, defined false\ndefined true\n" + SENT, result.out(), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void leaveARecordSocketOverAPlainChannelWhereTheyCannotBeDefined(Jdk jdk) throws Exception {
        ForkedJvm.Result result = lateSend(jdk, agentWithout("RecordOutput"));
        assertEquals("reflection true, defined false\ndefined false\n" + SENT, result.out(), result::toString);
        assertEquals(
                1,
                result.error()
                        .lines()
                        .filter(line -> line.contains("defining classes failed"))
                        .count());
        assertTrue(result.error().contains("RecordOutput.classdata"), result::toString);
    }

    private Path agentWithout(String simpleName) throws IOException {
        Path damaged = Files.copy(Artifacts.agent(), folder.resolve("agent.jar"));
        try (FileSystem jar = FileSystems.newFileSystem(damaged)) {
            Files.delete(jar.getPath("META-INF/java-base/sun/nio/ch/" + simpleName + ".classdata"));
        }
        return damaged;
    }

    private static ForkedJvm.Result lateSend(Jdk jdk, Path agent, String... options) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.options(options)
                    .options("-javaagent:" + agent + "=" + RULE)
                    .main(LateSend.class)
                    .await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            return result;
        }
    }
}
