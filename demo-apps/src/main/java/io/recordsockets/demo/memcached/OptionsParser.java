package io.recordsockets.demo.memcached;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the command line as getopt does: {@code -p 1}, {@code -p1}, {@code -vv}, {@code --port=1} and {@code --port 1}.
 */
final class OptionsParser {
    /** One line each of the help, and all that is known of an option. */
    enum Option {
        PORT('p', "port", "num", "TCP port to listen on, 0 for a free one (default: 11211)"),
        LISTEN(
                'l',
                "listen",
                "addr",
                "addresses to listen on, with commas between them; host, host:port or [ipv6]:port\n"
                        + "(default: 127.0.0.1; 0.0.0.0 for all)"),
        UDP_PORT('U', "udp-port", "num", "0 only: there is no UDP"),
        MEMORY(
                'm',
                "memory-limit",
                "num",
                "item memory in megabytes (default: 64); give the JVM a heap to match, -Xmx"),
        NO_EVICTIONS('M', "disable-evictions", null, "answer an error when the memory is full, instead of evicting"),
        CONNECTIONS('c', "conn-limit", "num", "connections at most (default: 1024)"),
        THREADS('t', "threads", "num", "event loops (default: 4)"),
        BACKLOG('b', "listen-backlog", "num", "connections that wait to be accepted (default: 1024)"),
        ITEM_SIZE(
                'I',
                "max-item-size",
                "num",
                "largest item, in bytes or with k or m (default: 1m, min: 1k, max: 1024m)"),
        SHUTDOWN('A', "enable-shutdown", null, "allow the command \"shutdown\""),
        DAEMON(
                'd',
                "daemon",
                null,
                "run in the background: starts a second JVM with the same options and returns\n"
                        + "when that one listens"),
        PID_FILE('P', "pidfile", "file", "write the process id to a file"),
        VERBOSE('v', "verbose", null, "say more: -v errors, -vv commands too"),
        VERSION('V', "version", null, "print the version and exit"),
        HELP('h', "help", null, "print this and exit");

        final char letter;
        final String name;
        /** Null if the option has no value. */
        final String value;

        final String help;

        Option(char letter, String name, String value, String help) {
            this.letter = letter;
            this.name = name;
            this.value = value;
            this.help = help;
        }

        static Option of(char letter) throws UsageException {
            for (Option option : values()) {
                if (option.letter == letter) {
                    return option;
                }
            }
            throw new UsageException("unknown option: option=-" + letter + ", see --help");
        }

        static Option of(String name) throws UsageException {
            for (Option option : values()) {
                if (option.name.equals(name)) {
                    return option;
                }
            }
            throw new UsageException("unknown option: option=--" + name + ", see --help");
        }

        @Override
        public String toString() {
            return "-" + letter + ", --" + name;
        }
    }

    private static final long MAX_MEMORY_MEGABYTES = 1L << 24;
    private static final int MAX_THREADS = 1024;
    private static final int MAX_PORT = 65535;

    int port = Options.DEFAULT_PORT;
    long memoryMegabytes = Options.DEFAULT_MEMORY_MEGABYTES;
    long maxItemSize = Options.DEFAULT_MAX_ITEM_SIZE;
    boolean evicting = true;
    int maxConnections = Options.DEFAULT_MAX_CONNECTIONS;
    int threads = Options.DEFAULT_THREADS;
    int backlog = Options.DEFAULT_BACKLOG;
    int verbosity;
    boolean shutdownCommand;
    boolean daemon;
    String pidFile;
    boolean help;
    boolean version;

    private final List<String> listen = new ArrayList<>();
    private String[] arguments;
    private int next;

    void parse(String... arguments) throws UsageException {
        this.arguments = arguments;
        while (next < arguments.length) {
            String argument = arguments[next++];
            if (argument.startsWith("--") && argument.length() > 2) {
                parseLong(argument.substring(2));
            } else if (argument.startsWith("-") && argument.length() > 1) {
                parseShort(argument);
            } else {
                throw new UsageException("not an option: argument=" + argument + ", see --help");
            }
        }
    }

