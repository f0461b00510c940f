package io.recordsockets.inbound;

import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.spi.RecordParser;
import java.util.function.Supplier;

/**
 * What the receiving sides of all connections of one rule share: its limits, its counters, what its connections have learned,
 * and what they take from the JVM.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class InboundRule {
    final InboundLimits limits;
    final RuleCounters counters;

    /** The rule as it is to be named in the log. */
    final String text;

    /** Makes the parser of a connection; one that takes over begins with a record as well. */
    final Supplier<RecordParser> parsers;

    final Experience experience = new Experience();
    final Clock clock;
    final HoldMemory memory;
    final Arenas arenas;

    /**
     * Begins without experience.
     *
     * @param text the rule as it is to be named in the log
     * @param parsers makes the parser of a connection
     */
    public InboundRule(InboundLimits limits, RuleCounters counters, String text, Supplier<RecordParser> parsers) {
        this(limits, counters, text, parsers, Clock.SYSTEM, HoldMemory.JVM, Arenas.JVM);
    }

    InboundRule(
            InboundLimits limits,
            RuleCounters counters,
            String text,
            Supplier<RecordParser> parsers,
            Clock clock,
            HoldMemory memory,
            Arenas arenas) {
        this.limits = limits;
        this.parsers = parsers;
        this.counters = counters;
        this.text = text;
        this.clock = clock;
        this.memory = memory;
        this.arenas = arenas;
    }

    /** Allocates what must not be allocated while connections are there. */
    public static void prepare() {
        Arenas.prepare();
    }
}
