package io.recordsockets.monitor;

import io.recordsockets.HoldStatistics;
import io.recordsockets.RuleStatistics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens under one rule.
 *
 * <p><b>Assumptions and guarantees:</b>
 *
 * <ol>
 *   <li>Any thread may call any method, at once with others; no call blocks or allocates beyond what {@link LongAdder}
 *       does under contention.
 *   <li>No event is lost; {@link #statistics} may miss those that happen while it reads.
 *   <li>What happens per record or wake-up is spread over cells; what happens rarely is one atomic each.
 * </ol>
 */
public final class RuleCounters {
    private static final HoldRelease[] HOLD_RELEASES = HoldRelease.values();
    private static final PlainReason[] PLAIN_REASONS = PlainReason.values();

    private final LongAdder connections = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder wakeups = new LongAdder();
    private final LongAdder wakeupsSaved = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder sharedBytes = new LongAdder();
    private final LongAdder heldWhole = new LongAdder();
    private final LongAdder callsSaved = new LongAdder();
    private final LongAdder following = new LongAdder();
    private final LongAdder holding = new LongAdder();
    private final LongAdder guardDelayNs = new LongAdder();
    private final LongAdder falls = new LongAdder();

    /** By the ordinal of {@link HoldRelease}. */
    private final AtomicLongArray holdsReleased = new AtomicLongArray(HOLD_RELEASES.length);

    /** By the ordinal of {@link PlainReason}. */
    private final AtomicLongArray plainConnections = new AtomicLongArray(PLAIN_REASONS.length);

    /** By the ordinal of {@link PlainReason}: 1 once {@link #firstPlain} has answered true. */
    private final AtomicIntegerArray plainTold = new AtomicIntegerArray(PLAIN_REASONS.length);

    /** A connection came under the rule. */
    public void connection() {
        connections.increment();
    }

    /** Whole records came in. */
    public void records(int n) {
        records.add(n);
    }

    /** The application was woken for input. */
    public void wakeup() {
        wakeups.increment();
    }

    /** The kernel had input and the application slept on. */
    public void wakeupSaved() {
        wakeupsSaved.increment();
    }

    /** The application called read. */
    public void read() {
        reads.increment();
    }

    /** So many bytes left as pages that other connections share. */
    public void shared(int n) {
        sharedBytes.add(n);
    }

    /** A hold ended with the record whole, and saved about so many reads of the application, each after a wake-up. */
    public void heldWhole(int readsSaved) {
        heldWhole.increment();
        callsSaved.add(2L * readsSaved);
    }

    /** A guard ended a hold, and the application could have had the bytes so much sooner, in nanoseconds. */
    public void addedByGuards(long delayNs) {
        guardDelayNs.add(delayNs);
    }

    /** A connection that held does not any more, since it waited in vain. */
    public void fell() {
        falls.increment();
    }

    /** So many connections more, or fewer, hold; or follow. */
    public void stands(boolean holds, int connections) {
        (holds ? holding : following).add(connections);
    }

    /** The application was given a record that was not whole. */
    public void holdReleased(HoldRelease why) {
        holdsReleased.getAndIncrement(why.ordinal());
    }

    /** A connection turned to plain TCP. */
    public void plain(PlainReason why) {
        plainConnections.getAndIncrement(why.ordinal());
    }

    /** Answers true once for each reason: the one time that it is worth a line in the log. */
    public boolean firstPlain(PlainReason why) {
        int i = why.ordinal();
        return plainTold.get(i) == 0 && plainTold.compareAndSet(i, 0, 1);
    }

    /**
     * The counts so far.
     *
     * @param rule the rule, as it is to be named
     * @return reasons that never occurred are left out of the maps
     */
    public RuleStatistics statistics(String rule) {
        Map<String, Long> released = new TreeMap<>();
        for (HoldRelease why : HOLD_RELEASES) {
            putCount(released, why.label(), holdsReleased.get(why.ordinal()));
        }
        Map<String, Long> plain = new TreeMap<>();
        for (PlainReason why : PLAIN_REASONS) {
            putCount(plain, why.label(), plainConnections.get(why.ordinal()));
        }
        return RuleStatistics.builder()
                .rule(rule)
                .connections(connections.sum())
                .records(records.sum())
                .wakeups(wakeups.sum())
                .wakeupsSaved(wakeupsSaved.sum())
                .reads(reads.sum())
                .sharedBytes(sharedBytes.sum())
                .holds(holds())
                .holdsReleased(released)
                .plainConnections(plain)
                .build();
    }

    private HoldStatistics holds() {
        return HoldStatistics.builder()
                .following(following.sum())
                .holding(holding.sum())
                .whole(heldWhole.sum())
                .ended(falls.sum())
                .delay(Duration.ofNanos(guardDelayNs.sum()))
                .callsSaved(callsSaved.sum())
                .build();
    }

    private static void putCount(Map<String, Long> counts, String label, long count) {
        if (count != 0) {
            counts.put(label, count);
        }
    }
}
