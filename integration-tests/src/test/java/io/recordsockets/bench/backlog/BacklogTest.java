package io.recordsockets.bench.backlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.link.PacingRelay;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sender, relay and receivers against each other, in processes of their own as in a benchmark. */
@Timeout(90)
class BacklogTest {
    private static final int RECORDS = 64;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "records"})
    void urgentRecordsComeBehindAStandingBacklog(String side) throws IOException {
        run(side, (sender, receivers) -> {
            sender.ask("keep 1000000 20000,50000", "keeping");
            awaitBulk(receivers);
            sender.ask("urgent 20 1000", "sent");
            receivers.ask("await 20", "there");
            receivers.send("dump");
            List<String> lines = receivers.linesUntil("end");
            assertEquals(
                    40, lines.stream().filter(line -> line.startsWith("record")).count());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "records"})
    void answersForEachReceiverWhatBecameOfAWithdrawnRecord(String side) throws IOException {
        run(side, (sender, receivers) -> {
            // more than the sockets take
            sender.ask("bulk " + RECORDS + " 200000", "sent");
            sender.send("withdraw 4");
            List<String> answers = sender.linesUntil("end");
            assertEquals(RECORDS * 3 / 4, answers.size());
            long unsent = answers.stream()
                    .flatMapToInt(line -> line.split(" ")[3].chars())
                    .filter(answer -> answer == Side.TAKEN_BACK)
                    .count();
            assertTrue(unsent > 0, answers.toString());
            assertTrue(
                    answers.stream().allMatch(line -> line.matches("withdrawn \\d+ \\d+ [TBS]{2}")),
                    answers.toString());
            awaitBytes(receivers, (2 * RECORDS - unsent) * 200_000);
            // And nothing more.
            receivers.ask("settle 300", "settled");
            receivers.send("dump");
            List<String> arrived = receivers.linesUntil("end");
            assertEquals(2 * RECORDS - unsent, arrived.size());
        });
    }

    /** Until so much has come to the two together; the time-out of the test ends it otherwise. */
    private static void awaitBytes(ChildProcess receivers, long wanted) throws IOException {
        String[] bytes;
        do {
            bytes = receivers.ask("bytes", "bytes ").split(" ");
        } while (Long.parseLong(bytes[1]) + Long.parseLong(bytes[2]) < wanted);
    }

    /** Until bulk has come to both; the time-out of the test ends it otherwise. */
    private static void awaitBulk(ChildProcess receivers) throws IOException {
        String[] bytes;
        do {
            bytes = receivers.ask("bytes", "bytes ").split(" ");
        } while (Long.parseLong(bytes[1]) == 0 || Long.parseLong(bytes[2]) == 0);
    }

    /** What a test does with a sender to which two receivers are connected. */
    @FunctionalInterface
    private interface Script {
        void run(ChildProcess sender, ChildProcess receivers) throws IOException;
    }

    private static void run(String side, Script script) throws IOException {
        String port = Integer.toString(FreePort.find());
        try (ChildProcess sender = start(BacklogSender.class, side, "127.0.0.1", port);
                ChildProcess relay = start(PacingRelay.class, port, "2", "100000000");
                ChildProcess receivers = start(BacklogReceiver.class)) {
            sender.awaitLine("ready");
            receivers.awaitLine("ready");
            String[] ports = relay.awaitLine("listening ").split(" ");
            sender.send("open 2");
            receivers.ask("connect 127.0.0.1:" + ports[0] + " 127.0.0.1:" + ports[1], "connected");
            sender.awaitLine("opened");
            script.run(sender, receivers);
            sender.ask("stop", "stopped");
            receivers.ask("disconnect", "disconnected");
            sender.ask("close", "closed");
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
