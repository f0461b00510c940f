package io.recordsockets.engine;

import io.recordsockets.monitor.RuleCounters;

/**
 * What the receiving sides of all connections of one rule share: its limits, its counters, and what its connections have
 * learned.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class InboundRule {
    final InboundLimits limits;
    final RuleCounters counters;

    /** The rule as it is to be named in the log. */
    final String text;

    final Experience experience = new Experience();

    /**
     * Begins without experience.
     *
     * @param text the rule as it is to be named in the log
     */
    public InboundRule(InboundLimits limits, RuleCounters counters, String text) {
        this.limits = limits;
        this.counters = counters;
        this.text = text;
    }
}
