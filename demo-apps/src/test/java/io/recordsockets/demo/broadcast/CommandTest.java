package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    /** What the program says and how it ends. */
    private record Ended(int code, String out, String err) {}

    private static Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String message, String... arguments) {
        Ended ended = run(arguments);
        assertEquals("broadcast: " + message + System.lineSeparator(), ended.err);
        assertEquals("", ended.out);
        assertEquals(2, ended.code);
    }

    @Test
    void readsValuesInBothForms() throws UsageException {
        Settings settings =
                Command.NODE.parse(List.of("--block", "64k", "--vote-rate=2.5", "--plain", "--listen=:::0"));
        assertEquals(64 << 10, settings.bytes(Option.BLOCK));
        assertEquals(2.5, settings.frequency(Option.VOTE_RATE));
        assertTrue(settings.has(Option.PLAIN));
        assertEquals(0, settings.address(Option.LISTEN).getPort());
        assertTrue(settings.address(Option.LISTEN).getAddress().isAnyLocalAddress());
    }

    @Test
    void hasDefaults() throws UsageException {
        Settings node = Command.NODE.parse(List.of());
        assertEquals(512 << 10, node.bytes(Option.BLOCK));
        assertFalse(node.has(Option.PLAIN));
        assertNull(node.duration(Option.DURATION));
        assertEquals(Duration.ofSeconds(8), Command.DEMO.parse(List.of()).duration(Option.DURATION));
    }

    @Test
    void theLastOfSeveralValuesCounts() throws UsageException {
        assertEquals(
                2, Command.DEMO.parse(List.of("--slow", "1", "--slow", "2")).count(Option.SLOW));
    }

    @Test
    void refusesWhatItDoesNotKnowAndNamesWhatItDoes() {
        assertRefused("unknown command: command=nodes, known=node subscribe demo", "nodes");
        assertRefused(
                "unknown option: option=--blok, command=subscribe, known=--connect --count --rate --stall --duration"
                        + " --help",
                "subscribe",
                "--blok=1");
        assertTrue(
                run("--nothing").err.startsWith("broadcast: unknown option: option=--nothing, command=demo, known="));
        assertTrue(
                run("node", "extra").err.startsWith("broadcast: unknown option: option=extra, command=node, known="));
        assertEquals(2, run("node", "--link", "100mbit").code, "an option of another command");
    }

    @Test
    void refusesBadValues() {
        assertRefused(
                "bad value: option=--block, value=63, expected=64 to 256m bytes, such as 64k, 1m",
                "node",
                "--block",
                "63");
        assertRefused(
                "bad value: option=--duration, value=0, expected=a time such as 500ms, 20s, 2m", "--duration", "0");
        assertRefused(
                "bad value: option=--link, value=fast, expected=bits a second such as 100mbit, or bytes a second such as 2m",
                "demo",
                "--link=fast");
        assertRefused(
                "bad value: option=--listen, value=localhost:65536, expected=host:port, with a port from 0 to 65535",
                "node",
                "--listen",
                "localhost:65536");
        assertRefused(
                "bad value: option=--subscribers, value=0, expected=a whole number from 1 to 100000",
                "--subscribers",
                "0");
        assertRefused(
                "bad value: option=--vote-rate, value=NaN, expected=a number from 0 to 100000", "--vote-rate", "NaN");
        assertRefused("option takes no value: option=--plain", "node", "--plain=yes");
        assertRefused(
                "option needs a value: option=--duration, expected=a time such as 500ms, 20s, 2m",
                "node",
                "--duration");
        assertRefused(
                "more slow and stalled subscribers than there are: --slow=4, --stalled=2, --subscribers=5",
                "--subscribers",
                "5");
    }

    @Test
    void refusesFilesWithoutContent(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertEquals(2, run("node", "--file", empty.toString()).code);
        assertEquals(2, run("node", "--file", folder.resolve("missing").toString()).code);
        Path file = Files.writeString(folder.resolve("file"), "content");
        assertEquals(
                file,
                Command.NODE
                        .parse(List.of("--file", file.toString()))
                        .workload()
                        .file());
    }

    @Test
    void everyCommandHasHelp() {
        assertTrue(run("--help").out.contains("subscribe"));
        for (Command command : Command.values()) {
            Ended ended = run(command.toString(), "--help");
            assertEquals(0, ended.code);
            assertTrue(ended.out.startsWith("broadcast " + command + " [options]: "), ended.out);
            assertTrue(ended.out.contains("--duration <time>"), ended.out);
        }
        assertTrue(run("node", "-h").out.contains("(default: 512k)"));
        assertTrue(run("demo", "-h").out.contains("(default: 8s)"));
    }

    @Test
    void saysWhatItCannotConnectTo() throws Exception {
        Ended ended = run("subscribe", "--connect", "127.0.0.1:1", "--duration", "1s");
        assertTrue(ended.err.startsWith("broadcast: cannot connect: address=/127.0.0.1:1, "), ended.err);
        assertEquals(1, ended.code);
    }
}
