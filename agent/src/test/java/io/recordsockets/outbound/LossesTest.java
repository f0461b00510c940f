package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SocketPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What could not be sent is told by cause. */
class LossesTest {
    private static final SocketPolicy NO_TIME = SocketPolicy.DEFAULT.withDrainTimeout(Duration.ZERO);

    private final Rig rig = new Rig();

    private static List<String> lines(Runnable action) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(lines, true));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return lines.toString().lines().toList();
    }

    @Test
    void isOneLineACauseWithTheWorstThree() {
        Losses losses = new Losses();
        for (int i = 1; i <= 100; i++) {
            assertEquals(i == 1, losses.add("too slow", rig.connection(0), 2, i * 10));
        }
        assertFalse(losses.add("too late", rig.connection(0), 1, 5));
        List<String> lines = lines(losses::tell);
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(
                lines.get(0).contains("too slow, receivers=100, records=200, bytes=50500, worst=["), lines::toString);
        assertTrue(
                Pattern.compile("bytes=1000, .*bytes=990, .*bytes=980\\]$")
                        .matcher(lines.get(0))
                        .find(),
                lines::toString);
        assertTrue(lines.get(1).contains("too late, receivers=1, records=1, bytes=5"), lines::toString);
        assertEquals(List.of(), lines(losses::tell));
    }

    @Test
    void theEndOfTheJvmIsOneLineForAllSockets() {
        for (int i = 0; i < 20; i++) {
            Connection connection = rig.full();
            connection.policy(NO_TIME);
            rig.send(connection, "record");
        }
        List<String> lines = lines(rig.engine.resources().jvmEnd()::drain);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("receivers=20, records=20, bytes=120"), lines::toString);
    }
}
