package io.recordsockets;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the record sockets of one rule did since the start of the JVM. The counts are read one by one while connections go
 * on: each is exact in itself, and they may be a moment apart.
 *
 * @param rule the rule as it stands in the rule file
 * @param connections connections that the rule matched
 * @param records whole records that came in
 * @param wakeups times the application was woken for input
 * @param wakeupsSaved times the kernel had input and the application slept on, since no record was whole
 * @param reads read calls of the application on these connections
 * @param sharedBytes bytes that left as pages which other connections share
 * @param holdsReleased records given to the application before they were whole, by the guard that did so
 * @param plainConnections connections turned to plain TCP, by reason
 */
public record RuleStatistics(
        String rule,
        long connections,
        long records,
        long wakeups,
        long wakeupsSaved,
        long reads,
        long sharedBytes,
        Map<String, Long> holdsReleased,
        Map<String, Long> plainConnections) {
    /** Keeps copies of the maps. */
    public RuleStatistics {
        holdsReleased = Map.copyOf(holdsReleased);
        plainConnections = Map.copyOf(plainConnections);
    }

    /** All counts at zero. */
    static RuleStatistics none(String rule) {
        return new RuleStatistics(rule, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
    }

    /** This and the other, count by count, under the name of this. */
    RuleStatistics plus(RuleStatistics other) {
        return new RuleStatistics(
                rule,
                connections + other.connections,
                records + other.records,
                wakeups + other.wakeups,
                wakeupsSaved + other.wakeupsSaved,
                reads + other.reads,
                sharedBytes + other.sharedBytes,
                sum(holdsReleased, other.holdsReleased),
                sum(plainConnections, other.plainConnections));
    }

    private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
