package io.recordsockets.agent;

import io.recordsockets.rules.EntryReader;
import io.recordsockets.rules.Problems;
import io.recordsockets.rules.Quantities;
import io.recordsockets.rules.Rule;
import io.recordsockets.rules.RuleSet;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the operator asked for: the argument behind {@code -javaagent:record-sockets-agent.jar=}, and the file that it may
 * name. Both hold entries, one a line or parted by {@code ;}: rules, and options as {@code name=value}. The argument's
 * rules come before those of the file, and its options win over the file's.
 *
 * <p><b>Threading:</b> immutable; any thread.
 */
public final class AgentOptions {
    /** A file of rules and options. In the argument only, once. Default: none. */
    public static final String CONFIG = "config";

    /**
     * {@code true}: the JVM exits where the agent cannot start, or does not find each framing at once; {@code false}: it runs
     * plain. Default: false.
     */
    public static final String STRICT = "strict";

    /**
     * {@code on}: what the API sends under a framing must be one record of it; {@code off}: it is sent as it is. Where there is no
     * {@code -javaagent}, the system property {@code record-sockets.check-records} says so. Default: on.
     */
    public static final String CHECK_RECORDS = "check-records";

    /** {@code on}: counters are shown over JMX; {@code off}: they are not. Default: on. */
    public static final String JMX = "jmx";

    /** {@code true}: no line is printed where all is well; {@code false}: one is. Default: false. */
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

    private static final String KNOWN =
            "known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict";

    private final RuleSet rules;
    private final boolean strict;
    private final boolean jmx;
    private final boolean quiet;
    private final boolean checksRecords;
    private final long drainTimeoutNs;
    private final long holdMemory;
    private final StoreOptions store;

