package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.BundleHost;
import io.recordsockets.it.program.WarHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Applications below the system class loader, with and without the agent, with and without a copy of the API of their own. */
@Timeout(120)
class DeploymentIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String RULE = "listen *:* line";
    private static final String PLAIN =
            "status true active on the channels that the application attaches; no rules, since the agent has not been"
                    + " started\nsent record on SocketChannelImpl\n";
    private static final String OTHER_COPY = "no Record Sockets engine for this copy of the API, copy=";

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFatJarNeedsNothingButTheLibraryInside(Jdk jdk) throws Exception {
        Path jar = Deployment.fatJar(folder.resolve("fat.jar"), Artifacts.agent());
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.run("-jar", jar.toString()).await(LIMIT);
            assertEquals(PLAIN.repeat(2), result.out(), result::toString);
            assertEquals("", result.error());
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFramingInAFatJarIsFoundWithTheFirstConnection(Jdk jdk) throws Exception {
        Path jar = Deployment.fatJar(folder.resolve("fat.jar"), Artifacts.agent());
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    jvm.agent("listen *:* nested").run("-jar", jar.toString()).await(LIMIT);
            assertActive(result);
            assertTrue(result.out().contains("sent record on RecordSocketChannelImpl\n"), result::toString);
            assertTrue(result.error().contains("framings to be found with the first connection=nested"));
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFramingThatIsNeverFoundLeavesPlainTcpAndIsToldOnce(Jdk jdk) throws Exception {
        Path jar = Deployment.fatJar(folder.resolve("fat.jar"), Artifacts.agent());
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    jvm.agent("listen *:* nowhere").run("-jar", jar.toString()).await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertTrue(result.out().contains("status true "), result::toString);
            assertTrue(result.out().contains("sent record on SocketChannelImpl\n"), result::toString);
            assertEquals(2, result.error().lines().count(), result::toString);
            assertTrue(result.error().contains("framing=nowhere; known are "), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aWebApplicationWithoutTheApiUsesThatOfTheAgent(Jdk jdk) throws Exception {
        ForkedJvm.Result result = war(jdk, RULE, Deployment.war(folder.resolve("war")));
        assertActive(result);
        assertTrue(result.out().contains("sent record on RecordSocketChannelImpl\n"), result::toString);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aWebApplicationWithItsOwnCopyOfTheApiIsToldWhatToDo(Jdk jdk) throws Exception {
        ForkedJvm.Result result = war(jdk, RULE, Deployment.war(folder.resolve("war"), Artifacts.api()));
        List<String> lines = result.out().lines().toList();
        assertEquals(4, lines.size(), result::toString);
        for (int i = 0; i < 4; i += 2) {
            assertTrue(
                    lines.get(i).startsWith("status false Record Sockets is not active: " + OTHER_COPY),
                    result::toString);
            assertTrue(
                    lines.get(i + 1).startsWith("sent java.lang.IllegalStateException: " + OTHER_COPY),
                    result::toString);
            assertTrue(lines.get(i).endsWith("or leave it to the class loader above"), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aWebApplicationWithTheWholeLibraryHasAnEngineOfItsOwn(Jdk jdk) throws Exception {
        Path war = Deployment.war(folder.resolve("war"), Artifacts.agent());
        assertEquals(PLAIN.repeat(2), war(jdk, null, war).out());
        String beside = war(jdk, RULE, war).out();
        assertEquals(PLAIN.replace("on Socket", "on RecordSocket").repeat(2), beside);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aBundleWithTheLibraryInsideHasAnEngineOfItsOwn(Jdk jdk) throws Exception {
        Path bundle = Deployment.bundle(folder.resolve("bundle.jar"), Artifacts.agent());
        assertEquals(PLAIN.repeat(2), bundle(jdk, null, bundle).out());
        String beside = bundle(jdk, RULE, bundle).out();
        assertEquals(PLAIN.replace("on Socket", "on RecordSocket").repeat(2), beside);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aBundleThatImportsTheApiUsesThatOfTheAgent(Jdk jdk) throws Exception {
        Path bundle = Deployment.bundle(folder.resolve("bundle.jar"), null);
        ForkedJvm.Result result = bundle(jdk, RULE, bundle, "io.recordsockets,io.recordsockets.spi");
        assertActive(result);
        assertTrue(result.out().contains("sent record on RecordSocketChannelImpl\n"), result::toString);
    }

    private ForkedJvm.Result war(Jdk jdk, String agent, Path war) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            Path work = Files.createDirectories(folder.resolve("work"));
            ForkedJvm.Result result = jvm.agent(agent)
                    .main(WarHost.class, war.toString(), work.toString())
                    .await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            return result;
        }
    }

    private ForkedJvm.Result bundle(Jdk jdk, String agent, Path bundle, String... packages) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            Path work = Files.createTempDirectory(folder, "work");
            ForkedJvm.Result result = jvm.agent(agent)
                    .main(BundleHost.class, bundle.toString(), work.toString())
                    .run(packages)
                    .await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            return result;
        }
    }

    private static void assertActive(ForkedJvm.Result result) {
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.out().startsWith("status true version="), result::toString);
        assertTrue(result.error().startsWith("record-sockets: active, "), result::toString);
    }
}
