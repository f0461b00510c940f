package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collections;

/** {@code broadcast subscribe}. */
final class SubscribeCommand {
    private final Settings settings;
    private final PrintStream out;
    private final Tally tally = new Tally();

    SubscribeCommand(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs until the time is over, the node ends, or it is told to end. @return the exit code, 1 if a record was wrong */
    int run() throws IOException, InterruptedException {
        Interrupt interrupt = new Interrupt();
        Subscribers.Manner manner =
                new Subscribers.Manner(tally, settings.bytes(Option.RATE), settings.has(Option.STALL));
        int count = settings.count(Option.COUNT);
        try (Subscribers subscribers =
                Subscribers.connect(settings.address(Option.CONNECT), Collections.nCopies(count, manner))) {
            Ticker ticker = new Ticker(settings.duration(Option.DURATION));
            ProgressLine progress = new ProgressLine(out);
            long bytes = 0;
            while (ticker.tick(interrupt, progress.tickMs()) && subscribers.open() > 0) {
                Tally.Sums sums = tally.sums();
                double rate = (sums.bytes() - bytes) / ticker.stepSeconds();
                bytes = sums.bytes();
                progress.show(progress(ticker.seconds(), subscribers.open(), sums, rate));
            }
            progress.end();
            report(ticker.seconds(), count, subscribers.open());
            return tally.sums().wrong() == 0 ? 0 : 1;
        } finally {
            interrupt.reported();
        }
    }

    private String progress(double seconds, int open, Tally.Sums sums, double rate) {
        return String.format(
                "%4.0f s: %d connected, %d records, %s/s, votes p99 %s, wrong %d",
                seconds,
                open,
                sums.records(),
                Quantities.textOfBytes(rate),
                Quantities.textOfTime(tally.recentVotes.takePercentile(0.99)),
                sums.wrong());
    }

    private void report(double seconds, int count, int open) {
        Tally.Sums sums = tally.sums();
        line("subscribers", count + ", of which the node closed " + (count - open));
        line(
                "verified records",
                sums.records() + " (" + sums.blocks() + " blocks, " + sums.votes() + " votes), "
                        + Quantities.textOfBytes(sums.bytes()) + " in " + Quantities.digits(seconds) + " s");
        line("wrong records", String.valueOf(sums.wrong()));
        line("votes left out", String.valueOf(sums.missingVotes()));
        line(
                "vote latency",
                "p50 " + Quantities.textOfTime(tally.votes.percentile(0.5)) + ", p99 "
                        + Quantities.textOfTime(tally.votes.percentile(0.99)) + " (the clocks must agree)");
        line("blocks that had been retracted", Quantities.textOfBytes(sums.staleBytes()));
    }

    private void line(String name, String text) {
        out.printf("%-32s %s%n", name, text);
    }
}
