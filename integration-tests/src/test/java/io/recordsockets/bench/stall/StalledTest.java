package io.recordsockets.bench.stall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.SocketQueues;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders and receivers against each other, in two processes as in a benchmark. */
@Timeout(90)
class StalledTest {
    private static final int RECEIVERS = 3;
    /** More than the sockets of a stalled receiver take. */
    private static final int LARGE_BYTES = 16 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"plain-heap", "plain-direct", "netty-heap", "netty-direct", "records"})
    void receiversThatHaveStoppedReadingGetTheWholeRecordLater(String side) throws IOException {
        run(side, (port, sender, receivers) -> {
            for (int recordBytes : new int[] {1000, LARGE_BYTES}) {
                String crc = sender.ask("broadcast " + recordBytes + " " + recordBytes, "sent ");
                assertTrue(SocketQueues.bytes(port) < RECEIVERS * (long) LARGE_BYTES);
                receivers.ask("drain " + recordBytes + " " + crc + " " + RECEIVERS, "drained");
            }
        });
    }

    @Test
    void sendersKeepWhatIsLeftByReference() throws IOException {
        run("plain-heap", (port, sender, receivers) -> {
            long before = heapBytes(sender);
            sender.ask("broadcast " + LARGE_BYTES + " 1", "sent ");
            long grown = heapBytes(sender) - before;
            assertTrue(grown > LARGE_BYTES / 2 && grown < 2L * LARGE_BYTES, "grown=" + grown);
        });
    }

    private static long heapBytes(ChildProcess sender) throws IOException {
        return Long.parseLong(sender.ask("memory", "memory ").split(" ")[0]);
    }

    @Test
    void receiversEndWhereTheBytesAreOthers() throws IOException {
        run("plain-direct", (port, sender, receivers) -> {
            long crc = Long.parseLong(sender.ask("broadcast 1000 1", "sent "));
            assertThrows(
                    IOException.class, () -> receivers.ask("drain 1000 " + (crc ^ 1) + " " + RECEIVERS, "drained"));
        });
    }

    @Test
    void whatNobodyReadsIsSeenInTheQueues() throws IOException, InterruptedException {
        run("plain-direct", (port, sender, receivers) -> {
            sender.ask("broadcast 1000 1", "sent ");
            // acknowledged a little later than sent; the time-out of the test ends it otherwise
            while (SocketQueues.bytes(port) != RECEIVERS * 1000) {
                Thread.onSpinWait();
            }
            assertEquals(RECEIVERS * 1000, SocketQueues.bytes(port));
        });
    }

    /** What a test does with a sender to which receivers are connected. */
    @FunctionalInterface
    private interface Script {
        void run(int port, ChildProcess sender, ChildProcess receivers) throws IOException;
    }

    private static void run(String side, Script script) throws IOException {
        int port = FreePort.find();
        try (ChildProcess receivers = start(StalledReceiver.class);
                ChildProcess sender = start(StalledSender.class, side, Integer.toString(port))) {
            receivers.awaitLine("ready");
            sender.awaitLine("ready");
            sender.send("open " + RECEIVERS + " 0");
            receivers.ask("connect " + port + " " + RECEIVERS + " 0", "connected");
            sender.awaitLine("opened");
            script.run(port, sender, receivers);
        }
    }

    private static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        return ChildProcess.start(JavaCommand.ofClass(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        main,
                        arguments)
                .words());
    }
}
