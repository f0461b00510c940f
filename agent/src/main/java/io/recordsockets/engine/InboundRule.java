package io.recordsockets.engine;

import io.recordsockets.monitor.RuleCounters;

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

    final Experience experience = new Experience();
    final Clock clock;
    final HoldMemory memory;
    final Arenas arenas;

    /**
     * Begins without experience.
     *
     * @param text the rule as it is to be named in the log
     */
    public InboundRule(InboundLimits limits, RuleCounters counters, String text) {
        this(limits, counters, text, Clock.SYSTEM, HoldMemory.JVM, Arenas.JVM);
    }

    InboundRule(
            InboundLimits limits, RuleCounters counters, String text, Clock clock, HoldMemory memory, Arenas arenas) {
        this.limits = limits;
        this.counters = counters;
        this.text = text;
        this.clock = clock;
        this.memory = memory;
        this.arenas = arenas;
    }
}
