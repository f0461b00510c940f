package io.recordsockets;

import java.util.List;

/**
 * What is in force in this JVM, at one moment.
 *
 * @param active whether record sockets are made for connections that a rule matches
 * @param description one line for people: the version and number of rules, or why nothing is active
 * @param rules what each rule did so far, in the order of the rules; empty where nothing is active
 * @param sending what the sending side did so far
 * @param readAhead the memory for what is read ahead of applications
 * @param store the memory that the queues of several connections share
 */
public record RecordSocketsStatus(
        boolean active,
        String description,
        List<RuleStatistics> rules,
        SendingStatistics sending,
        ReadAhead readAhead,
        Store store) {
    /**
     * The memory for what is read ahead of applications, kept of heads, or has the kernel widen a receive buffer.
     *
     * @param limitBytes the most that is taken ({@code hold-memory})
     * @param usedBytes what is taken now
     * @param refused how often there was no room, and the application got what there was
     */
    public record ReadAhead(long limitBytes, long usedBytes, long refused) {
        /** Where nothing is read ahead. */
        public static final ReadAhead NONE = new ReadAhead(0, 0, 0);
    }

    /**
     * The memory that the queues of several connections share.
     *
     * @param limitBytes the most that is taken; 0 where nothing was shared so far, or nothing can be
     * @param usedBytes what is taken now
     * @param refused how often there was no room, or the file system failed: those writes were plain
     */
    public record Store(long limitBytes, long usedBytes, long refused) {
        /** Where nothing was shared so far. */
        public static final Store NONE = new Store(0, 0, 0);
    }

    /** Keeps a copy of the list. */
    public RecordSocketsStatus {
        rules = List.copyOf(rules);
    }

    /** The sum over all rules, named {@code total}. */
    public RuleStatistics total() {
        RuleStatistics sum = RuleStatistics.none("total");
        for (RuleStatistics rule : rules) {
            sum = sum.plus(rule);
        }
        return sum;
    }
}
