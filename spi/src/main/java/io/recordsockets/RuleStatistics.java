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
 * @param holds where the connections stand, and what holding came to
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
        Holds holds,
        Map<String, Long> holdsReleased,
        Map<String, Long> plainConnections) {
    /**
     * Where the connections of a rule stand between following and holding, and what holding came to. A connection that follows
     * reads as it would without the agent, and its records are counted; one that holds is woken when a record is whole.
     *
     * @param following connections that follow now
     * @param holding connections that hold now; what is left of all connections is plain TCP or closed
     * @param whole holds that ended with the record whole
     * @param ended times a connection went back to following since its holds were in vain
     * @param delayMillis milliseconds by which guards have delayed bytes that the application could have had, in all
     * @param callsSaved system calls that holding saved, about: reads and waits, by what records took while they were followed
     */
    public record Holds(long following, long holding, long whole, long ended, long delayMillis, long callsSaved) {
        /** All at zero. */
        public static final Holds NONE = new Holds(0, 0, 0, 0, 0, 0);

        /** This and the other, count by count. */
        Holds plus(Holds other) {
            return new Holds(
                    following + other.following,
                    holding + other.holding,
                    whole + other.whole,
                    ended + other.ended,
                    delayMillis + other.delayMillis,
                    callsSaved + other.callsSaved);
        }
    }

    /** Keeps copies of the maps. */
    public RuleStatistics {
        holdsReleased = Map.copyOf(holdsReleased);
        plainConnections = Map.copyOf(plainConnections);
    }

    /** All counts at zero. */
    static RuleStatistics none(String rule) {
        return new RuleStatistics(rule, 0, 0, 0, 0, 0, 0, Holds.NONE, Map.of(), Map.of());
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
                holds.plus(other.holds),
                sum(holdsReleased, other.holdsReleased),
                sum(plainConnections, other.plainConnections));
    }

    private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
