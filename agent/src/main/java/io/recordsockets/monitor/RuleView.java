package io.recordsockets.monitor;

import io.recordsockets.HoldStatistics;
import io.recordsockets.RuleStatistics;
import java.time.Duration;
import java.util.Map;
import javax.management.ConstructorParameters;

/**
 * {@link RuleStatistics} in the form that JMX turns into open types: JDK 17 does not take Java records there.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class RuleView {
    private final RuleStatistics statistics;

    RuleView(RuleStatistics statistics) {
        this.statistics = statistics;
    }

    /** For JMX, which makes views from what came over the wire. */
    @ConstructorParameters({
        "rule",
        "connections",
        "records",
        "wakeups",
        "wakeupsSaved",
        "reads",
        "sharedBytes",
        "following",
        "holding",
        "heldWhole",
        "holdsEnded",
        "guardDelayMillis",
        "callsSaved",
        "holdsReleased",
        "plainConnections"
    })
    public RuleView(
            String rule,
            long connections,
            long records,
            long wakeups,
            long wakeupsSaved,
            long reads,
            long sharedBytes,
            long following,
            long holding,
            long heldWhole,
            long holdsEnded,
            long guardDelayMillis,
            long callsSaved,
            Map<String, Long> holdsReleased,
            Map<String, Long> plainConnections) {
        this(RuleStatistics.builder()
                .rule(rule)
                .connections(connections)
                .records(records)
                .wakeups(wakeups)
                .wakeupsSaved(wakeupsSaved)
                .reads(reads)
                .sharedBytes(sharedBytes)
                .holds(HoldStatistics.builder()
                        .following(following)
                        .holding(holding)
                        .whole(heldWhole)
                        .ended(holdsEnded)
                        .delay(Duration.ofMillis(guardDelayMillis))
                        .callsSaved(callsSaved)
                        .build())
                .holdsReleased(holdsReleased)
                .plainConnections(plainConnections)
                .build());
    }

    /** The rule as it stands in the rule file; {@code total} for the sum. */
    public String getRule() {
        return statistics.rule();
    }

    /** Connections that the rule matched. */
    public long getConnections() {
        return statistics.connections();
    }

    /** Whole records that came in. */
    public long getRecords() {
        return statistics.records();
    }

    /** Times the application was woken for input. */
    public long getWakeups() {
        return statistics.wakeups();
    }

    /** Times the kernel had input and the application slept on. */
    public long getWakeupsSaved() {
        return statistics.wakeupsSaved();
    }

    /** Read calls of the application. */
    public long getReads() {
        return statistics.reads();
    }

    /** Bytes that left as pages which other connections share. */
    public long getSharedBytes() {
        return statistics.sharedBytes();
    }

    /** Connections that follow now: they read as they would without the agent. */
    public long getFollowing() {
        return statistics.holds().following();
    }

    /** Connections that hold now: they are woken when a record is whole. */
    public long getHolding() {
        return statistics.holds().holding();
    }

    /** Holds that ended with the record whole. */
    public long getHeldWhole() {
        return statistics.holds().whole();
    }

    /** Times a connection went back to following since its holds were in vain. */
    public long getHoldsEnded() {
        return statistics.holds().ended();
    }

    /** Milliseconds by which guards have delayed bytes that the application could have had, in all. */
    public long getGuardDelayMillis() {
        return statistics.holds().delay().toMillis();
    }

    /** System calls that holding saved, about. */
    public long getCallsSaved() {
        return statistics.holds().callsSaved();
    }

    /** Records given to the application before they were whole, by {@link HoldRelease#label()}. */
    public Map<String, Long> getHoldsReleased() {
        return statistics.holdsReleased();
    }

    /** Connections turned to plain TCP, by {@link PlainReason#label()}. */
    public Map<String, Long> getPlainConnections() {
        return statistics.plainConnections();
    }
}
