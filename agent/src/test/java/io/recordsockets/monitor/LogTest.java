package io.recordsockets.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null, EW", "warn, EW", "nonsense, EW", "off, ''", "error, E", "info, EWI", "debug, EWID"})
    void printsFromItsLevelOn(String level, String printed) {
        ErrLogger logger = new ErrLogger(level, out);
        logger.error("E");
        logger.warn("W");
        logger.info("I");
        logger.debug("D");
        logger.trace("T");
        StringBuilder letters = new StringBuilder();
        text().lines().forEach(line -> letters.append(line.charAt(line.length() - 1)));
        assertEquals(printed, letters.toString());
    }

    @Test
    void printsOneLineWithArgumentsAndCauses() {
        ErrLogger logger = new ErrLogger(null, out);
        logger.warn("option refused, option={}, value={}", "rcvlowat", 5, new IOException("a", new Error("b")));
        assertEquals(
                "record-sockets: WARN option refused, option=rcvlowat, value=5, cause=java.io.IOException: a,"
                        + " caused by=java.lang.Error: b\n",
                text());
    }

    @Test
    void endsAtCausesThatGoInCircles() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);
        new ErrLogger(null, out).warn("x", outer);
        assertEquals(1, text().lines().count());
        assertTrue(text().startsWith("record-sockets: WARN x, cause=java.lang.Exception: outer"), text());
    }

    @Test
    void printsTheStackAtDebug() {
        new ErrLogger("debug", out).warn("x", new Error("b"));
        assertTrue(text().contains("\tat "), text());
    }

    @Test
    void goesToStandardErrorAsItIsAtTheTime() {
        assertEquals(ErrLogger.class, Log.log().getClass());
        PrintStream before = System.err;
        System.setErr(out);
        try {
            Log.log().error("to standard error, n={}", 1);
        } finally {
            System.setErr(before);
        }
        assertEquals("record-sockets: ERROR to standard error, n=1\n", text());
    }
}
