package io.recordsockets.agent;

import io.recordsockets.rules.Rule;
import io.recordsockets.rules.RuleSet;
import io.recordsockets.spi.StreamDirection;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The dry run: tells, rule by rule, what would happen to a socket. Makes no connection. One thread. */
final class Explain {
    private final RuleSet rules;
    private final PrintStream out;

    Explain(RuleSet rules, PrintStream out) {
        this.rules = rules;
        this.out = out;
    }

    /**
     * An accepted connection with this local address, or one that is made to this remote address.
     *
     * @return whether it would be a record socket
     */
    boolean connection(boolean accepts, InetSocketAddress address) {
        out.println(accepts ? "A connection accepted at " + shown(address) : "A connection made to " + shown(address));
        Rule first = null;
        for (Rule rule : rules.rules()) {
            String verdict = mismatch(rule, accepts, address.getPort());
            if (first != null) {
                verdict = "not reached";
            } else if (verdict == null) {
                boolean matches = rule.matches(address);
                first = matches ? rule : null;
                verdict = matches ? "matches" : "no: for other addresses";
            }
            line(rule, verdict);
        }
        return result("  ", first, accepts);
    }

    /**
     * Connections accepted by a server channel that is bound to the wildcard address.
     *
     * @return whether any of them could be a record socket
     */
    boolean wildcard(int port) {
        out.println("A server channel on every local address, port " + port);
        out.println(
                "  Each accepted connection is judged by its own local address, the one that its client connected to,");
        out.println("  so a rule for one address may be for some of them.");
        List<Rule> some = new ArrayList<>();
        Rule every = null;
        for (Rule rule : rules.rules()) {
            String verdict = mismatch(rule, true, port);
            if (every != null) {
                verdict = "not reached";
            } else if (verdict == null && rule.matchesEveryHost()) {
                every = rule;
                verdict = some.isEmpty() ? "matches every connection" : "matches every other connection";
            } else if (verdict == null) {
                some.add(rule);
                verdict = "may match: connections whose local address is one of the rule's";
            }
            line(rule, verdict);
        }
        boolean framed = false;
        for (Rule rule : some) {
            out.println("  Local address as in " + rule.addressText() + ':');
            framed |= result("    ", rule, true);
        }
        if (!some.isEmpty()) {
            out.println("  Any other local address:");
        }
        return result(some.isEmpty() ? "  " : "    ", every, true) || framed;
    }

    /** Why the rule is not for such a connection, whatever its address; null where the address decides. */
    private static String mismatch(Rule rule, boolean accepts, int port) {
        if (rule.accepts() != accepts) {
            return accepts ? "no: for connections that are made" : "no: for connections that are accepted";
        }
        return rule.matchesPort(port) ? null : "no: for other ports";
    }

    private void line(Rule rule, String verdict) {
        out.println("  " + rule.place() + "  " + rule.text() + "  -> " + verdict);
    }

    private boolean result(String indent, Rule rule, boolean accepts) {
        if (rule == null) {
            return plain(indent, "no rule matches; the socket is the JDK's own");
        }
        if (rule.isPlain()) {
            return plain(indent, "by the rule " + rule.text() + "; the socket is the JDK's own");
        }
        if (rule.framing() == null) {
            out.println(indent + "Result: socket that shares, without records, by the rule " + rule.text());
            share(indent, rule);
            return true;
        }
        if (rule.unknownFraming() != null) {
            plain(indent, "unless the framing is found when the first connection matches, by the rule " + rule.text());
            out.println(indent
                    + "  looked for in the context class loader of the accepting or connecting thread, and on the");
            out.println(indent + "  class path. Here: " + rule.unknownFraming());
            return false;
        }
        StreamDirection direction = accepts ? StreamDirection.REQUESTS : StreamDirection.RESPONSES;
        if (rule.framing().parser(direction) == null) {
            return plain(
                    indent,
                    "the framing " + rule.framingName() + " knows no records in "
                            + (accepts ? "requests" : "responses"));
        }
        out.println(indent + "Result: record socket by the rule " + rule.text());
        out.println(indent + "  framing     " + rule.framingText());
        out.println(indent + "  hold-limit  " + rule.holdLimit() + " bytes: larger records are delivered in steps");
        out.println(indent + "  hold        " + rule.hold() + held(rule.hold()));
        out.println(indent + "  stall       " + rule.stallNs() / 1_000_000
                + " ms without progress, at most: a part is delivered");
        out.println(indent + "  hold-time   " + rule.holdTimeNs() / 1_000_000
                + " ms, with or without progress, at most: a part is delivered");
        share(indent, rule);
        return true;
    }

    private static String held(String hold) {
        return switch (hold) {
            case "on" -> ": each record is waited for, from the first on";
            case "off" -> ": no record is waited for; they are counted";
            default -> ": a record is waited for where that is seen to pay, for a few milliseconds at first";
        };
    }

    private void share(String indent, Rule rule) {
        out.println(indent + "  share       " + rule.share()
                + (rule.shares()
                        ? ": large writes of the same bytes to several connections that lag behind share memory"
                        : ": every write is the connection's own"));
    }

    private boolean plain(String indent, String why) {
        out.println(indent + "Result: plain TCP: " + why);
        return false;
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        String shown = host.indexOf(':') < 0 ? host : '[' + host + ']';
        String name = address.getHostString();
        return shown + ':' + address.getPort() + (name.equals(host) ? "" : " (" + name + ")");
    }
}
