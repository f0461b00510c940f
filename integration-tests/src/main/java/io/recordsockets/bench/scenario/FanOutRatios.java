package io.recordsockets.bench.scenario;

import io.recordsockets.bench.report.Medians;

/**
 * Collects rounds in which all ways of sending took their turn, record sockets being the first, and answers ratios: above 1
 * means that records did better than the other. Ratios are medians over those of each round.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FanOutRatios {
    private final Medians[] perSecond;
    private final Medians[] cpuUs;
    private final Medians[] ratio;
    private final Medians[] cpuRatio;

    FanOutRatios(int sides) {
        this.perSecond = medians(sides);
        this.cpuUs = medians(sides);
        this.ratio = medians(sides);
        this.cpuRatio = medians(sides);
    }

    private static Medians[] medians(int count) {
        Medians[] medians = new Medians[count];
        for (int i = 0; i < count; i++) {
            medians[i] = new Medians();
        }
        return medians;
    }

    /** How many ways of sending there are. */
    int sides() {
        return ratio.length;
    }

    /** A round, with a run of each. */
    void add(FanOutProcesses.Run[] runs) {
        for (int side = 0; side < runs.length; side++) {
            perSecond[side].add(runs[side].perSecond());
            cpuUs[side].add(runs[side].cpuUs());
            ratio[side].add(runs[0].perSecond() / runs[side].perSecond());
            cpuRatio[side].add(runs[side].cpuUs() / runs[0].cpuUs());
        }
    }

    /** Records per second to all receivers. */
    double perSecond(int side) {
        return perSecond[side].median();
    }

    /** CPU time of the sender for each record in microseconds. */
    double cpuUs(int side) {
        return cpuUs[side].median();
    }

    /** Rate of records over that of this one. */
    double ratio(int side) {
        return ratio[side].median();
    }

    /** How far {@link #ratio(int)} may be off. */
    double ratioError(int side) {
        return ratio[side].error();
    }

    /** CPU time of this one for each record over that of records. */
    double cpuRatio(int side) {
        return cpuRatio[side].median();
    }
}