    private void parseLong(String argument) throws UsageException {
        int equals = argument.indexOf('=');
        Option option = Option.of(equals < 0 ? argument : argument.substring(0, equals));
        if (option.value == null) {
            if (equals >= 0) {
                throw new UsageException("option takes no value: option=--" + option.name);
            }
            apply(option, null);
        } else {
            apply(option, equals < 0 ? nextArgument(option) : argument.substring(equals + 1));
        }
    }

    private void parseShort(String argument) throws UsageException {
        for (int i = 1; i < argument.length(); i++) {
            Option option = Option.of(argument.charAt(i));
            if (option.value != null) {
                apply(option, i + 1 < argument.length() ? argument.substring(i + 1) : nextArgument(option));
                return;
            }
            apply(option, null);
        }
    }

    private String nextArgument(Option option) throws UsageException {
        if (next == arguments.length) {
            throw new UsageException("option needs a value: option=" + option + " value=<" + option.value + ">");
        }
        return arguments[next++];
    }

    private void apply(Option option, String value) throws UsageException {
        switch (option) {
            case PORT:
                port = (int) number(option, value, 0, MAX_PORT);
                break;
            case LISTEN:
                listen.add(value);
                break;
            case UDP_PORT:
                number(option, value, 0, 0);
                break;
            case MEMORY:
                memoryMegabytes = number(option, value, 1, MAX_MEMORY_MEGABYTES);
                break;
            case NO_EVICTIONS:
                evicting = false;
                break;
            case CONNECTIONS:
                maxConnections = (int) number(option, value, 1, Integer.MAX_VALUE);
                break;
            case THREADS:
                threads = (int) number(option, value, 1, MAX_THREADS);
                break;
            case BACKLOG:
                backlog = (int) number(option, value, 1, Integer.MAX_VALUE);
                break;
            case ITEM_SIZE:
                maxItemSize = size(option, value);
                break;
            case PID_FILE:
                pidFile = value;
                break;
            default:
                applySwitch(option);
        }
    }

    private void applySwitch(Option option) {
        switch (option) {
            case SHUTDOWN:
                shutdownCommand = true;
                break;
            case DAEMON:
                daemon = true;
                break;
            case VERBOSE:
                verbosity++;
                break;
            case VERSION:
                version = true;
                break;
            default:
                help = true;
        }
    }

    private static long number(Option option, String value, long least, long most) throws UsageException {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw bad(option, value, least == most ? String.valueOf(least) : least + " to " + most);
    }

    private static UsageException bad(Option option, String value, String expected) {
        return new UsageException("bad value: option=" + option + " value=" + value + " expected=" + expected);
    }

    private static long size(Option option, String value) throws UsageException {
        String lower = value.toLowerCase(Locale.ROOT);
        int shift = lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : 0;
        String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            long number = Long.parseLong(digits);
            if (number > 0 && number <= 1L << 30) {
                long size = number << shift;
                if (size >= 1L << 10 && size <= 1L << 30) {
                    return size;
                }
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad(option, value, "1k to 1024m");
    }

    List<InetSocketAddress> addresses() throws UsageException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String list : listen.isEmpty() ? List.of(Options.DEFAULT_ADDRESS) : listen) {
            for (String address : list.split(",", -1)) {
                addresses.add(address(address.trim()));
            }
        }
        return addresses;
    }

    private InetSocketAddress address(String text) throws UsageException {
        String host = text;
        int port = this.port;
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bareIpv6 = bracket < 0 && text.indexOf(':') != colon;
        if (colon > bracket && !bareIpv6) {
            host = text.substring(0, colon);
            port = (int) number(Option.LISTEN, text.substring(colon + 1), 0, MAX_PORT);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw bad(Option.LISTEN, text, "host, host:port or [ipv6]:port");
        }
        return new InetSocketAddress(host, port);
    }

    /** The text that {@code --help} prints. */
    static String help() {
        StringBuilder text =
                new StringBuilder("memcached " + Version.PROTOCOL + " (Record Sockets demo " + Version.BUILD + ")\n");
        for (Option option : Option.values()) {
            String value = option.value == null ? "" : "=<" + option.value + ">";
            String indented = option.help.replace("\n", "\n" + " ".repeat(30));
            text.append(String.format("%-29s %s%n", option + value, indented));
        }
        return text.toString();
    }
}
