package io.recordsockets;

import java.time.Duration;
import java.util.List;

/**
 * Where the connections of a rule stand between following and holding, and what holding came to. A connection that follows
 * reads as it would without the agent, and its records are counted; one that holds is woken when a record is whole. Immutable.
 */
public final class HoldStatistics {
    private final long following;
    private final long holding;
    private final long whole;
    private final long ended;
    private final Duration delay;
    private final long callsSaved;

    /** All at zero. */
    public static final HoldStatistics NONE = builder().build();

    private HoldStatistics(Builder from) {
        this.following = from.following;
        this.holding = from.holding;
        this.whole = from.whole;
        this.ended = from.ended;
        this.delay = from.delay;
        this.callsSaved = from.callsSaved;
    }

    /**
     * For the engine.
     *
     * @return a builder; what is not set is zero or empty
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return connections that follow now} */
    public long following() {
        return following;
    }

    /** {@return connections that hold now; what is left of all connections is plain TCP or closed} */
    public long holding() {
        return holding;
    }

    /** {@return holds that ended with the record whole} */
    public long whole() {
        return whole;
    }

    /** {@return times a connection went back to following since its holds were in vain} */
    public long ended() {
        return ended;
    }

    /** {@return by how much guards have delayed bytes that the application could have had, in all} */
    public Duration delay() {
        return delay;
    }

    /** {@return system calls that holding saved, about: reads and waits, by what records took while they were followed} */
    public long callsSaved() {
        return callsSaved;
    }

    /** This and the other, count by count. */
    HoldStatistics plus(HoldStatistics other) {
        return builder()
                .following(following + other.following)
                .holding(holding + other.holding)
                .whole(whole + other.whole)
                .ended(ended + other.ended)
                .delay(delay.plus(other.delay))
                .callsSaved(callsSaved + other.callsSaved)
                .build();
    }

    private List<Object> figures() {
        return List.of(following, holding, whole, ended, delay, callsSaved);
    }

    /** {@return whether the other has equal figures} */
    @Override
    public boolean equals(Object other) {
        return other instanceof HoldStatistics same && same.figures().equals(figures());
    }

    /** {@return a hash of the figures} */
    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** {@return the figures, in one line} */
    @Override
    public String toString() {
        return "holds: following=" + following + ", holding=" + holding + ", whole=" + whole + ", ended=" + ended
                + ", delay=" + delay.toMillis() + " ms, callsSaved=" + callsSaved;
    }

    /** Makes one, part by part; for the engine. Of one thread. */
    public static final class Builder {
        private long following;
        private long holding;
        private long whole;
        private long ended;
        private Duration delay = Duration.ZERO;
        private long callsSaved;

        private Builder() {}

        /**
         * Sets {@link HoldStatistics#following()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder following(long value) {
            following = value;
            return this;
        }

        /**
         * Sets {@link HoldStatistics#holding()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder holding(long value) {
            holding = value;
            return this;
        }

        /**
         * Sets {@link HoldStatistics#whole()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder whole(long value) {
            whole = value;
            return this;
        }

        /**
         * Sets {@link HoldStatistics#ended()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder ended(long value) {
            ended = value;
            return this;
        }

        /**
         * Sets {@link HoldStatistics#delay()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder delay(Duration value) {
            delay = value;
            return this;
        }

        /**
         * Sets {@link HoldStatistics#callsSaved()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder callsSaved(long value) {
            callsSaved = value;
            return this;
        }

        /** {@return what was set so far} */
        public HoldStatistics build() {
            return new HoldStatistics(this);
        }
    }
}
