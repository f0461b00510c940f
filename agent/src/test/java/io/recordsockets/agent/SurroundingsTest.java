package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options by system property and by environment. */
class SurroundingsTest {
    @TempDir
    Path folder;

    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    private AgentOptions parse(String argument) throws OptionException {
        return AgentOptions.parse(argument, Surroundings.of(properties, environment));
    }

    private String problem() {
        return assertThrows(OptionException.class, () -> parse("")).getMessage();
    }

    @Test
    void argumentThenPropertyThenEnvironmentThenFile() throws Exception {
        Path file = Files.writeString(folder.resolve("rules"), "drain-timeout=4s\nlisten *:4 none");
        environment.put("RECORD_SOCKETS_CONFIG", file.toString());
        assertEquals(4_000_000_000L, parse("").drainTimeoutNs());
        environment.put("RECORD_SOCKETS_DRAIN_TIMEOUT", "3s");
        assertEquals(3_000_000_000L, parse("").drainTimeoutNs());
        properties.setProperty("record-sockets.drain-timeout", "2s");
        assertEquals(2_000_000_000L, parse("").drainTimeoutNs());
        assertEquals(1_000_000_000L, parse("drain-timeout=1s").drainTimeoutNs());
    }

    @Test
    void rulesOfAllAreTriedInThisOrder() throws Exception {
        Path file = Files.writeString(folder.resolve("rules"), "listen *:4 none");
        environment.put("RECORD_SOCKETS_RULES", "listen *:3 none");
        properties.setProperty("record-sockets.rules", "listen *:2 none; listen *:5 none");
        properties.setProperty("record-sockets.config", file.toString());
        List<String> places = parse("listen *:1 none").rules().rules().stream()
                .map(rule -> rule.text() + " at " + rule.place())
                .toList();
        assertEquals(
                List.of(
                        "listen *:1 none at agent argument:1",
                        "listen *:2 none at system property record-sockets.rules:1",
                        "listen *:5 none at system property record-sockets.rules:1",
                        "listen *:3 none at environment RECORD_SOCKETS_RULES:1",
                        "listen *:4 none at " + file + ":1"),
                places);
    }

    @Test
    void theFileIsTheOneThatIsNamedFirst() throws Exception {
        Path first = Files.writeString(folder.resolve("first"), "quiet=on");
        properties.setProperty("record-sockets.config", first.toString());
        environment.put("RECORD_SOCKETS_CONFIG", "/no/such");
        assertTrue(parse("").quiet());
    }

    @Test
    void strictIsKnownWhereverItIsGiven() {
        environment.put("RECORD_SOCKETS_STRICT", "on");
        assertTrue(assertThrows(OptionException.class, () -> parse("nonsense")).strict());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RECORD_SOCKETS_DRIAN_TIMEOUT | 5s | environment RECORD_SOCKETS_DRIAN_TIMEOUT: unknown option, option=drian-timeout, known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict; and rules, log, leak-trace
                    record-sockets.strickt | on | system property record-sockets.strickt: unknown option, option=strickt, known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict; and rules, log, leak-trace
                    RECORD_SOCKETS_JMX | maybe | environment RECORD_SOCKETS_JMX: unknown value, jmx=maybe, known: on, off
                    record-sockets.hold-memory | lots | system property record-sockets.hold-memory: not a size, hold-memory=lots, give bytes with k, m or g behind for larger units, 1..1g, or 0 to read nothing ahead
                    RECORD_SOCKETS_RULES | strict=on | environment RECORD_SOCKETS_RULES:1: not a rule, entry=strict=on, give listen ... or connect ...; options have names of their own
                    record-sockets.log | loud | system property record-sockets.log: unknown value, log=loud, known: off, error, warn, info, debug
                    RECORD_SOCKETS_LEAK_TRACE | x | environment RECORD_SOCKETS_LEAK_TRACE: unknown value, leak-trace=x, known: on, off
                    """)
    void refusesInOneClearLine(String name, String value, String message) {
        if (name.startsWith("RECORD")) {
            environment.put(name, value);
        } else {
            properties.setProperty(name, value);
        }
        assertEquals(message, problem());
    }

    @Test
    void whatIsNotOursIsLeftAlone() throws Exception {
        // a service of Kubernetes that is named record-sockets
        environment.put("RECORD_SOCKETS_SERVICE_HOST", "10.0.0.1");
        environment.put("RECORD_SOCKETS_PORT", "tcp://10.0.0.1:80");
        environment.put("RECORD_SOCKETS_PORT_80_TCP_ADDR", "10.0.0.1");
        environment.put("RECORD_SOCKETS_JDKS", "/jdk");
        environment.put("RECORDSOCKETS_X", "y");
        properties.setProperty("recordsockets.agent", "z");
        AgentOptions options = parse(null);
        assertEquals(0, options.rules().size());
        assertFalse(options.strict());
    }

    @Test
    void whatIsSetToNothingIsNotSet() throws Exception {
        environment.put("RECORD_SOCKETS_DRAIN_TIMEOUT", "");
        environment.put("RECORD_SOCKETS_NO_SUCH", " ");
        assertEquals(5_000_000_000L, parse(null).drainTimeoutNs());
    }

    @Test
    void theCheckNamesWhatWouldHold() {
        assertEquals(List.of(new HostCheck.Line("options", true, "none by system property or environment")), check());
        environment.put("RECORD_SOCKETS_QUIET", "on");
        properties.setProperty("record-sockets.rules", "listen *:1 line");
        assertEquals(
                List.of(new HostCheck.Line(
                        "options",
                        true,
                        "behind those of the agent argument: -Drecord-sockets.rules=listen *:1 line,"
                                + " RECORD_SOCKETS_QUIET=on")),
                check());
        environment.put("RECORD_SOCKETS_QIET", "on");
        environment.put("RECORD_SOCKETS_JMX", "2");
        List<HostCheck.Line> lines = check();
        assertEquals(2, lines.size());
        assertFalse(lines.get(0).ok() || lines.get(1).ok());
        assertTrue(
                lines.get(1).detail().startsWith("environment RECORD_SOCKETS_QIET: unknown option"), lines.toString());
    }

    private List<HostCheck.Line> check() {
        return new OptionsCheck(Surroundings.of(properties, environment)).lines();
    }
}
