package io.recordsockets.bench.report;

import java.util.Arrays;

/**
 * Collects figures of pairs and answers their median.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Medians {
    private static final double SIGMAS = 1.96;
    private static final double SIGMAS_BETWEEN_QUARTILES = 1.349;
    /** How much further a median strays than a mean, with normal figures: the root of half of pi. */
    private static final double MEDIAN_TO_MEAN = 1.2533;

    private double[] values = new double[16];
    private int count;

    /** Adds one figure. */
    public void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** How many figures there are. */
    public int count() {
        return count;
    }

    /**
     * The one in the middle, or the mean of the two in the middle.
     *
     * @throws IllegalStateException where there is none
     */
    public double median() {
        double[] sorted = atLeastOne();
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    /**
     * The smallest.
     *
     * @throws IllegalStateException where there is none
     */
    public double min() {
        return atLeastOne()[0];
    }

    /**
     * The largest.
     *
     * @throws IllegalStateException where there is none
     */
    public double max() {
        return atLeastOne()[count - 1];
    }

    /**
     * How far the median may be off: half the width of the interval that holds the true one in 95 of 100 cases,
     * estimated from the distance of the quartiles as if the figures came from a normal distribution.
     *
     * @throws IllegalStateException where there are fewer than four figures
     */
    public double error() {
        if (count < 4) {
            throw new IllegalStateException("too few figures for their quartiles: count=" + count);
        }
        double[] sorted = sorted();
        double quartiles = sorted[count * 3 / 4] - sorted[count / 4];
        return SIGMAS * MEDIAN_TO_MEAN * quartiles / SIGMAS_BETWEEN_QUARTILES / Math.sqrt(count);
    }

    private double[] atLeastOne() {
        if (count == 0) {
            throw new IllegalStateException("no figures: count=0");
        }
        return sorted();
    }

    private double[] sorted() {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
