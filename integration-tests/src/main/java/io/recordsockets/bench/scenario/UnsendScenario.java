package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sender queues 16 MiB of bulk for each of 8 receivers that share a link of 100 Mbit/s, and withdraws 7 of 8 records a
 * little later, the oldest first, while they wait, leave or have left. What a receiver begins to read after that call was
 * made, of a record that was withdrawn, is stale; {@code stale_bytes_fraction} is the part of the withdrawn bytes that came
 * all the same. It holds everything that lay in the socket, on the link and at the receiver: nobody can take that back.
 *
 * <p>{@code answers_exact} is 1 where each answer agrees with what the receiver got: taken back and not a byte came, or
 * started or sent and all of it came. Records that were not withdrawn must come whole, and none twice; else there is no
 * figure.
 *
 * <p>The plain sender takes back what it has written nothing of, from its own queue of buffers; the rest is in its sockets.
 * The link is that of {@link PriorityScenario}. Connections are new in each turn; turns go in pairs whose order changes.
 */
public final class UnsendScenario implements Scenario {
    private static final int RECEIVERS = 8;
    private static final int BACKLOG_BYTES = 16 << 20;
    private static final int KEPT = 8;
    private static final int[] SIZES = {128 * 1024, 16 * 1024, 1024 * 1024};
    private static final List<Key> KEYS = List.of(Key.lower("stale_bytes_fraction"), Key.higher("answers_exact"));

    /** How long it takes: pairs, record sizes from the first on, the time until withdrawal, and the quiet at the end. */
    private record Effort(int pairs, int sizes, int queuedMs, int quietMs) {}

    private static final Effort FULL = new Effort(5, SIZES.length, 500, 500);
    private static final Effort QUICK = new Effort(5, 1, 300, 200);

    @Override
    public String name() {
        return "unsend";
    }

    @Override
    public String description() {
        return "queued bulk is withdrawn: how much of it comes all the same, and whether the answers are exact";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException, InterruptedException {
        Effort effort = setup.isQuick() ? QUICK : FULL;
        List<Row> rows = new ArrayList<>();
        try (BacklogProcesses processes = BacklogProcesses.start(setup, 1, RECEIVERS)) {
            for (int i = 0; i < effort.sizes(); i++) {
                rows.add(measure(processes, SIZES[i], effort));
                setup.progress("record size " + (i + 1) + " of " + effort.sizes());
            }
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static Row measure(BacklogProcesses processes, int recordBytes, Effort effort)
            throws IOException, BenchException, InterruptedException {
        Medians stale = new Medians();
        Medians plainStale = new Medians();
        Medians withdrawn = new Medians();
        long wrong = 0;
        for (int pair = 0; pair < effort.pairs(); pair++) {
            for (int turn = 0; turn < 2; turn++) {
                boolean records = (pair + turn) % 2 != 0;
                Withdrawals found = turn(
                        processes,
                        recordBytes,
                        effort,
                        records ? BacklogProcesses.Side.RECORDS : BacklogProcesses.Side.PLAIN);
                (records ? stale : plainStale).add(found.staleFraction());
                if (records) {
                    withdrawn.add(found.withdrawnBytes());
                    wrong += found.wrongAnswers();
                }
            }
        }
        return new Row()
                .parameter("link", processes.linkKind())
                .parameter("record_bytes", recordBytes)
                .parameter("receivers", RECEIVERS)
                .parameter("backlog_bytes", BACKLOG_BYTES)
                .figure("stale_bytes_fraction", stale.median())
                .figure("plain_stale", plainStale.median())
                .figure("answers_exact", wrong == 0 ? 1 : 0)
                .figure("wrong_answers", wrong)
                .figure("withdrawn_bytes", withdrawn.median());
    }

    private static Withdrawals turn(
            BacklogProcesses processes, int recordBytes, Effort effort, BacklogProcesses.Side side)
            throws IOException, BenchException, InterruptedException {
        ChildProcess sender = processes.sender(side);
        ChildProcess receivers = processes.receivers();
        processes.connect(side);
        int records = BACKLOG_BYTES / recordBytes;
        sender.ask("bulk " + records + " " + recordBytes, "sent");
        Thread.sleep(effort.queuedMs());
        sender.send("withdraw " + KEPT);
        List<String> answers = sender.linesUntil("end");
        receivers.ask("settle " + effort.quietMs(), "settled");
        receivers.send("dump");
        Withdrawals found = new Withdrawals(records, RECEIVERS, recordBytes);
        found.arrived(receivers.linesUntil("end"));
        found.answered(answers);
        processes.disconnect(side);
        return found;
    }
}
