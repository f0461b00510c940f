package io.recordsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void namesTheKnownScenariosWhereOneIsUnknown() {
        assertEquals(64, Main.run("fan-on"));
        String line = complained.toString(StandardCharsets.UTF_8);
        assertEquals(1, line.lines().count());
        assertTrue(line.contains("scenario=fan-on"), line);
        assertTrue(
                line.contains(
                        "overhead, fan-in, fan-out-small, fan-out-active, fan-out-backlog, fan-out-mixed, wild, priority"),
                line);
    }

    @Test
    void listsEveryScenarioOnALineOfItsOwn() {
        assertEquals(0, Main.run("list"));
        String list = printed.toString(StandardCharsets.UTF_8);
        for (String name : new String[] {
            "overhead",
            "fan-in",
            "fan-out-small",
            "fan-out-active",
            "fan-out-backlog",
            "fan-out-mixed",
            "priority",
            "unsend",
            "wild",
            "memcached",
            "memcached-hot",
            "demo"
        }) {
            assertTrue(list.lines().anyMatch(line -> line.startsWith(name + " ")), list);
        }
    }

    @Test
    void saysWhichAgentJarIsMissing(@TempDir Path folder) {
        Path missing = folder.resolve("agent.jar");
        assertEquals(1, Main.run("overhead", "--agent", missing.toString()));
        String line = complained.toString(StandardCharsets.UTF_8);
        assertTrue(line.contains("path=" + missing), line);
        assertFalse(line.contains("Exception"), line);
    }

    @Test
    void saysWhereItLookedForTheJdk(@TempDir Path folder) {
        assertEquals(1, Main.run("overhead", "--jdk", folder.toString()));
        assertTrue(complained.toString(StandardCharsets.UTF_8).contains("path=" + folder.resolve("bin/java")));
    }
}
