package io.recordsockets.bench.scenario;

import io.recordsockets.bench.report.Medians;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Collects rounds in which all ways of sending took their turn, and answers ratios: above 1 means that the first named did
 * better than the second. Ratios are medians over those of each round.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FanOutRatios {
    private final int sides;
    private final List<FanOutProcesses.Run[]> rounds = new ArrayList<>();

    FanOutRatios(int sides) {
        this.sides = sides;
    }

    /** How many ways of sending there are. */
    int sides() {
        return sides;
    }

    /** A round, with a run of each. */
    void add(FanOutProcesses.Run[] runs) {
        rounds.add(runs);
    }

    private Medians medians(ToDoubleFunction<FanOutProcesses.Run[]> figure) {
        Medians medians = new Medians();
        for (FanOutProcesses.Run[] round : rounds) {
            medians.add(figure.applyAsDouble(round));
        }
        return medians;
    }

    /** Records per second to all receivers. */
    double perSecond(int side) {
        return medians(round -> round[side].perSecond()).median();
    }

    /** CPU time of the sender for each record in microseconds. */
    double cpuUs(int side) {
        return medians(round -> round[side].cpuUs()).median();
    }

    private Medians ratios(int side, int against) {
        return medians(round -> round[side].perSecond() / round[against].perSecond());
    }

    /** Rate of one over that of the other. */
    double ratio(int side, int against) {
        return ratios(side, against).median();
    }

    /** How far {@link #ratio(int, int)} may be off. */
    double ratioError(int side, int against) {
        return ratios(side, against).error();
    }

    /** CPU time of the other for each record over that of the one. */
    double cpuRatio(int side, int against) {
        return medians(round -> round[against].cpuUs() / round[side].cpuUs()).median();
    }
}
