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
 * Reads options and rules, of each source in turn: the first that gives an option decides. Reads on where something is wrong, so
 * that all is told at once and {@code strict} is known.
 *
 * <p><b>Threading:</b> one thread.
 */
final class OptionReader {
    private static final String KNOWN =
            "known: check-records, config, drain-timeout, hold-memory, jmx, quiet, store-directory, store-limit, strict";

    private final Problems problems = new Problems();
    private final RuleSet.Builder rules = new RuleSet.Builder(problems);

    /** The values so far, of the source that came first. */
    private final Map<String, Boolean> values = new HashMap<>();

    private long drainTimeoutNs = AgentOptions.DEFAULT_DRAIN_TIMEOUT_NS;
    private Long holdMemory;
    private Long storeLimit;
    private String storeDirectory;
    private boolean drainTimeoutGiven;
    private String config;
    private String configPlace;

    void readArgument(String argument) {
        read(argument, AgentOptions.ARGUMENT, true);
    }

    void readSurroundings(Surroundings surroundings) {
        readSettings(surroundings.properties(), "system property ");
        readSettings(surroundings.variables(), "environment ");
    }

    private void readSettings(Map<String, String> settings, String source) {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String name = setting.getKey();
            String place = source + name;
            String option = Surroundings.option(name);
            switch (option) {
                case Surroundings.RULES -> readRules(setting.getValue(), place);
                case Surroundings.LEAK_TRACE -> choice(option, setting.getValue(), place);
                case Surroundings.LOG -> level(setting.getValue(), place);
                default -> {
                    if (isOption(option)) {
                        option(option, setting.getValue(), place, true);
                    } else {
                        problems.add(
                                place,
                                "unknown option, option=" + Problems.quote(option) + ", " + KNOWN
                                        + "; and rules, log, leak-trace");
                    }
                }
            }
        }
    }

    private void level(String value, String place) {
        switch (value) {
            case "off", "error", "warn", "info", "debug" -> {}
            default ->
                problems.add(
                        place,
                        "unknown value, log=" + Problems.quote(value) + ", known: off, error, warn, info, debug");
        }
    }

    private void readRules(String text, String source) {
        EntryReader entries = new EntryReader(text, source);
        while (entries.next()) {
            if (RuleSet.isRule(entries.entry())) {
                rules.add(entries.entry(), entries.place());
            } else {
                problems.add(
                        entries.place(),
                        "not a rule, entry=" + Problems.quote(entries.entry())
                                + ", give listen ... or connect ...; options have names of their own");
            }
        }
    }

    private void read(String text, String source, boolean mayNameFile) {
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
                String value = entry.substring(equals + 1).trim();
                if (seen.put(name, name) != null) {
                    problems.add(place, "option given twice, option=" + Problems.quote(entry) + ", give it once");
                } else if (isOption(name)) {
                    option(name, value, place, mayNameFile);
                } else {
                    problems.add(
                            place,
                            "unknown option, " + Problems.quote(name + '=' + value) + ", " + KNOWN
                                    + ", or a rule: listen ..., connect ...");
                }
            }
        }
    }

    private static boolean isOption(String name) {
        return switch (name) {
            case AgentOptions.CONFIG,
                    AgentOptions.STRICT,
                    AgentOptions.QUIET,
                    AgentOptions.JMX,
                    AgentOptions.CHECK_RECORDS,
                    AgentOptions.DRAIN_TIMEOUT,
                    AgentOptions.HOLD_MEMORY,
                    AgentOptions.STORE_LIMIT,
                    AgentOptions.STORE_DIRECTORY -> true;
            default -> false;
        };
    }

    private void option(String name, String value, String place, boolean mayNameFile) {
        switch (name) {
            case AgentOptions.CONFIG -> {
                if (mayNameFile) {
                    config(value, place);
                } else {
                    problems.add(
                            place,
                            "config file names a config file, file=" + Problems.quote(value)
                                    + ", give it in the agent argument, as a system property or in the environment");
                }
            }
            case AgentOptions.DRAIN_TIMEOUT -> drainTimeout(value, place);
            case AgentOptions.HOLD_MEMORY -> holdMemory(value, place);
            case AgentOptions.STORE_LIMIT -> storeLimit(value, place);
            case AgentOptions.STORE_DIRECTORY -> storeDirectory(value, place);
            default -> choice(name, value, place);
        }
    }

    /** Has {@link #readConfig} read the file, unless another was named before. */
    void config(String file, String place) {
        if (file.isEmpty()) {
            problems.add(place, "option without value, option=config, give a file");
        } else if (config == null) {
            config = file;
            configPlace = place;
        }
    }

    private void drainTimeout(String value, String place) {
        try {
            long timeoutNs = Quantities.timeNs(AgentOptions.DRAIN_TIMEOUT, value);
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
            long bytes = value.equals("0") ? 0 : Quantities.size(AgentOptions.HOLD_MEMORY, value);
            if (holdMemory == null) {
                holdMemory = bytes;
            }
        } catch (IllegalArgumentException e) {
            problems.add(place, e.getMessage() + ", or 0 to read nothing ahead");
        }
    }

    private void storeLimit(String value, String place) {
        try {
            long limit = value.equals("0") ? StoreOptions.OFF : Quantities.size(AgentOptions.STORE_LIMIT, value);
            if (storeLimit == null) {
                storeLimit = limit;
            }
        } catch (IllegalArgumentException e) {
            problems.add(place, e.getMessage() + ", or 0 to share nothing");
        }
    }

    private void storeDirectory(String value, String place) {
        if (value.isEmpty()) {
            problems.add(place, "option without value, option=" + AgentOptions.STORE_DIRECTORY + ", give a directory");
        } else if (storeDirectory == null) {
            storeDirectory = value;
        }
    }

    private void choice(String name, String value, String place) {
        switch (value) {
            case "on", "true" -> values.putIfAbsent(name, true);
            case "off", "false" -> values.putIfAbsent(name, false);
            default -> problems.add(place, "unknown value, " + name + '=' + Problems.quote(value) + ", known: on, off");
        }
    }

    /** Reads the file that was named, behind all else. */
    void readConfig() {
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

    AgentOptions options() throws OptionException {
        boolean strict = value(AgentOptions.STRICT, false);
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
                value(AgentOptions.JMX, true),
                value(AgentOptions.QUIET, false),
                value(AgentOptions.CHECK_RECORDS, true),
                drainTimeoutNs,
                holdMemory == null ? AgentOptions.DEFAULT_HOLD_MEMORY : holdMemory,
                store);
    }

    /** Who wants to know that all is well does so at the start, not with the first connection. */
    private void findAllFramings(RuleSet rules) {
        for (Rule rule : rules.rules()) {
            if (rule.unknownFraming() != null) {
                problems.add(rule.place(), rule.unknownFraming() + "; without strict=on it may be found later");
            }
        }
    }

    private boolean value(String name, boolean otherwise) {
        Boolean value = values.get(name);
        return value == null ? otherwise : value;
    }
}
