package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.MemcachedClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The demo server with clients that others wrote: both see the same with the agent and without it. */
@Timeout(240)
class MemcachedIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SERVER = "listen *:* memcached";
    private static final String CLIENT = "connect *:* memcached";

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void wellKnownClientsSeeTheSame(Jdk jdk) throws Exception {
        String control = clients(jdk, null, null);
        assertTrue(control.contains("spymemcached binary same 60, bulk 60"), control);
        assertTrue(control.contains("xmemcached binary stored 60, same 60"), control);
        assertEquals(control, clients(jdk, SERVER, null), "agent at the server");
        assertEquals(control, clients(jdk, null, CLIENT), "agent at the client");
        assertEquals(control, clients(jdk, SERVER, CLIENT), "agent at both");
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void conformanceToolSeesTheSame(Jdk jdk) throws Exception {
        Path tool = tool();
        String control = conformance(jdk, null, tool);
        assertTrue(control.contains("All tests passed"), control);
        assertEquals(control, conformance(jdk, SERVER, tool));
    }

    private static String clients(Jdk jdk, String serverAgent, String clientAgent) throws Exception {
        try (ForkedJvm server = server(jdk, serverAgent);
                ForkedJvm clients = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = clients.agent(clientAgent)
                    .main(MemcachedClients.class, port(server))
                    .await(LIMIT);
            assertTrue(result.ended() && result.exit() == 0, () -> result + text(server));
            return result.out();
        }
    }

    private String conformance(Jdk jdk, String agent, Path tool) throws Exception {
        Path out = Files.createTempFile(folder, "conformance", "");
        try (ForkedJvm server = server(jdk, agent)) {
            Process process = new ProcessBuilder(tool.toString(), "-h", "127.0.0.1", "-p", port(server), "-t", "5")
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            String text = Files.readString(out);
            assertTrue(ended && process.exitValue() == 0, () -> "agent=" + agent + "\n" + text + text(server));
            return text;
        }
    }

    private static Path tool() {
        for (String name : List.of("/usr/bin/memccapable", "/usr/bin/memcapable")) {
            if (Files.isExecutable(Path.of(name))) {
                return Path.of(name);
            }
        }
        String reason = "no memccapable here, so the conformance tool is not tried";
        System.out.println("not run: " + reason);
        return Assumptions.abort(reason);
    }

    private static ForkedJvm server(Jdk jdk, String agent) throws Exception {
        return new ForkedJvm(jdk)
                .options("-Xmx512m")
                .agent(agent)
                .run("-jar", Artifacts.memcached().toString(), "-p", "0", "-l", "127.0.0.1")
                .start();
    }

    private static String port(ForkedJvm server) throws Exception {
        String address = server.awaitLine("memcached: listening on ", LIMIT);
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private static String text(ForkedJvm server) {
        try {
            return "\n--- server ---\n" + server.out() + server.error();
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