    private AgentOptions(
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

    /**
     * Reads the argument and the file that it names.
     *
     * @param argument null or empty for none
     * @throws OptionException where anything is wrong; its message has a line for each thing that is
     */
    public static AgentOptions parse(String argument) throws OptionException {
        Reader reader = new Reader();
        reader.read(argument == null ? "" : argument, ARGUMENT, true);
        reader.readConfig();
        return reader.options();
    }

    /**
     * Reads a file as if the argument named it.
     *
     * @throws OptionException as {@link #parse}
     */
    static AgentOptions ofFile(String file) throws OptionException {
        Reader reader = new Reader();
        reader.config = file;
        reader.configPlace = "command line";
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

    /** Reads on where something is wrong, so that all is told at once and {@code strict} is known. */
    private static final class Reader {
        private final Problems problems = new Problems();
        private final RuleSet.Builder rules = new RuleSet.Builder(problems);

        /** The values so far, of the source that came first. */
        private final Map<String, Boolean> values = new HashMap<>();

        private long drainTimeoutNs = DEFAULT_DRAIN_TIMEOUT_NS;
        private Long holdMemory;
        private Long storeLimit;
        private String storeDirectory;
        private boolean drainTimeoutGiven;
        private String config;
        private String configPlace;

        private void read(String text, String source, boolean argument) {
            Map<String, String> seen = new HashMap<>();
            EntryReader entries = new EntryReader(text, source);
            while (entries.next()) {
                String entry = entries.entry();
                String place = entries.place();
                int equals = entry.indexOf('=');
                if (RuleSet.isRule(entry)) {
                    rules.add(entry, place);
                } else if (equals < 0) {
                    problems.add(
                            place,
                            "neither rule nor option, entry=" + Problems.quote(entry)
                                    + ", give listen ..., connect ... or name=value, " + KNOWN);
                } else {
                    String name = entry.substring(0, equals).trim();
                    if (seen.put(name, name) != null) {
                        problems.add(place, "option given twice, option=" + Problems.quote(entry) + ", give it once");
                    } else {
                        option(name, entry.substring(equals + 1).trim(), place, argument);
                    }
                }
            }
        }

        private void option(String name, String value, String place, boolean argument) {
            switch (name) {
                case CONFIG:
                    if (!argument) {
                        problems.add(
                                place,
                                "config file names a config file, file=" + Problems.quote(value)
                                        + ", give it in the agent argument only");
                    } else if (value.isEmpty()) {
                        problems.add(place, "option without value, option=config, give a file");
                    } else {
                        config = value;
                        configPlace = place;
                    }
                    break;
                case STRICT:
                case QUIET:
                    choice(name, value, "true", "false", place);
                    break;
                case DRAIN_TIMEOUT:
                    drainTimeout(value, place);
                    break;
                case HOLD_MEMORY:
                    holdMemory(value, place);
                    break;
                case STORE_LIMIT:
                    storeLimit(value, place);
                    break;
                case STORE_DIRECTORY:
                    storeDirectory(value, place);
                    break;
                case JMX:
                case CHECK_RECORDS:
                    choice(name, value, "on", "off", place);
                    break;
                default:
                    problems.add(
                            place,
                            "unknown option, " + Problems.quote(name + '=' + value) + ", " + KNOWN
                                    + ", or a rule: listen ..., connect ...");
            }
        }

        private void drainTimeout(String value, String place) {
            try {
                long timeoutNs = Quantities.timeNs(DRAIN_TIMEOUT, value);
                if (!drainTimeoutGiven) {
                    drainTimeoutNs = timeoutNs;
                    drainTimeoutGiven = true;
                }
            } catch (IllegalArgumentException e) {
                problems.add(place, e.getMessage());
            }
        }

        private void holdMemory(String value, String place) {
            try {
                long bytes = value.equals("0") ? 0 : Quantities.size(HOLD_MEMORY, value);
                if (holdMemory == null) {
                    holdMemory = bytes;
                }
            } catch (IllegalArgumentException e) {
                problems.add(place, e.getMessage() + ", or 0 to read nothing ahead");
            }
        }

        private void storeLimit(String value, String place) {
            try {
                long limit = value.equals("0") ? StoreOptions.OFF : Quantities.size(STORE_LIMIT, value);
                if (storeLimit == null) {
                    storeLimit = limit;
                }
            } catch (IllegalArgumentException e) {
                problems.add(place, e.getMessage() + ", or 0 to share nothing");
            }
        }

        private void storeDirectory(String value, String place) {
            if (value.isEmpty()) {
                problems.add(place, "option without value, option=" + STORE_DIRECTORY + ", give a directory");
            } else if (storeDirectory == null) {
                storeDirectory = value;
            }
        }

        private void choice(String name, String value, String yes, String no, String place) {
            if (value.equals(yes) || value.equals(no)) {
                values.putIfAbsent(name, value.equals(yes));
            } else {
                problems.add(
                        place, "unknown value, " + name + '=' + Problems.quote(value) + ", known: " + yes + ", " + no);
            }
        }

        private void readConfig() {
            if (config == null) {
                return;
            }
            String text;
            try {
                text = ConfigFile.read(new File(config));
            } catch (IOException e) {
                problems.add(configPlace, e.getMessage());
                return;
            }
            read(text, config, false);
        }

        private AgentOptions options() throws OptionException {
            boolean strict = value(STRICT, false);
            RuleSet rules = this.rules.build();
            if (strict) {
                findAllFramings(rules);
            }
            if (!problems.isEmpty()) {
                throw new OptionException(problems.text(), strict);
            }
            StoreOptions store = new StoreOptions(
                    storeDirectory == null ? StoreOptions.DEFAULT_DIRECTORY : storeDirectory,
                    storeLimit == null ? StoreOptions.DEFAULT_LIMIT : storeLimit);
            return new AgentOptions(
                    rules,
                    strict,
                    value(JMX, true),
                    value(QUIET, false),
                    value(CHECK_RECORDS, true),
                    drainTimeoutNs,
                    holdMemory == null ? DEFAULT_HOLD_MEMORY : holdMemory,
                    store);
        }

        /** Who wants to know that all is well does so at the start, not with the first connection. */
        private void findAllFramings(RuleSet rules) {
            for (Rule rule : rules.rules()) {
                if (rule.unknownFraming() != null) {
                    problems.add(rule.place(), rule.unknownFraming() + "; without strict=true it may be found later");
                }
            }
        }

        private boolean value(String name, boolean otherwise) {
            Boolean value = values.get(name);
            return value == null ? otherwise : value;
        }
    }
}
