package io.recordsockets.demo.broadcast;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The subcommands, and which options each knows. */
enum Command {
    NODE(
            "a node that subscribers connect to",
            Map.of(),
            Option.LISTEN,
            Option.PLAIN,
            Option.BLOCK,
            Option.BLOCK_RATE,
            Option.VOTE_RATE,
            Option.RETRACT,
            Option.RETRACT_AFTER,
            Option.LIFETIME,
            Option.LIMIT,
            Option.FILE,
            Option.DURATION,
            Option.HELP),
    SUBSCRIBE(
            "subscribers of a node, which check what they get",
            Map.of(),
            Option.CONNECT,
            Option.COUNT,
            Option.RATE,
            Option.STALL,
            Option.DURATION,
            Option.HELP),
    DEMO(
            "20 subscribers in one process, once on plain NIO and once with records, and both figures side by side",
            Map.of(Option.DURATION, "8s"),
            Option.DURATION,
            Option.SUBSCRIBERS,
            Option.SLOW,
            Option.STALLED,
            Option.SLOW_RATE,
            Option.LINK,
            Option.BLOCK,
            Option.BLOCK_RATE,
            Option.VOTE_RATE,
            Option.RETRACT,
            Option.RETRACT_AFTER,
            Option.LIFETIME,
            Option.LIMIT,
            Option.FILE,
            Option.HELP);

    private final String summary;
    private final Map<Option, String> defaults;
    private final List<Option> options;

    Command(String summary, Map<Option, String> defaults, Option... options) {
        this.summary = summary;
        this.defaults = defaults;
        this.options = List.of(options);
    }

    /** The command of a name. */
    static Command of(String name) throws UsageException {
        List<String> known = new ArrayList<>();
        for (Command command : values()) {
            if (command.toString().equals(name)) {
                return command;
            }
            known.add(command.toString());
        }
        throw new UsageException("unknown command: command=" + name + ", known=" + String.join(" ", known));
    }

    /** Reads the options that follow the command: {@code --name value} or {@code --name=value}. */
    Settings parse(List<String> arguments) throws UsageException {
        Map<Option, Object> values = new EnumMap<>(Option.class);
        for (Option option : options) {
            String text = defaultOf(option);
            if (text != null) {
                values.put(option, option.parse(text));
            }
        }
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            Option option = option(equals < 0 ? argument : argument.substring(0, equals));
            boolean takesValue = option.kind != Option.Kind.FLAG;
            if (takesValue && equals < 0 && i + 1 == arguments.size()) {
                throw new UsageException(
                        "option needs a value: option=" + option.flag + ", expected=" + option.kind.expected);
            }
            if (!takesValue && equals >= 0) {
                throw new UsageException("option takes no value: option=" + option.flag);
            }
            String text = equals >= 0 ? argument.substring(equals + 1) : takesValue ? arguments.get(++i) : "";
            values.put(option, option.parse(text));
        }
        return new Settings(values);
    }

    private Option option(String flag) throws UsageException {
        List<String> known = new ArrayList<>();
        for (Option option : options) {
            if (option.flag.equals(flag) || option == Option.HELP && flag.equals("-h")) {
                return option;
            }
            known.add(option.flag);
        }
        throw new UsageException(
                "unknown option: option=" + flag + ", command=" + this + ", known=" + String.join(" ", known));
    }

    private String defaultOf(Option option) {
        return defaults.getOrDefault(option, option.byDefault);
    }

    /** What {@code --help} prints after the name of the command. */
    String help() {
        StringBuilder text = new StringBuilder("broadcast " + this + " [options]: " + summary + "\n\n");
        for (Option option : options) {
            String value = option.kind.value.isEmpty() ? "" : " <" + option.kind.value + ">";
            String byDefault = defaultOf(option) == null ? "" : " (default: " + defaultOf(option) + ")";
            text.append(String.format("  %-22s %s%s%n", option.flag + value, option.help, byDefault));
        }
        return text.toString();
    }

    /** What {@code --help} prints where no command is named. */
    static String overview() {
        StringBuilder text =
                new StringBuilder("broadcast [command] [options]: a node sends blocks and urgent votes to its"
                        + " subscribers, over Record Sockets or plain NIO\n\n");
        for (Command command : values()) {
            text.append(String.format("  %-10s %s%n", command, command.summary));
        }
        return text + "\nWithout a command: demo. Each has its own --help. Sizes: 64k, 1m; rates: 2m (bytes a second),"
                + " 100mbit; times: 500ms, 20s, 2m.\n";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
