package io.recordsockets.monitor;

import java.util.List;
import java.util.Map;

/**
 * What is in force in this JVM, over JMX, as {@value #NAME}. The names begin with {@code get} since JMX takes the names of
 * attributes from there.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public interface RecordSocketsMXBean {
    /** The object name. */
    String NAME = "io.recordsockets:type=RecordSockets";

    /** The version of the agent. */
    String getVersion();

    /** Whether record sockets are made for connections that a rule matches. */
    boolean isActive();

    /** One line for people: the version and number of rules, or why nothing is active. */
    String getDescription();

    /** What each rule did so far, in the order of the rules. */
    List<RuleView> getRules();

    /** The sum over all rules. */
    RuleView getTotal();

    /** What the sending side did so far, by the names of {@link io.recordsockets.SendingStatistics}. */
    Map<String, Long> getSending();

    /** The memory for what is read ahead, by the names of {@link io.recordsockets.RecordSocketsStatus.Memory}. */
    Map<String, Long> getReadAhead();

    /** The memory that connections share, by the names of {@link io.recordsockets.RecordSocketsStatus.Memory}. */
    Map<String, Long> getStore();
}
