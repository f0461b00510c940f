package io.recordsockets.bench.scenario;

import java.io.IOException;

/**
 * Runs all sides of a fan-out in turn, in an order that rotates from round to round.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FanOutRounds {
    private final FanOutProcesses processes;
    private final FanOutRatios ratios;
    private final long[] records;

    /** Collects into these ratios. */
    FanOutRounds(FanOutProcesses processes, FanOutRatios ratios) {
        this.processes = processes;
        this.ratios = ratios;
        this.records = new long[ratios.sides()];
    }

    /**
     * Runs each side until the compiler has had its time, and finds out how many records make a run of the wanted length.
     *
     * @param step the number of records is a multiple of this
     */
    void warmUp(long warmUpMs, long runMs, int step) throws IOException {
        for (int side = 0; side < records.length; side++) {
            long end = System.nanoTime() + warmUpMs * 1_000_000;
            long next = step;
            do {
                FanOutProcesses.Run run = processes.run(side, next);
                double wanted = next * (runMs * 1e6 / run.wallNs());
                // not too far at once: the first runs are slow
                next = Math.max(1, Math.round(Math.min(wanted, 4.0 * next) / step)) * step;
            } while (System.nanoTime() - end < 0);
            records[side] = next;
        }
    }

    /** Runs all sides once. */
    void round(int number) throws IOException {
        FanOutProcesses.Run[] runs = new FanOutProcesses.Run[records.length];
        for (int turn = 0; turn < runs.length; turn++) {
            int side = (number + turn) % runs.length;
            runs[side] = processes.run(side, records[side]);
        }
        ratios.add(runs);
    }
}
