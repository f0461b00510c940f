package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.ApiUse;
import io.recordsockets.it.program.SocketsOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Under a security manager that gives all permissions to the agent's jar, and sockets to the application. */
@Timeout(120)
class PermissionIT {
    /** Later ones have no security manager. */
    static final List<Jdk> JDKS =
            Jdk.ALL.stream().filter(jdk -> jdk.feature() < 24).toList();

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void socketsAreAllThatTheApplicationNeeds(Jdk jdk) throws Exception {
        for (String rules : List.of(
                "listen *:* line;connect *:* line",
                "listen *:* line share=on;connect *:* line share=on",
                "jmx=off;listen *:* none share=on")) {
            assertEquals("channel RecordSocketChannelImpl", served(jdk, rules), rules);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void theyAreWithoutTheAgentWhichIsTheControl(Jdk jdk) throws Exception {
        assertEquals("channel SocketChannelImpl", served(jdk, null));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void recordsCanBeSentToo(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    restricted(jvm).agent("listen *:* line").main(ApiUse.class).await(LIMIT);
            assertTrue(result.out().startsWith("status true version="), result::toString);
            assertTrue(result.out().contains("sent record on RecordSocketChannelImpl\n"), result::toString);
        }
    }

    /** The program's first line; fails where its descriptors become more. */
    private String served(Jdk jdk, String rules) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            restricted(jvm).agent(rules).main(SocketsOnly.class).start();
            jvm.awaitLine("first", LIMIT);
            long before = sockets(jvm.process().pid());
            next(jvm);
            jvm.awaitLine("last", LIMIT);
            assertEquals(before, sockets(jvm.process().pid()), rules);
            next(jvm);
            ForkedJvm.Result result = jvm.await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertEquals(
                    0,
                    result.error()
                            .lines()
                            .filter(line -> line.startsWith("record-sockets: ") && !line.contains(": active, "))
                            .count(),
                    result::toString);
            return result.out().lines().findFirst().orElse("");
        }
    }

    private ForkedJvm restricted(ForkedJvm jvm) throws IOException {
        Path policy = Files.writeString(
                folder.resolve("policy"), """
                grant codeBase "%s" {
                    permission java.security.AllPermission;
                };
                grant {
                    permission java.net.SocketPermission "*", "listen,accept,connect,resolve";
                };
                """.formatted(Artifacts.agent().toUri()));
        return jvm.options("-Djava.security.manager", "-Djava.security.policy==" + policy);
    }

    private static void next(ForkedJvm jvm) throws IOException {
        jvm.process().getOutputStream().write('\n');
        jvm.process().getOutputStream().flush();
    }

    private static long sockets(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.filter(PermissionIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }
}
