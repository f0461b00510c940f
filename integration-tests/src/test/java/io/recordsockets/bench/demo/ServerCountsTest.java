package io.recordsockets.bench.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerCountsTest {
    @Test
    void findsItsCountsAmongOthers() throws IOException {
        ServerCounts.Counts counts =
                ask("STAT version a b\r\nSTAT event_loop_wakeups 7\r\nSTAT reads 8\r\nSTAT requests 9\r\nEND\r\n");
        assertEquals(new ServerCounts.Counts(7, 8, 9), counts);
    }

    @Test
    void takesOffTheCommandThatAsks() {
        ServerCounts.Counts before = new ServerCounts.Counts(10, 20, 30);
        assertEquals(new ServerCounts.Counts(0, 0, 0), new ServerCounts.Counts(11, 21, 31).since(before));
    }

    @Test
    void namesTheCountThatIsMissing() {
        IOException e = assertThrows(IOException.class, () -> ask("STAT reads 8\r\nEND\r\n"));
        assertTrue(e.getMessage().contains("event_loop_wakeups"), e.getMessage());
    }

    private static ServerCounts.Counts ask(String answer) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerCounts counts = new ServerCounts(listener.getLocalPort());
                Socket server = listener.accept()) {
            server.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            return counts.ask();
        }
    }
}
