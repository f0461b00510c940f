package io.recordsockets.bench.report;

/**
 * A figure that a scenario promises, by name.
 *
 * @param name its name in the JSON
 * @param higherIsBetter which way is better; the other way is worse
 */
public record Key(String name, boolean higherIsBetter) {
    /** A ratio, or another figure of which more is better. */
    public static Key higher(String name) {
        return new Key(name, true);
    }

    /** A cost. */
    public static Key lower(String name) {
        return new Key(name, false);
    }

    /** The worse of two. */
    double worse(double a, double b) {
        return higherIsBetter ? Math.min(a, b) : Math.max(a, b);
    }
}
