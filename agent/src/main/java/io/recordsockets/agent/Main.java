package io.recordsockets.agent;

import io.recordsockets.RecordSockets;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The command line of the agent jar. {@code --help} tells what there is. */
public final class Main {
    private static final int FINE = 0;
    private static final int NO = 1;

    /** EX_USAGE of sysexits.h. */
    private static final int USAGE = 64;

    private static final int MAX_PORT = 65535;
    private static final String EXPLAIN_FORM = "give explain --config FILE|--rules TEXT listen|connect HOST:PORT";

    private final PrintStream out;
    private final PrintStream err;
    private final List<HostCheck> hostChecks;

    Main(PrintStream out, PrintStream err, List<HostCheck> hostChecks) {
        this.out = out;
        this.err = err;
        this.hostChecks = hostChecks;
    }

    /** Runs the command and exits: 0 yes or fine, 1 no or something is wrong, 64 wrong usage. */
    public static void main(String[] args) {
        System.exit(new Main(System.out, System.err, hostChecks()).run(args));
    }

    private static List<HostCheck> hostChecks() {
        List<HostCheck> checks = new ArrayList<>();
        checks.add(new HostResources());
        checks.add(new OptionsCheck(Surroundings.ofThisJvm()));
        checks.add(new JdkCheck(LauncherAgent.instrumentation()));
        return checks;
    }

    /** The version of the jar. */
    static String version() {
        return RecordSockets.version();
    }

    /** Runs the command; answers the exit code. */
    int run(String... args) {
        String command = args.length == 0 ? "" : args[0];
        switch (command) {
            case "--help", "-h", "help" -> {
                Help.print(out);
                return FINE;
            }
            case "--version" -> {
                out.println("record-sockets " + version());
                return FINE;
            }
            case "explain" -> {
                return explain(args);
            }
            case "check" -> {
                return args.length == 1 ? check() : usage("check takes no arguments, found=" + args[1]);
            }
            default -> {
                String what = command.isEmpty() ? "no command" : "unknown command, command=" + command;
                return usage(what + ", known: check, explain, --help, --version");
            }
        }
    }

    private int usage(String problem) {
        err.println("record-sockets: " + problem);
        return USAGE;
    }

    private int explain(String... args) {
        if (args.length != 5) {
            return usage("explain takes four arguments, found=" + (args.length - 1) + ", " + EXPLAIN_FORM);
        }
        boolean file = args[1].equals("--config");
        if (!file && !args[1].equals("--rules")) {
            return usage("unknown option, option=" + args[1] + ", known: --config, --rules; " + EXPLAIN_FORM);
        }
        boolean accepts = args[3].equals("listen");
        if (!accepts && !args[3].equals("connect")) {
            return usage("unknown direction, direction=" + args[3] + ", known: listen, connect; " + EXPLAIN_FORM);
        }
        String target = args[4];
        int colon = target.lastIndexOf(':');
        int port = port(target.substring(colon + 1));
        String host = target.substring(0, Math.max(colon, 0));
        if (host.isEmpty() || port < 0 || host.indexOf(':') >= 0 && !host.startsWith("[")) {
            return usage("not a socket, socket=" + target + ", give HOST:PORT or [IPv6]:PORT, PORT 1.." + MAX_PORT);
        }
        try {
            AgentOptions options = file ? AgentOptions.ofFile(args[2]) : AgentOptions.ofText(args[2]);
            return explain(new Explain(options.rules(), out), accepts, host, port);
        } catch (OptionException e) {
            err.println(e.getMessage());
            return NO;
        }
    }

    private int explain(Explain explain, boolean accepts, String host, int port) {
        if (accepts && host.equals("*")) {
            return explain.wildcard(port) ? FINE : NO;
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            err.println("record-sockets: host not found, host=" + host + ", give an IP address");
            return NO;
        }
        boolean framed = false;
        for (InetAddress address : addresses) {
            if (!address.isAnyLocalAddress()) {
                framed |= explain.connection(accepts, new InetSocketAddress(address, port));
            } else if (accepts) {
                framed |= explain.wildcard(port);
            } else {
                return usage("nobody connects to the wildcard address, host=" + host + ", give HOST:PORT");
            }
        }
        return framed ? FINE : NO;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port < 1 || port > MAX_PORT ? -1 : port;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private int check() {
        int wrong = 0;
        for (HostCheck check : hostChecks) {
            for (HostCheck.Line line : check.lines()) {
                out.println((line.ok() ? "ok  " : "NO  ") + line.name() + ": " + line.detail());
                wrong += line.ok() ? 0 : 1;
            }
        }
        out.println(wrong == 0 ? "Nothing stands in the way of record sockets." : "Not fine, findings=" + wrong);
        return wrong == 0 ? FINE : NO;
    }
}
