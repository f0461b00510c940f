package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.Attach;
import io.recordsockets.it.program.Hello;
import io.recordsockets.it.program.OwnProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Starting with the agent: one line on standard error, and the application as before, whatever is wrong. */
@Timeout(120)
class StartUpIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RULE = "listen *:* line";
    private static final String ACTIVE = "record-sockets: active";
    private static final String INACTIVE = "record-sockets: inactive";
    private static final String JDK_CHANNEL = "accepted sun.nio.ch.SocketChannelImpl\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void plainRunIsTheControl(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(jdk, null, 7);
        assertEquals("", result.error());
        assertEquals("hello\n" + JDK_CHANNEL + "provider sun.nio.ch.EPollSelectorProvider\n", result.out());
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void printsOneLineAndKeepsTheExitCode(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(jdk, RULE, 7);
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void lineNamesVersionAndJdkAndRules(Jdk jdk) throws Exception {
        String line = hello(jdk, "listen *:7001 line;" + RULE, 0).error();
        assertTrue(line.contains("0.1.0"), line);
        assertTrue(line.contains(Integer.toString(jdk.feature())), line);
        assertTrue(line.contains("rules=2"), line);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void startsWithoutTheClassSharingArchive(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(jdk, RULE, 0, "-Xshare:off");
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void startsWithTheInterpreterAlone(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(jdk, RULE, 0, "-Xint");
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void verifiesUnderAllChecksOfTheJvm(Jdk jdk) throws Exception {
        // Every class is verified, those in java.base too; assertions of the JDK are on.
        ForkedJvm.Result result = hello(
                jdk,
                RULE,
                0,
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "-XX:+BytecodeVerificationRemote",
                "-esa",
                "-ea");
        assertTrue(result.error().contains(ACTIVE), result::toString);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void readsRulesFromAFile(Jdk jdk) throws Exception {
        Path config = Files.writeString(folder.resolve("rules"), "# comment\n\n" + RULE + "\n");
        ForkedJvm.Result result = hello(jdk, "config=" + config, 0);
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void runsPlainWhereTheArgumentIsBad(Jdk jdk) throws Exception {
        for (String argument : List.of(
                "nonsense=1",
                "listen",
                "listen *:99999 line",
                "listen *:7000 line stall=soon",
                "listen *:7000 line no-such-key=1",
                "listen *:7000 length-field(offset=0)",
                RULE + ";accept *:* line")) {
            ForkedJvm.Result result = hello(jdk, argument, 7);
            assertOneLine(INACTIVE, result);
            assertTrue(result.out().contains(JDK_CHANNEL), () -> argument + ": " + result);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void runsPlainWhereTheFileCannotBeRead(Jdk jdk) throws Exception {
        for (Path config : List.of(folder.resolve("missing"), folder)) {
            ForkedJvm.Result result = hello(jdk, "config=" + config, 7);
            assertOneLine(INACTIVE, result);
            assertTrue(result.error().contains(config.toString()), result::toString);
            assertTrue(result.out().contains(JDK_CHANNEL), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void strictEndsTheJvmBeforeMain(Jdk jdk) throws Exception {
        for (String argument : List.of(
                "strict=true;listen *:7000 no-such-framing",
                "strict=true;config=" + folder.resolve("missing"),
                "listen *:7000 line stall=soon;strict=true")) {
            try (ForkedJvm jvm = new ForkedJvm(jdk)) {
                ForkedJvm.Result result =
                        jvm.agent(argument).main(Hello.class, "0").await(LIMIT);
                assertTrue(result.ended(), result::toString);
                assertNotEquals(0, result.exit(), result::toString);
                assertEquals("", result.out());
                assertTrue(result.error().startsWith(INACTIVE), result::toString);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void strictLetsGoodRulesRun(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(jdk, "strict=true;" + RULE, 7);
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void takesRulesFromTheEnvironmentAndFromSystemProperties(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.under("env", "RECORD_SOCKETS_RULES=" + RULE)
                    .options("-javaagent:" + Artifacts.agent())
                    .main(Hello.class, "7")
                    .await(LIMIT);
            assertOneLine(ACTIVE, result);
            assertRecordSocket(result);
        }
        ForkedJvm.Result result = hello(jdk, "", 7, "-Drecord-sockets.rules=" + RULE, "-Drecord-sockets.strict=on");
        assertOneLine(ACTIVE, result);
        assertRecordSocket(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void namesAVariableThatItDoesNotKnow(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.under("env", "RECORD_SOCKETS_QIUET=on")
                    .agent(RULE)
                    .main(Hello.class, "7")
                    .await(LIMIT);
            assertOneLine(
                    INACTIVE + ", environment RECORD_SOCKETS_QIUET: unknown option, option=qiuet, known: ", result);
            assertTrue(result.out().contains(JDK_CHANNEL), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void runsWithoutAnArgument(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.options("-javaagent:" + Artifacts.agent())
                    .main(Hello.class, "7")
                    .await(LIMIT);
            assertEquals(7, result.exit(), result::toString);
            assertOneLine("record-sockets: ", result);
            assertTrue(result.out().contains(JDK_CHANNEL), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void staysOutWhereTheUserNamesAProvider(Jdk jdk) throws Exception {
        ForkedJvm.Result result = hello(
                jdk,
                RULE,
                7,
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Djava.nio.channels.spi.SelectorProvider=" + OwnProvider.class.getName());
        assertOneLine(INACTIVE, result);
        assertTrue(result.error().contains(OwnProvider.class.getName()), result::toString);
        assertEquals("hello\n" + JDK_CHANNEL + "provider " + OwnProvider.class.getName() + "\n", result.out());
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void leavesTheExitCodeOfAnUncaughtException(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    jvm.agent(RULE).main(Hello.class, "no number").await(LIMIT);
            assertEquals(1, result.exit(), result::toString);
            assertTrue(result.error().contains("NumberFormatException"), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void worksBesideAnotherAgent(Jdk jdk) throws Exception {
        String jacoco =
                "-javaagent:" + Artifacts.onClassPath("org.jacoco.agent") + "=destfile=" + folder.resolve("exec");
        String ours = "-javaagent:" + Artifacts.agent() + "=" + RULE;
        for (List<String> order : List.of(List.of(jacoco, ours), List.of(ours, jacoco))) {
            try (ForkedJvm jvm = new ForkedJvm(jdk)) {
                ForkedJvm.Result result = jvm.options(order.toArray(String[]::new))
                        .main(Hello.class, "7")
                        .await(LIMIT);
                assertEquals(7, result.exit(), result::toString);
                assertOneLine(ACTIVE, result);
                assertRecordSocket(result);
                assertTrue(Files.size(folder.resolve("exec")) > 0);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void twiceTheSameAgentIsOneAgent(Jdk jdk) throws Exception {
        String ours = "-javaagent:" + Artifacts.agent() + "=" + RULE;
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    jvm.options(ours, ours).main(Hello.class, "7").await(LIMIT);
            assertEquals(7, result.exit(), result::toString);
            assertRecordSocket(result);
            assertTrue(result.error().lines().allMatch(line -> line.startsWith("record-sockets: ")), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void attachesAtRunTime(Jdk jdk) throws Exception {
        try (ForkedJvm target = new ForkedJvm(jdk)) {
            if (jdk.feature() >= 21) {
                target.options("-XX:+EnableDynamicAgentLoading");
            }
            target.main(Hello.class, "7", "wait").start();
            String pid = target.awaitLine("pid ", LIMIT);
            try (ForkedJvm attach = new ForkedJvm(jdk)) {
                ForkedJvm.Result attached = attach.main(
                                Attach.class, pid, Artifacts.agent().toString(), RULE)
                        .await(LIMIT);
                assertEquals(0, attached.exit(), attached::toString);
            }
            target.process().getOutputStream().write('\n');
            target.process().getOutputStream().flush();
            ForkedJvm.Result result = target.await(LIMIT);
            assertEquals(7, result.exit(), result::toString);
            assertOneLine(ACTIVE, result);
            assertRecordSocket(result);
        }
    }

    private static ForkedJvm.Result hello(Jdk jdk, String agent, int exit, String... options) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.options(options)
                    .agent(agent)
                    .main(Hello.class, Integer.toString(exit))
                    .await(LIMIT);
            assertEquals(exit, result.exit(), () -> "agent=" + agent + ": " + result);
            return result;
        }
    }

    private static void assertOneLine(String beginning, ForkedJvm.Result result) {
        assertTrue(result.error().startsWith(beginning), result::toString);
        assertEquals(1, result.error().lines().count(), result::toString);
    }

    private static void assertRecordSocket(ForkedJvm.Result result) {
        assertTrue(result.out().contains("hello\naccepted sun.nio.ch.Record"), result::toString);
        assertEquals(3, result.out().replaceFirst("(?m)^pid .*\n", "").lines().count(), result::toString);
    }
}
