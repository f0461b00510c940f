package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/** {@code broadcast demo}. */
final class DemoCommand {
    /** Enough for the compiler, so that the first of the two runs is not the one that warms up for both. */
    private static final Duration WARM_UP = Duration.ofMillis(1_500);

    private final Duration duration;
    private final Workload workload;
    private final DemoRun.Crowd crowd;
    private final PrintStream out;

    DemoCommand(Settings settings, PrintStream out) throws UsageException {
        this.out = out;
        duration = settings.duration(Option.DURATION);
        workload = settings.workload();
        int slow = settings.count(Option.SLOW);
        int stalled = settings.count(Option.STALLED);
        int all = settings.count(Option.SUBSCRIBERS);
        if (slow + stalled > all) {
            throw new UsageException("more slow and stalled subscribers than there are: " + Option.SLOW.flag + "="
                    + slow + ", " + Option.STALLED.flag + "=" + stalled + ", " + Option.SUBSCRIBERS.flag + "=" + all);
        }
        crowd = new DemoRun.Crowd(
                all - slow - stalled, slow, stalled, settings.bytes(Option.SLOW_RATE), settings.bytes(Option.LINK));
    }

    /** @return the exit code: 1 if a record was wrong, or the program was told to end before the end */
    int run() throws IOException, InterruptedException {
        describe();
        Interrupt interrupt = new Interrupt();
        ProgressLine progress = new ProgressLine(out);
        try {
            DemoRun.Crowd warmUpCrowd = new DemoRun.Crowd(crowd.size(), 0, 0, 0, 0);
            new DemoRun(true, workload, warmUpCrowd).run(WARM_UP, null, interrupt);
            new DemoRun(false, workload, warmUpCrowd).run(WARM_UP, null, interrupt);
            DemoRun.Outcome plain = new DemoRun(true, workload, crowd).run(duration, progress, interrupt);
            DemoRun.Outcome records = new DemoRun(false, workload, crowd).run(duration, progress, interrupt);
            progress.end();
            if (plain == null || records == null) {
                out.println("ended before both runs were over: nothing to compare");
                return 1;
            }
            out.println();
            new Comparison(plain, records, out).print();
            return isGood(plain) & isGood(records) ? 0 : 1;
        } finally {
            interrupt.reported();
        }
    }

    private void describe() {
        out.println(crowd.size() + " subscribers: " + crowd.fast() + " fast, " + crowd.slow() + " slow ("
                + Quantities.textOfBytes(crowd.slowRate()) + "/s), " + crowd.stalled() + " stalled.");
        out.println(Quantities.digits(workload.blocksPerSecond()) + " blocks a second of "
                + Quantities.textOfBytes(workload.blockBytes())
                + (workload.retractEvery() == 0
                        ? ", none superseded; "
                        : ", every " + workload.retractEvery() + ". superseded by a newer one; ")
                + Quantities.digits(workload.votesPerSecond()) + " votes a second.");
        if (crowd.linkRate() > 0) {
            out.println("Each behind a link of " + Quantities.textOfBytes(crowd.linkRate())
                    + "/s, which a pacing relay in this process imitates.");
        }
        out.println("First on plain NIO, then with records, " + Quantities.digits(duration.toMillis() / 1e3)
                + " s each, after a short warm-up of both.");
        out.println();
    }

    private boolean isGood(DemoRun.Outcome outcome) {
        if (outcome.failure() != null) {
            out.println("broadcast: " + outcome.failure());
        }
        return outcome.failure() == null && outcome.total().wrong() == 0;
    }
}
