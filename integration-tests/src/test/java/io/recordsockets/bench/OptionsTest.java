package io.recordsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void readsScenarioAndFlagsInAnyOrder() throws UsageException {
        Options options = Options.parse("--quick", "fan-in", "--agent", "/a/b.jar", "--jdk", "/jdk", "--control");
        assertEquals("fan-in", options.command());
        assertTrue(options.quick());
        assertTrue(options.control());
        assertFalse(options.help());
        assertEquals(Path.of("/a/b.jar"), options.agent());
        assertEquals(Path.of("/jdk"), options.jdk());
    }

    @Test
    void runsTheServersOnItsOwnJdkUnlessToldOtherwise() throws UsageException {
        assertEquals(
                Path.of(System.getProperty("java.home")),
                Options.parse("overhead").jdk());
    }

    @Test
    void namesTheKnownOptionsWhereOneIsUnknown() {
        UsageException e = assertThrows(UsageException.class, () -> Options.parse("fan-in", "--fast"));
        assertTrue(e.getMessage().contains("option=--fast"), e.getMessage());
        assertTrue(e.getMessage().contains("--quick"), e.getMessage());
    }

    @Test
    void refusesAnOptionWithoutItsValue() {
        UsageException e = assertThrows(UsageException.class, () -> Options.parse("fan-in", "--jdk"));
        assertTrue(e.getMessage().contains("--jdk"), e.getMessage());
    }

    @Test
    void refusesTwoScenariosAndNone() {
        assertThrows(UsageException.class, () -> Options.parse("fan-in", "overhead"));
        assertThrows(UsageException.class, () -> Options.parse("--quick"));
    }

    @Test
    void helpNeedsNoScenario() throws UsageException {
        assertTrue(Options.parse("--help").help());
    }
}
