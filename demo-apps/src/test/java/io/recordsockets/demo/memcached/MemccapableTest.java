package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conformance test of libmemcached, where it is installed (Debian: libmemcached-tools). */
@Timeout(60)
class MemccapableTest {
    private static final Path PROGRAM = Path.of("/usr/bin/memccapable");

    @ParameterizedTest
    @ValueSource(strings = {"-a", "-b"})
    void passesTheConformanceTest(String protocol) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("MemccapableTest: not run, there is no " + PROGRAM);
            Assumptions.abort("there is no " + PROGRAM);
        }
        try (TestServer server = new TestServer()) {
            String port = String.valueOf(server.address().getPort());
            Process process = new ProcessBuilder(PROGRAM.toString(), "-h", "127.0.0.1", "-p", port, "-v", protocol)
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), text);
            assertTrue(text.contains("All tests passed"), text);
        }
    }

    @Test
    void itsVersionIsOneThatTheConformanceTestKnows() {
        // older than 1.6, it would expect errors that the server of today does not answer
        assertTrue(Version.PROTOCOL.startsWith("1.6."));
    }
}
