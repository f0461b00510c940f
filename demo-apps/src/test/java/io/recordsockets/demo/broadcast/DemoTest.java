package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and subscribers in this process. */
@Timeout(60)
class DemoTest {
    private static final Duration DURATION = Duration.ofSeconds(3);

    /** As on the command line of the demonstration. */
    private static DemoRun.Outcome run(boolean plain, DemoRun.Crowd crowd, String... arguments) throws Exception {
        Interrupt interrupt = new Interrupt();
        try {
            Workload workload = Command.DEMO.parse(List.of(arguments)).workload();
            return new DemoRun(plain, workload, crowd).run(DURATION, null, interrupt);
        } finally {
            interrupt.reported();
        }
    }

    private static void assertSound(DemoRun.Outcome outcome) {
        assertNull(outcome.failure());
        assertEquals(0, outcome.total().wrong());
        assertEquals(0, outcome.total().missingVotes());
    }

    /** Slow enough that a queue builds up, and a stalled one. */
    private static final DemoRun.Crowd CROWD = new DemoRun.Crowd(4, 2, 1, 2 << 20, 0);

    @Test
    void recordsOvertakeAndAreTakenBack() throws Exception {
        DemoRun.Outcome outcome = run(false, CROWD, "--lifetime", "1s");
        assertSound(outcome);
        Publisher.Figures figures = outcome.figures();
        assertEquals(0, figures.disconnected());
        assertEquals(CROWD.size(), figures.subscribers());
        assertTrue(figures.retractedInTime() > 0, "taken back");
        assertTrue(figures.unsentBytes() > 4 << 20, "unsent: " + figures.unsentBytes());
        assertEquals(CROWD.fast() * outcome.published(), outcome.fast().sums().votes());
        assertTrue(outcome.fast().sums().blocks() > CROWD.fast() * 20, "blocks at the fast ones");
        // A block of 512 KiB takes a quarter of a second at the slow ones. FIFO, the last votes would take seconds.
        long slowNs = outcome.slow().votes.percentile(0.5);
        assertTrue(slowNs < 1_000_000_000L, "slow, p50 in ns: " + slowNs);
    }

    @Test
    void plainKeepsVotesWaiting() throws Exception {
        DemoRun.Outcome outcome = run(true, CROWD, "--limit", "8m");
        assertSound(outcome);
        assertTrue(outcome.figures().disconnected() > 0, "the limit, at the stalled one");
        assertEquals(0, outcome.figures().retractedInTime());
        assertEquals(CROWD.fast() * outcome.published(), outcome.fast().sums().votes());
        assertTrue(outcome.slow().sums().votes() < CROWD.slow() * outcome.published(), "votes behind blocks");
    }

    @Test
    void publishesAFileThroughALink(@TempDir Path folder) throws Exception {
        byte[] content = new byte[300_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        DemoRun.Crowd crowd = new DemoRun.Crowd(3, 0, 0, 0, 4 << 20);
        DemoRun.Outcome outcome = run(false, crowd, "--file", file.toString(), "--block", "64k", "--vote-rate", "50");
        assertSound(outcome);
        assertTrue(
                outcome.fast().sums().blocks() > 60,
                "blocks: " + outcome.fast().sums().blocks());
        assertEquals(3 * outcome.published(), outcome.fast().sums().votes());
    }

    @Test
    void printsBothFiguresSideBySide() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("demo", "--duration", "3", "--subscribers", "5"));
        arguments.addAll(List.of("--slow", "1", "--stalled", "1", "--block", "256k"));
        int code = Main.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, text);
        assertTrue(text.contains("5 subscribers: 3 fast, 1 slow (3 MiB/s), 1 stalled."), text);
        assertTrue(text.matches("(?s).*plain +[123] s: .*records +[123] s: .*"), text);
        assertTrue(text.matches("(?s).*vote latency, slow subscribers, p99 +\\d.*"), text);
        assertTrue(text.matches("(?s).*wrong records +0 +0\\n?.*"), text);
    }

    @Test
    void aNodeServesSubscribersAndReports() throws Exception {
        for (String variant : new String[] {"", "--plain"}) {
            ByteArrayOutputStream nodeOut = new ByteArrayOutputStream();
            PrintStream nodePrint = new PrintStream(nodeOut, true, StandardCharsets.UTF_8);
            List<String> arguments = new ArrayList<>(List.of("node", "--listen", "127.0.0.1:0", "--duration", "4s"));
            if (!variant.isEmpty()) {
                arguments.add(variant);
            }
            Thread node = new Thread(() -> assertEquals(0, Main.run(arguments, nodePrint, System.err)));
            node.start();
            while (!nodeOut.toString(StandardCharsets.UTF_8).contains("\n")) {
                Thread.sleep(1);
            }
            String address = nodeOut.toString(StandardCharsets.UTF_8).replaceAll("(?s).*listening on (.*?),.*", "$1");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
            // Ends with the node.
            int code = Main.run(List.of("subscribe", "--connect", address, "--count", "3"), print, System.err);
            node.join();
            String report = out.toString(StandardCharsets.UTF_8);
            assertEquals(0, code, report);
            assertTrue(report.contains("wrong records                    0"), report);
            assertTrue(report.contains("votes left out                   0"), report);
            assertTrue(report.contains("of which the node closed 3"), report);
            String nodeReport = nodeOut.toString(StandardCharsets.UTF_8);
            assertTrue(nodeReport.contains(variant.isEmpty() ? "records\n" : "plain NIO\n"), nodeReport);
            assertTrue(nodeReport.contains("queued at the end"), nodeReport);
        }
    }
}
