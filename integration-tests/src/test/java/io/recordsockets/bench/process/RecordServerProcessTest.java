package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.load.ClosedLoop;
import io.recordsockets.bench.load.EchoClient;
import io.recordsockets.bench.load.LoadWindow;
import io.recordsockets.bench.load.PieceSender;
import io.recordsockets.bench.server.RecordServer;
import io.recordsockets.bench.server.ServerStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server and the loads against each other, in two processes as in a benchmark. */
@Timeout(60)
class RecordServerProcessTest {
    private static final int CONNECTIONS = 3;

    @Test
    void countsEveryRecordThatCameInPieces() throws IOException {
        try (RecordServerProcess server = start("sink", "0");
                PieceSender sender = PieceSender.connect(server.port(), CONNECTIONS, 1000, 300, 0)) {
            sender.send(2);
            server.await(2 * CONNECTIONS);
            server.mark();
            sender.send(5);
            ServerStats stats = server.await(5 * CONNECTIONS);
            assertEquals(5 * CONNECTIONS, stats.records());
            assertEquals(5 * CONNECTIONS * 1000, stats.bytes());
            assertTrue(stats.reads() > 0 && stats.wakeups() > 0 && stats.wallNs() > 0, stats.toString());
            assertTrue(server.cpuNs() > 0);
        }
    }

    @Test
    void echoesAsManyRecordsAsTheLoadSaw() throws IOException {
        try (RecordServerProcess server = start("echo", "0", "65536", "drain");
                // larger than the socket buffers take at once, so that both sides write in parts
                ClosedLoop load = ClosedLoop.connect(server.port(), CONNECTIONS, EchoClient.workload(60_000, 16))) {
            server.mark();
            LoadWindow window = load.run(TimeUnit.MILLISECONDS.toNanos(100));
            ServerStats stats = server.stats();
            assertTrue(window.exchanges() >= CONNECTIONS * 16, "exchanges=" + window.exchanges());
            assertEquals(window.exchanges(), stats.records());
            assertEquals(60_000 * window.exchanges(), stats.bytes());
            assertTrue(window.percentileNs(99) > 0);
        }
    }

    private static RecordServerProcess start(String... arguments) throws IOException {
        return RecordServerProcess.start(JavaCommand.ofClass(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                RecordServer.class,
                arguments));
    }
}
