package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.Framings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(List<HostCheck> checks, String... args) {
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        checks)
                .run(args);
    }

    private int run(String... args) {
        return run(List.of(), args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpNamesEverything(String command) {
        assertEquals(0, run(command));
        for (String word : List.of(
                "config=",
                "strict=",
                "jmx=",
                "quiet=",
                "hold-limit=",
                "hold-time=",
                "stall=",
                "share=",
                "listen",
                "connect",
                "explain",
                "check",
                "--version",
                "record-sockets.log",
                "-Drecord-sockets.drain-timeout=",
                "RECORD_SOCKETS_DRAIN_TIMEOUT=",
                "RECORD_SOCKETS_RULES=",
                "64")) {
            assertTrue(out().contains(word), word);
        }
        for (Framings.Description framing : Framings.builtIn()) {
            assertTrue(out().contains("\n  " + framing.name()), framing.name());
        }
        assertEquals("", err());
        assertTrue(out().lines().allMatch(line -> line.length() <= 120));
    }

    @Test
    void helpGivesExamplesThatAreRight() throws Exception {
        run("help");
        String examples = out().substring(out().indexOf("Examples:"), out().indexOf("Commands:"));
        Matcher rules =
                Pattern.compile("(?m)(?<=^  |jar=)(listen|connect) [^'\n]+").matcher(examples);
        List<String> found = new ArrayList<>();
        while (rules.find()) {
            found.add(rules.group());
        }
        assertEquals(5, found.size(), examples);
        assertEquals(5, AgentOptions.ofText(String.join("\n", found)).rules().size());
    }

    @Test
    void explainsBuiltInFramings() {
        String rules = "listen *:1 length-field(offset=0,length=4)";
        assertEquals(0, run("explain", "--rules", rules, "listen", "127.0.0.1:1"));
        assertTrue(out().contains("framing     length-field(offset=0,length=4)"), out());
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out().matches("record-sockets \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '' | no command, known: check, explain, --help, --version
                    chekc | unknown command, command=chekc, known: check, explain, --help, --version
                    check x | check takes no arguments, found=x
                    explain | explain takes four arguments, found=0, give explain --config FILE|--rules TEXT listen|connect HOST:PORT
                    explain --rules x listen | explain takes four arguments, found=3, give
                    explain --rule x listen *:1 | unknown option, option=--rule, known: --config, --rules
                    explain --rules x accept *:1 | unknown direction, direction=accept, known: listen, connect
                    explain --rules x listen 80 | not a socket, socket=80, give HOST:PORT
                    explain --rules x listen :80 | not a socket, socket=:80
                    explain --rules x listen *:0 | not a socket, socket=*:0
                    explain --rules x listen *:65536 | not a socket, socket=*:65536
                    explain --rules x listen *:x | not a socket, socket=*:x
                    explain --rules x listen ::1:80 | not a socket, socket=::1:80
                    explain --rules ;; connect 0.0.0.0:80 | nobody connects to the wildcard address, host=0.0.0.0
                    """)
    void refusesWrongUsageInOneLine(String line, String message) {
        assertEquals(64, run(line.isEmpty() ? new String[0] : line.split(" ")));
        assertTrue(err().startsWith("record-sockets: " + message), err());
        assertEquals(1, err().lines().count());
        assertEquals("", out());
    }

    @Test
    void explainTellsOfBadRules() {
        assertEquals(1, run("explain", "--rules", "listen *:0 none;x", "listen", "*:1"));
        assertEquals(2, err().lines().count(), err());
        assertEquals(1, run("explain", "--config", "/no/such", "listen", "*:1"));
        assertTrue(err().contains("command line: config file not readable, file=/no/such"), err());
    }

    @Test
    void explainReadsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r;1"), "\nlisten *:1 none");
        assertEquals(1, run("explain", "--config", file.toString(), "listen", "127.0.0.1:1"));
        assertTrue(out().contains("  " + file + ":2  listen *:1 none  -> matches\n"), out());
    }

    @Test
    void explainSaysNoWithoutAMatch() {
        assertEquals(1, run("explain", "--rules", "listen *:1 none", "listen", "127.0.0.1:2"));
        assertTrue(out().contains("no: for other ports"), out());
        assertTrue(out().contains("Result: plain TCP: no rule matches"), out());
    }

    @Test
    void explainTakesWildcardsInEveryForm() {
        for (String wildcard : List.of("*:1", "0.0.0.0:1", "[::]:1")) {
            out.reset();
            assertEquals(1, run("explain", "--rules", "listen *:1 none", "listen", wildcard));
            assertTrue(out().startsWith("A server channel on every local address, port 1\n"), out());
        }
    }

    @Test
    void explainTellsOfAHostThatIsNotFound() {
        assertEquals(1, run("explain", "--rules", ";", "connect", "[1:2]:80"));
        assertTrue(err().contains("host not found, host=[1:2], give an IP address"), err());
    }

    @Test
    void checkSaysYesOnlyWhereAllIsFine() {
        HostCheck fine = () -> List.of(new HostCheck.Line("a", true, "b"));
        HostCheck wrong = () -> List.of(new HostCheck.Line("c", false, "d"), new HostCheck.Line("e", true, "f"));
        assertEquals(0, run(List.of(fine), "check"));
        assertEquals("ok  a: b\nNothing stands in the way of record sockets.\n", out());
        out.reset();
        assertEquals(1, run(List.of(fine, wrong), "check"));
        assertEquals("ok  a: b\nNO  c: d\nok  e: f\nNot fine, findings=1\n", out());
    }

    @Test
    void looksAtTheHost(@TempDir Path root) throws Exception {
        Path rmem = root.resolve("proc/sys/net/ipv4/tcp_rmem");
        Files.createDirectories(rmem.getParent());
        Files.writeString(rmem, "4096\t131072\t6291456\n");
        Files.createDirectories(root.resolve("dev/shm"));
        HostResources host = new HostResources(root, "Linux", Runtime.Version.parse("17.0.1"));
        assertTrue(
                host.lines().stream().allMatch(HostCheck.Line::ok), host.lines().toString());
        assertEquals(
                "the kernel holds records up to 3145728 bytes",
                host.lines().get(2).detail());

        Files.writeString(rmem, "4096\t131072\t1000000\n");
        HostCheck.Line little = host.lines().get(2);
        assertFalse(little.ok());
        assertTrue(little.detail().contains("500000 bytes"), little.detail());
        assertTrue(little.detail().contains("net.ipv4.tcp_rmem to 2097152"), little.detail());
        Files.writeString(rmem, "x");
        assertFalse(host.lines().get(2).ok());
        Files.delete(rmem);
        assertFalse(host.lines().get(2).ok());

        Files.delete(root.resolve("dev/shm"));
        assertTrue(host.lines().get(4).detail().startsWith("not there"));
        HostResources other = new HostResources(root, "Mac OS X", Runtime.Version.parse("11.0.1"));
        assertFalse(other.lines().get(0).ok());
        assertFalse(other.lines().get(1).ok());
    }

    @Test
    void looksAtThisHost() {
        List<HostCheck.Line> lines = new HostResources().lines();
        assertTrue(lines.get(0).ok(), "tests need Linux");
        assertTrue(lines.get(1).ok());
        assertEquals(5, lines.size());
        assertTrue(
                lines.get(3).detail().matches("[1-9][0-9]* bytes .*"),
                lines.get(3).detail());
        String held = lines.get(2).detail().replaceAll("\\D*(\\d+).*", "$1");
        assertTrue(
                Long.parseLong(held) >= 2048, "the largest receive buffer is a page at least, found=" + lines.get(2));
    }
}
