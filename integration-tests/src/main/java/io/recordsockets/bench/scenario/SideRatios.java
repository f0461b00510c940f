package io.recordsockets.bench.scenario;

import io.recordsockets.bench.load.LoadWindow;
import io.recordsockets.bench.report.Medians;

/**
 * Collects windows of load that took turns between several servers, the plain one first, and answers ratios: above 1
 * means that a server did better than the plain one.
 *
 * <p>All ratios are medians over those of each round.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SideRatios {
    private static final double P99 = 99;

    private final Side[] sides;

    SideRatios(int count) {
        sides = new Side[count];
        for (int i = 0; i < count; i++) {
            sides[i] = new Side();
        }
    }

    /** How many servers take turns. */
    int sides() {
        return sides.length;
    }

    /** A window of this round. */
    void add(int side, LoadWindow window, long cpuNs) {
        Side to = sides[side];
        to.roundPerSecond = window.perSecond();
        to.roundP99Ns = window.percentileNs(P99);
        to.perSecond.add(to.roundPerSecond);
        to.p99Us.add(to.roundP99Ns / 1000);
        to.roundCpuUs = cpuNs / 1000.0 / window.exchanges();
        to.cpuUs.add(to.roundCpuUs);
    }

    /** All sides had their window. */
    void endRound() {
        for (Side side : sides) {
            side.throughput.add(side.roundPerSecond / sides[0].roundPerSecond);
            side.p99.add(sides[0].roundP99Ns / side.roundP99Ns);
            side.cpu.add(sides[0].roundCpuUs / side.roundCpuUs);
        }
    }

    /** Rate over that of the plain server. */
    double throughput(int side) {
        return sides[side].throughput.median();
    }

    /** How far {@link #throughput(int)} may be off. */
    double throughputError(int side) {
        return sides[side].throughput.error();
    }

    /** 99th percentile of the plain server over that of this one. */
    double p99(int side) {
        return sides[side].p99.median();
    }

    /** CPU time per exchange of the plain server over that of this one. */
    double cpu(int side) {
        return sides[side].cpu.median();
    }

    /** Exchanges per second. */
    double perSecond(int side) {
        return sides[side].perSecond.median();
    }

    /** 99th percentile in microseconds. */
    double p99Us(int side) {
        return sides[side].p99Us.median();
    }

    /** CPU time per exchange in microseconds. */
    double cpuUs(int side) {
        return sides[side].cpuUs.median();
    }

    /** What is known of one server. */
    private static final class Side {
        final Medians throughput = new Medians();
        final Medians p99 = new Medians();
        final Medians cpu = new Medians();
        final Medians perSecond = new Medians();
        final Medians p99Us = new Medians();
        final Medians cpuUs = new Medians();
        double roundPerSecond;
        double roundP99Ns;
        double roundCpuUs;
    }
}
