package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static String shown(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressLine line = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        line.show("one");
        line.show("two");
        line.end();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void rewritesItselfOnATerminal() {
        assertEquals("\rone\u001b[K\rtwo\u001b[K\r\u001b[K", shown(true));
    }

    @Test
    void isOneLineEachElsewhere() {
        assertEquals("one" + System.lineSeparator() + "two" + System.lineSeparator(), shown(false));
    }
}
