package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("test.rules"), text);
    }

    private static String problem(String argument) {
        return assertThrows(OptionException.class, () -> AgentOptions.ofText(argument))
                .getMessage();
    }

    @Test
    void booleansAreWrittenEitherWay() throws Exception {
        for (String yes : List.of("on", "true")) {
            AgentOptions options =
                    AgentOptions.ofText("strict=" + yes + ";quiet=" + yes + ";jmx=" + yes + ";check-records=" + yes);
            assertTrue(options.strict() && options.quiet() && options.jmx() && options.checksRecords(), yes);
        }
        for (String no : List.of("off", "false")) {
            AgentOptions options =
                    AgentOptions.ofText("strict=" + no + ";quiet=" + no + ";jmx=" + no + ";check-records=" + no);
            assertFalse(options.strict() || options.quiet() || options.jmx() || options.checksRecords(), no);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ";", "\n"})
    void takesDefaultsWithoutAnArgument(String argument) throws Exception {
        AgentOptions options = AgentOptions.ofText(argument);
        assertEquals(0, options.rules().size());
        assertFalse(options.strict());
        assertTrue(options.jmx());
        assertFalse(options.quiet());
        assertEquals(5_000_000_000L, options.drainTimeoutNs());
    }

    @Test
    void theArgumentsDrainTimeoutWinsOverTheFiles() throws Exception {
        Path file = file("drain-timeout=3s");
        assertEquals(3_000_000_000L, AgentOptions.ofText("config=" + file).drainTimeoutNs());
        assertEquals(
                250_000_000L,
                AgentOptions.ofText("drain-timeout=250ms;config=" + file).drainTimeoutNs());
    }

    @Test
    void readsOptionsAndRulesInOneArgument() throws Exception {
        AgentOptions options =
                AgentOptions.ofText("strict=true;listen *:1 none; jmx = off\nquiet=true; connect *:2 none");
        assertTrue(options.strict());
        assertFalse(options.jmx());
        assertTrue(options.quiet());
        assertEquals(2, options.rules().size());
        assertEquals("agent argument:2", options.rules().rules().get(1).place());
    }

    @Test
    void readsTheConfigFileBehindTheArgument() throws Exception {
        Path file =
                file("\uFEFF# rules\r\nlisten *:1 none stall=1s\r\n\r\nquiet=true\r\njmx=on # yes\r\nstrict=true\r\n");
        AgentOptions options = AgentOptions.ofText("config=" + file + ";jmx=off;listen *:1 none");
        assertEquals(2, options.rules().size());
        assertEquals("listen *:1 none", options.rules().rules().get(0).text());
        assertEquals("listen *:1 none stall=1s", options.rules().rules().get(1).text());
        assertEquals(file + ":2", options.rules().rules().get(1).place());
        assertTrue(options.quiet());
        assertTrue(options.strict());
        assertFalse(options.jmx(), "the argument wins");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    strickt=true | agent argument:1: unknown option, strickt=true, known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict, or a rule: listen ..., connect ...
                    strict | agent argument:1: neither rule nor option, entry=strict, give listen ..., connect ... or name=value, known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict
                    strict=yes | agent argument:1: unknown value, strict=yes, known: on, off
                    strict= | agent argument:1: unknown value, strict=, known: on, off
                    hold-memory=1x | agent argument:1: not a size, hold-memory=1x, give bytes with k, m or g behind for larger units, 1..1g, or 0 to read nothing ahead
                    drain-timeout=5 | agent argument:1: not a time, drain-timeout=5, give a number with its unit, ms or s, 1ms..3600s
                    jmx=1 | agent argument:1: unknown value, jmx=1, known: on, off
                    quiet=ON | agent argument:1: unknown value, quiet=ON, known: on, off
                    config= | agent argument:1: option without value, option=config, give a file
                    quiet=true;quiet=true | agent argument:1: option given twice, option=quiet=true, give it once
                    listen *:0 none | agent argument:1: not a port, port=0, give *, 1..65535 or FIRST-LAST
                    """)
    void refusesInOneClearLine(String argument, String message) {
        assertEquals(message, problem(argument));
    }

    @Test
    void knowsStrictWhereAnotherEntryIsBad() {
        assertTrue(assertThrows(OptionException.class, () -> AgentOptions.ofText("x;strict=true"))
                .strict());
        assertTrue(assertThrows(OptionException.class, () -> AgentOptions.ofText("strict=true;config=/no/such"))
                .strict());
        assertFalse(assertThrows(OptionException.class, () -> AgentOptions.ofText("x"))
                .strict());
    }

    @Test
    void knowsStrictOfAFileThatIsBad() throws Exception {
        Path file = file("nonsense\nstrict=true\n");
        OptionException e = assertThrows(OptionException.class, () -> AgentOptions.ofText("config=" + file));
        assertTrue(e.strict());
        assertTrue(e.getMessage().startsWith(file + ":1: neither rule nor option, entry=nonsense"), e.getMessage());
    }

    @Test
    void tellsEverythingThatIsWrong() throws Exception {
        Path file = file("listen\nconfig=other\n");
        String[] lines = problem("x=1;config=" + file + ";listen *:1").split("\n");
        assertEquals(4, lines.length, String.join("\n", lines));
        assertTrue(lines[2].startsWith(file + ":1: "));
        assertEquals(
                file
                        + ":2: config file names a config file, file=other, give it in the agent argument, as a system property or in the environment",
                lines[3]);
    }

    @Test
    void tellsOfAFileThatIsMissing() {
        Path file = folder.resolve("missing");
        assertEquals(
                "agent argument:1: config file not readable, file=" + file
                        + ", cause=no such file, or a folder on the way"
                        + " to it may not be entered, give a UTF-8 file of rules and options",
                problem("config=" + file));
    }

    @Test
    void tellsOfAFolder() {
        assertTrue(problem("config=" + folder).contains("file=" + folder + ", cause=it is a folder, "));
    }

    @Test
    void tellsOfAReadThatFails() {
        String problem = problem("config=/proc/self/mem");
        assertTrue(problem.contains("file=/proc/self/mem, cause=Input/output error, "), problem);
        assertFalse(problem.contains("\n"));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void doesNotWaitAtAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTrue(problem("config=" + pipe).contains("cause=not a regular file, "));
        assertTrue(problem("config=/dev/zero").contains("cause=not a regular file, "));
    }

    @Test
    void tellsOfAFileThatIsNotUtf8() throws Exception {
        Path file = folder.resolve("latin1");
        Files.write(file, "# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(problem("config=" + file).contains("cause=not UTF-8, "));
    }

    @Test
    void readsAFileOfOneMebibyteAndNoLongerOne() throws Exception {
        String longest = "#".repeat(ConfigFile.MAX_LENGTH - 16) + "\nlisten *:1 none";
        assertEquals(ConfigFile.MAX_LENGTH, longest.length());
        Path file = file(longest);
        assertEquals(1, AgentOptions.ofText("config=" + file).rules().size());
        file(longest + " ");
        assertTrue(problem("config=" + file).contains("cause=longer than 1048576 bytes, "));
    }

    @Test
    void readsAnEmptyFile() throws Exception {
        assertEquals(0, AgentOptions.ofText("config=" + file("")).rules().size());
    }

    @Test
    void wantsEachFramingAtOnceWhereItIsStrict() throws Exception {
        String rules = "listen *:1 line;listen *:2 no-such";
        assertEquals(2, AgentOptions.ofText(rules).rules().size());
        OptionException e = assertThrows(OptionException.class, () -> AgentOptions.ofText(rules + ";strict=true"));
        assertTrue(e.strict());
        assertTrue(e.getMessage().startsWith("agent argument:1: "), e.getMessage());
        assertTrue(e.getMessage().contains("framing=no-such"), e.getMessage());
    }
}
