package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void hasTheDefaultsOfMemcached() throws UsageException {
        Options options = Options.parse();
        assertEquals(11211, options.addresses.get(0).getPort());
        assertEquals(64L << 20, options.memoryLimit);
        assertEquals(1 << 20, options.maxItemSize);
        assertEquals(1024, options.maxConnections);
        assertEquals(4, options.threads);
        assertTrue(options.evicting);
        assertEquals(0, options.verbosity);
    }

    @Test
    void takesShortOptionsWithAndWithoutASpace() throws UsageException {
        Options options = Options.parse("-p1234", "-m", "8", "-MAvv", "-c10", "-t", "3", "-b", "5", "-I", "2m", "-U0");
        assertEquals(1234, options.addresses.get(0).getPort());
        assertEquals(8L << 20, options.memoryLimit);
        assertFalse(options.evicting);
        assertTrue(options.shutdownCommand);
        assertEquals(2, options.verbosity);
        assertEquals(10, options.maxConnections);
        assertEquals(3, options.threads);
        assertEquals(5, options.backlog);
        assertEquals(2 << 20, options.maxItemSize);
    }

    @Test
    void takesLongOptions() throws UsageException {
        Options options = Options.parse(
                "--port=1234",
                "--memory-limit",
                "8",
                "--disable-evictions",
                "--max-item-size=16K",
                "--daemon",
                "--listen=0.0.0.0:5,[::1]:6,127.0.0.1",
                "--pidfile=x");
        assertEquals(5, options.addresses.get(0).getPort());
        assertEquals(6, options.addresses.get(1).getPort());
        assertEquals(1234, options.addresses.get(2).getPort());
        assertEquals(8L << 20, options.memoryLimit);
        assertEquals(16 << 10, options.maxItemSize);
        assertTrue(options.daemon);
        assertEquals("x", options.pidFile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-x",
                "--nothing",
                "-p",
                "-p x",
                "-p 65536",
                "-U 1",
                "-m 0",
                "-m -1",
                "-c 0",
                "-t 0",
                "-I 1",
                "-I 2048m",
                "-I m",
                "-I 1g",
                "--daemon=1",
                "-l 1.2.3.4:x",
                "--listen=",
                "-t 99999999999999999999"
            })
    void namesTheOptionThatIsWrong(String arguments) {
        String[] words = arguments.split(" ");
        UsageException e = assertThrows(UsageException.class, () -> Options.parse(words));
        String name = words[0].split("=")[0];
        assertTrue(e.getMessage().matches(".*option=.*" + name + "[ ,].*|.*option=" + name), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    @Test
    void namesAnArgumentThatIsNoOption() {
        UsageException e = assertThrows(UsageException.class, () -> Options.parse("start"));
        assertTrue(e.getMessage().contains("argument=start"), e.getMessage());
    }

    @Test
    void helpNamesEveryOption() {
        String help = OptionsParser.help();
        for (OptionsParser.Option option : OptionsParser.Option.values()) {
            assertTrue(help.contains("-" + option.letter + ", --" + option.name), option.name);
        }
    }
}
