package io.recordsockets.agent;

import io.recordsockets.rules.RuleSet;

/**
 * What the operator asked for, in order of precedence:
 *
 * <ol>
 *   <li>the argument behind {@code -javaagent:record-sockets-agent.jar=},
 *   <li>system properties: {@code record-sockets.} and the name of an option, or {@code record-sockets.rules},
 *   <li>the environment: the same in capitals, {@code RECORD_SOCKETS_DRAIN_TIMEOUT}, {@code RECORD_SOCKETS_RULES},
 *   <li>the file that the first of these names with {@code config}.
 * </ol>
 *
 * <p>Argument and file hold entries, one a line or parted by {@code ;}: rules, and options as {@code name=value}. Of an option the
 * first that is given holds; rules are tried in this order, those of all four. Options that are yes or no are {@code on} or {@code
 * off}; {@code true} and {@code false} are understood, too.
 *
 * <p><b>Threading:</b> immutable; any thread.
 */
public final class AgentOptions {
    /** A file of rules and options. In no such file. Default: none. */
    public static final String CONFIG = "config";

    /**
     * {@code on}: the JVM exits where the agent cannot start, or does not find each framing at once; {@code off}: it runs
     * plain. Default: off.
     */
    public static final String STRICT = "strict";

    /**
     * {@code on}: what the API sends under a framing must be one record of it; {@code off}: it is sent as it is. Default: on.
     */
    public static final String CHECK_RECORDS = "check-records";

    /** {@code on}: counters are shown over JMX; {@code off}: they are not. Default: on. */
    public static final String JMX = "jmx";

    /** {@code on}: no line is printed where all is well; {@code off}: one is. Default: off. */
    public static final String QUIET = "quiet";

    /** How long closing and the end of the JVM wait for records that are queued, such as {@code 500ms}. Default: 5s. */
    public static final String DRAIN_TIMEOUT = "drain-timeout";

    /**
     * How many bytes of what is read ahead, kept of heads or announced to the kernel there may be in the JVM, such as {@code
     * 16m}; {@code 0}: nothing is read ahead. Default: a 64th of the maximum heap, 1m to 256m.
     */
    public static final String HOLD_MEMORY = "hold-memory";

    /**
     * How many bytes of the shared store's file system are taken at most, such as {@code 16m}; {@code 0}: nothing is shared.
     * Default: a quarter of what is free there, at most 64m.
     */
    public static final String STORE_LIMIT = "store-limit";

    /** Where the shared store keeps its files, on a memory file system. Default: /dev/shm. */
    public static final String STORE_DIRECTORY = "store-directory";

    /** What messages call the argument. */
    static final String ARGUMENT = "agent argument";

    static final long DEFAULT_DRAIN_TIMEOUT_NS = 5_000_000_000L;

    /** For the engine to find. */
    static final long DEFAULT_HOLD_MEMORY = -1;

    private final RuleSet rules;
    private final boolean strict;
    private final boolean jmx;
    private final boolean quiet;
    private final boolean checksRecords;
    private final long drainTimeoutNs;
    private final long holdMemory;
    private final StoreOptions store;

    AgentOptions(
            RuleSet rules,
            boolean strict,
            boolean jmx,
            boolean quiet,
            boolean checksRecords,
            long drainTimeoutNs,
            long holdMemory,
            StoreOptions store) {
        this.rules = rules;
        this.strict = strict;
        this.jmx = jmx;
        this.quiet = quiet;
        this.checksRecords = checksRecords;
        this.drainTimeoutNs = drainTimeoutNs;
        this.holdMemory = holdMemory;
        this.store = store;
    }

    /** What holds where nobody asks for anything. */
    static final AgentOptions DEFAULT = new AgentOptions(
            RuleSet.EMPTY,
            false,
            true,
            false,
            true,
            DEFAULT_DRAIN_TIMEOUT_NS,
            DEFAULT_HOLD_MEMORY,
            StoreOptions.DEFAULT);

    /**
     * Reads the argument, what surrounds this JVM, and the file that one of them names.
     *
     * @param argument null or empty for none
     * @throws OptionException where anything is wrong; its message has a line for each thing that is
     */
    public static AgentOptions parse(String argument) throws OptionException {
        return parse(argument, Surroundings.ofThisJvm());
    }

    static AgentOptions parse(String argument, Surroundings surroundings) throws OptionException {
        OptionReader reader = new OptionReader();
        reader.readArgument(argument == null ? "" : argument);
        reader.readSurroundings(surroundings);
        reader.readConfig();
        return reader.options();
    }

    /**
     * Reads rules and options as if the argument had them, or the file, and nothing surrounded this JVM.
     *
     * @throws OptionException as {@link #parse}
     */
    static AgentOptions ofText(String text) throws OptionException {
        return parse(text, Surroundings.NONE);
    }

    /** As {@link #ofText}, of a file. */
    static AgentOptions ofFile(String file) throws OptionException {
        OptionReader reader = new OptionReader();
        reader.config(file, "command line");
        reader.readConfig();
        return reader.options();
    }

    /** All rules in order; may be empty. */
    public RuleSet rules() {
        return rules;
    }

    /** {@link #STRICT}. */
    public boolean strict() {
        return strict;
    }

    /** {@link #JMX}. */
    public boolean jmx() {
        return jmx;
    }

    /** {@link #QUIET}. */
    public boolean quiet() {
        return quiet;
    }

    /** {@link #CHECK_RECORDS}. */
    public boolean checksRecords() {
        return checksRecords;
    }

    /** {@link #DRAIN_TIMEOUT} in nanoseconds. */
    public long drainTimeoutNs() {
        return drainTimeoutNs;
    }

    /** {@link #HOLD_MEMORY} in bytes; below 0 where it is not given. */
    long holdMemory() {
        return holdMemory;
    }

    /** {@link #STORE_LIMIT} and {@link #STORE_DIRECTORY}. */
    StoreOptions store() {
        return store;
    }
}
