package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user starts it: a JVM of its own. */
@Timeout(60)
class MainTest {
    private static final String LISTENING = "memcached: listening on 127.0.0.1:";

    private static Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                Path.of(Main.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static InetSocketAddress address(String line) {
        assertTrue(line != null && line.startsWith(LISTENING), line);
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(line.substring(LISTENING.length())));
    }

    private static String all(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void listensOnAFreePortAndEndsOnSigterm() throws Exception {
        Process process = start("-p", "0", "-t", "1");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            try (TestClient client = new TestClient(address(lines.readLine()))) {
                client.send("version\r\n").expect("VERSION " + Version.PROTOCOL + "\r\n");
                process.toHandle().destroy();
                client.expectEnd();
            }
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
            assertEquals(null, lines.readLine());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsOnTheShutdownCommand() throws Exception {
        Process process = start("-p", "0", "-A");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                TestClient client = new TestClient(address(lines.readLine()))) {
            client.send("shutdown\r\n").expectEnd();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void refusesAnUnknownOptionWithOneLine() throws Exception {
        Process process = start("--nothing");
        assertEquals("memcached: unknown option: option=--nothing, see --help\n", all(process));
        assertEquals(64, process.waitFor());
    }

    @Test
    void printsHelpAndVersion() throws Exception {
        Process help = start("--help");
        assertTrue(all(help).contains("--max-item-size"));
        assertEquals(0, help.waitFor());
        Process version = start("-V");
        assertTrue(all(version).startsWith("memcached " + Version.PROTOCOL));
        assertEquals(0, version.waitFor());
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("-p", String.valueOf(taken.getLocalPort()));
            String text = all(process);
            assertTrue(text.startsWith("memcached: cannot start: cannot listen: address=127.0.0.1:"), text);
            assertEquals(1, process.waitFor());
        }
    }

    @Test
    void runsInTheBackground(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("memcached.pid");
        Process process = start("-d", "-p", "0", "-P", pidFile.toString());
        String text = all(process);
        assertEquals(0, process.waitFor(), text);
        long pid = Long.parseLong(Files.readString(pidFile).trim());
        ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
        try (TestClient client = new TestClient(address(text.trim()))) {
            assertEquals(pid, client.stat("pid"));
        } finally {
            daemon.destroy();
            daemon.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theBackgroundOptionPassesOnAFailure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("-d", "-p", String.valueOf(taken.getLocalPort()));
            assertTrue(all(process).contains("cannot listen"));
            assertEquals(1, process.waitFor());
        }
    }
}
