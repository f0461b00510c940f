package io.recordsockets;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the record sockets of one rule did since the start of the JVM. The counts are read one by one while connections go
 * on: each is exact in itself, and they may be a moment apart. Immutable; figures may be added.
 */
public final class RuleStatistics {
    private final String rule;
    private final long connections;
    private final long records;
    private final long wakeups;
    private final long wakeupsSaved;
    private final long reads;
    private final long sharedBytes;
    private final HoldStatistics holds;
    private final Map<String, Long> holdsReleased;
    private final Map<String, Long> plainConnections;

    private RuleStatistics(Builder from) {
        this.rule = from.rule;
        this.connections = from.connections;
        this.records = from.records;
        this.wakeups = from.wakeups;
        this.wakeupsSaved = from.wakeupsSaved;
        this.reads = from.reads;
        this.sharedBytes = from.sharedBytes;
        this.holds = from.holds;
        this.holdsReleased = Map.copyOf(from.holdsReleased);
        this.plainConnections = Map.copyOf(from.plainConnections);
    }

    /**
     * For the engine.
     *
     * @return a builder; what is not set is zero or empty
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the rule as it stands in the rule file; {@code total} for a sum} */
    public String rule() {
        return rule;
    }

    /** {@return connections that the rule matched} */
    public long connections() {
        return connections;
    }

    /** {@return whole records that came in; of a connection of which only a sample of the reads is looked at, each other read counts as one} */
    public long records() {
        return records;
    }

    /** {@return times the application was woken for input} */
    public long wakeups() {
        return wakeups;
    }

    /** {@return times the kernel had input and the application slept on, since no record was whole} */
    public long wakeupsSaved() {
        return wakeupsSaved;
    }

    /** {@return read calls of the application on these connections} */
    public long reads() {
        return reads;
    }

    /** {@return bytes that left as pages which other connections share} */
    public long sharedBytes() {
        return sharedBytes;
    }

    /** {@return where the connections stand, and what holding came to} */
    public HoldStatistics holds() {
        return holds;
    }

    /** {@return records given to the application before they were whole, by the guard that did so} */
    public Map<String, Long> holdsReleased() {
        return holdsReleased;
    }

    /** {@return connections turned to plain TCP, by reason} */
    public Map<String, Long> plainConnections() {
        return plainConnections;
    }

    /** This and the other, count by count, under the name of this. */
    RuleStatistics plus(RuleStatistics other) {
        return builder()
                .rule(rule)
                .connections(connections + other.connections)
                .records(records + other.records)
                .wakeups(wakeups + other.wakeups)
                .wakeupsSaved(wakeupsSaved + other.wakeupsSaved)
                .reads(reads + other.reads)
                .sharedBytes(sharedBytes + other.sharedBytes)
                .holds(holds.plus(other.holds))
                .holdsReleased(sum(holdsReleased, other.holdsReleased))
                .plainConnections(sum(plainConnections, other.plainConnections))
                .build();
    }

    private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }

    private List<Object> figures() {
        return List.of(
                rule,
                connections,
                records,
                wakeups,
                wakeupsSaved,
                reads,
                sharedBytes,
                holds,
                holdsReleased,
                plainConnections);
    }

    /** {@return whether the other has equal figures} */
    @Override
    public boolean equals(Object other) {
        return other instanceof RuleStatistics same && same.figures().equals(figures());
    }

    /** {@return a hash of the figures} */
    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** {@return the figures, in a few lines} */
    @Override
    public String toString() {
        return rule + ": connections=" + connections + ", records=" + records + ", wakeups=" + wakeups
                + ", wakeupsSaved=" + wakeupsSaved + ", reads=" + reads + ", sharedBytes=" + sharedBytes + "\n  "
                + holds + "\n  released=" + new TreeMap<>(holdsReleased) + ", plain="
                + new TreeMap<>(plainConnections);
    }

    /** Makes one, part by part; for the engine. Of one thread. */
    public static final class Builder {
        private String rule = "";
        private long connections;
        private long records;
        private long wakeups;
        private long wakeupsSaved;
        private long reads;
        private long sharedBytes;
        private HoldStatistics holds = HoldStatistics.NONE;
        private Map<String, Long> holdsReleased = Map.of();
        private Map<String, Long> plainConnections = Map.of();

        private Builder() {}

        /**
         * Sets {@link RuleStatistics#rule()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder rule(String value) {
            rule = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#connections()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder connections(long value) {
            connections = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#records()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder records(long value) {
            records = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#wakeups()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder wakeups(long value) {
            wakeups = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#wakeupsSaved()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder wakeupsSaved(long value) {
            wakeupsSaved = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#reads()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder reads(long value) {
            reads = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#sharedBytes()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder sharedBytes(long value) {
            sharedBytes = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#holds()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder holds(HoldStatistics value) {
            holds = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#holdsReleased()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder holdsReleased(Map<String, Long> value) {
            holdsReleased = value;
            return this;
        }

        /**
         * Sets {@link RuleStatistics#plainConnections()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder plainConnections(Map<String, Long> value) {
            plainConnections = value;
            return this;
        }

        /** {@return what was set so far} */
        public RuleStatistics build() {
            return new RuleStatistics(this);
        }
    }
}
