package io.recordsockets.demo.broadcast;

import java.io.PrintStream;
import java.util.function.ToDoubleFunction;

/** Both outcomes of the demonstration side by side. */
final class Comparison {
    /** Below this two figures are the same, as far as one short run can tell. */
    private static final double NOTEWORTHY = 1.25;

    private final DemoRun.Outcome plain;
    private final DemoRun.Outcome records;
    private final PrintStream out;

    /** Where less is better, where more is, and where neither. */
    private enum Better {
        LESS,
        MORE,
        NEITHER
    }

    Comparison(DemoRun.Outcome plain, DemoRun.Outcome records, PrintStream out) {
        this.plain = plain;
        this.records = records;
        this.out = out;
    }

    void print() {
        out.printf("%-46s %12s %12s%n", "", "plain NIO", "records");
        if (plain.crowd().fast() > 0) {
            time(
                    "vote latency, fast subscribers, p50",
                    outcome -> outcome.fast().votes.percentile(0.5));
            time(
                    "vote latency, fast subscribers, p99",
                    outcome -> outcome.fast().votes.percentile(0.99));
        }
        if (plain.crowd().slow() > 0) {
            time(
                    "vote latency, slow subscribers, p50",
                    outcome -> outcome.slow().votes.percentile(0.5));
            time(
                    "vote latency, slow subscribers, p99",
                    outcome -> outcome.slow().votes.percentile(0.99));
        }
        count(
                "votes not there at the end, fast",
                Better.LESS,
                outcome -> outcome.crowd().fast() * outcome.published()
                        - outcome.fast().sums().votes());
        count(
                "votes not there at the end, slow",
                Better.LESS,
                outcome -> outcome.crowd().slow() * outcome.published()
                        - outcome.slow().sums().votes());
        number(
                "blocks a second at a fast subscriber",
                Better.MORE,
                outcome -> outcome.fast().sums().blocks()
                        / Math.max(1.0, outcome.crowd().fast())
                        / outcome.seconds());
        number(
                "blocks a second at a slow subscriber",
                Better.NEITHER,
                outcome -> outcome.slow().sums().blocks()
                        / Math.max(1.0, outcome.crowd().slow())
                        / outcome.seconds());
        bytes("sent although retracted before", Better.LESS, outcome -> outcome.total()
                .staleBytes());
        bytes("not sent: retracted, or too old", Better.NEITHER, outcome -> outcome.figures()
                .unsentBytes());
        bytes("queued, at most", Better.LESS, DemoRun.Outcome::mostQueuedBytes);
        count("subscribers disconnected", Better.LESS, outcome -> outcome.figures()
                .disconnected());
        count("write calls", Better.LESS, outcome -> outcome.figures().writes());
        number("CPU of the node, percent of one core", Better.LESS, outcome -> outcome.cpu() * 100);
        count("records verified", Better.NEITHER, outcome -> outcome.total().records());
        count("wrong records", Better.LESS, outcome -> outcome.total().wrong());
    }

    private interface Text {
        String of(double number);
    }

    private void time(String name, ToDoubleFunction<DemoRun.Outcome> figure) {
        row(name, Better.LESS, figure, number -> Quantities.textOfTime((long) number));
    }

    private void bytes(String name, Better better, ToDoubleFunction<DemoRun.Outcome> figure) {
        row(name, better, figure, Quantities::textOfBytes);
    }

    private void number(String name, Better better, ToDoubleFunction<DemoRun.Outcome> figure) {
        row(name, better, figure, Quantities::digits);
    }

    private void count(String name, Better better, ToDoubleFunction<DemoRun.Outcome> figure) {
        row(name, better, figure, number -> String.valueOf((long) number));
    }

    private void row(String name, Better better, ToDoubleFunction<DemoRun.Outcome> figure, Text text) {
        double a = figure.applyAsDouble(plain);
        double b = figure.applyAsDouble(records);
        out.printf("%-46s %12s %12s%s%n", name, text.of(a), text.of(b), verdict(better, a, b));
    }

    /** In words, since some rows are better when they are smaller. */
    private static String verdict(Better better, double plain, double records) {
        if (better == Better.NEITHER || plain <= 0 || records <= 0) {
            return "";
        }
        double factor = better == Better.LESS ? plain / records : records / plain;
        double size = Math.max(factor, 1 / factor);
        return size < NOTEWORTHY
                ? "  about the same"
                : "  " + Quantities.digits(size) + " times " + (factor > 1 ? "better" : "worse");
    }
}
