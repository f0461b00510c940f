package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.io.PrintStream;

/** {@code broadcast node}. */
final class NodeCommand {
    private final Settings settings;
    private final PrintStream out;
    private final Workload workload;
    private final boolean plain;

    NodeCommand(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        workload = settings.workload();
        plain = settings.has(Option.PLAIN);
    }

    /** Runs until the time is over or it is told to end. @return the exit code */
    int run() throws IOException, InterruptedException {
        Interrupt interrupt = new Interrupt();
        Node node = new Node(settings.address(Option.LISTEN), workload, plain);
        try {
            out.println(
                    "broadcast: listening on " + Node.text(node.address()) + ", " + (plain ? "plain NIO" : "records"));
            Ticker ticker = new Ticker(settings.duration(Option.DURATION));
            ProgressLine progress = new ProgressLine(out);
            node.publish();
            long sent = 0;
            while (ticker.tick(interrupt, progress.tickMs()) && node.chain().failure() == null) {
                Publisher.Figures figures = node.publisher().figures();
                double rate = (figures.sentRecords() - sent) / ticker.stepSeconds();
                sent = figures.sentRecords();
                progress.show(progress(
                        ticker.seconds(), figures, rate, node.publisher().urgentLatencies()));
            }
            progress.end();
            node.stop();
            report(node, ticker.seconds());
            return node.chain().failure() == null ? 0 : 1;
        } finally {
            node.close();
            interrupt.reported();
        }
    }

    private static String progress(double seconds, Publisher.Figures figures, double rate, Latencies urgent) {
        return String.format(
                "%4.0f s: %d subscribers, %.0f records/s, queued %s, unsent %s, urgent p99 %s",
                seconds,
                figures.subscribers(),
                rate,
                Quantities.textOfBytes(figures.queuedBytes()),
                Quantities.textOfBytes(figures.unsentBytes()),
                Quantities.textOfTime(urgent.percentile(0.99)));
    }

    private void report(Node node, double seconds) {
        Chain chain = node.chain();
        Publisher.Figures figures = node.publisher().figures();
        Latencies urgent = node.publisher().urgentLatencies();
        if (chain.failure() != null) {
            out.println("broadcast: " + chain.failure());
        }
        line("variant", plain ? "plain NIO" : "records");
        line(
                "published",
                chain.blocks() + " blocks, " + chain.votes() + " votes in " + Quantities.digits(seconds) + " s");
        line("subscribers", figures.subscribers() + " now, " + figures.disconnected() + " were disconnected");
        line("handed to the kernel", figures.sentRecords() + " records, " + figures.writes() + " write calls");
        line(
                "until the kernel had a vote",
                "p50 " + Quantities.textOfTime(urgent.percentile(0.5)) + ", p99 "
                        + Quantities.textOfTime(urgent.percentile(0.99)));
        line(
                "retracted",
                chain.retractions() + " blocks: taken back from " + figures.retractedInTime() + " subscribers, sent to "
                        + figures.retractedLate() + " although retracted");
        line("unsent", Quantities.textOfBytes(figures.unsentBytes()) + " taken back, or older than their lifetime");
        line(
                "queued at the end",
                Quantities.textOfBytes(figures.queuedBytes()) + ", at one subscriber up to "
                        + Quantities.textOfBytes(figures.mostQueuedBytes()));
    }

    private void line(String name, String text) {
        out.printf("%-28s %s%n", name, text);
    }
}
