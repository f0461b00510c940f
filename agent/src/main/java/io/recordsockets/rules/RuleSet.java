package io.recordsockets.rules;

import io.recordsockets.RecordFraming;
import io.recordsockets.framing.Framings;
import io.recordsockets.framing.LateFraming;
import io.recordsockets.framing.UnknownFramingException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All rules, in order; the first that matches wins.
 *
 * <p><b>Threading:</b> immutable; any thread.
 */
public final class RuleSet {
    /** No rule: every socket is plain. */
    public static final RuleSet EMPTY = new RuleSet(Collections.emptyList());

    private final List<Rule> rules;
    private final boolean listen;
    private final boolean connect;

    private RuleSet(List<Rule> rules) {
        this.rules = Collections.unmodifiableList(rules);
        this.listen = watches(rules, true);
        this.connect = watches(rules, false);
    }

    private static boolean watches(List<Rule> rules, boolean accepts) {
        for (Rule rule : rules) {
            if (rule.accepts() == accepts && !rule.isPlain()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Parses rules, one a line or several parted by {@code ;}. A framing of unknown name is looked for when the first
     * connection matches; see {@link Rule#unknownFraming}.
     *
     * @param source what to call the text in messages: a file name, or where else it came from
     * @throws RuleException where anything is wrong; the message has a line for each thing that is
     */
    public static RuleSet parse(String text, String source) throws RuleException {
        return parse(text, source, new KnownFramings());
    }

    /**
     * A framing as rules have it, such as {@code length-field(offset=0,length=4)}.
     *
     * @return the framing; null for {@code none}
     * @throws IllegalArgumentException where there is no such framing, or it has no use for the parameters
     */
    public static RecordFraming framing(String text) {
        return new RuleParser(text).parseFramingAlone(new FramingsInReach());
    }

    static RuleSet parse(String text, String source, FramingFinder framings) throws RuleException {
        Problems problems = new Problems();
        Builder builder = new Builder(problems, framings);
        EntryReader entries = new EntryReader(text, source);
        while (entries.next()) {
            builder.add(entries.entry(), entries.place());
        }
        if (!problems.isEmpty()) {
            throw new RuleException(problems.text());
        }
        return builder.build();
    }

    /** Whether the entry begins with a keyword of rules. */
    public static boolean isRule(String entry) {
        return beginsWith(entry, RuleParser.LISTEN) || beginsWith(entry, RuleParser.CONNECT);
    }

    private static boolean beginsWith(String entry, String word) {
        return entry.startsWith(word) && (entry.length() == word.length() || entry.charAt(word.length()) <= ' ');
    }

    /**
     * The rule of an accepted connection.
     *
     * @param local the local address of the connection, not of the server channel, which may be a wildcard
     * @return the first {@code listen} rule that matches, which may frame nothing ({@link Rule#framing()} is null); null
     *     where none matches
     */
    public Rule accepting(SocketAddress local) {
        return first(true, local);
    }

    /**
     * The rule of a connection that is made; as {@link #accepting}.
     *
     * @param remote the address to connect to
     */
    public Rule connecting(SocketAddress remote) {
        return first(false, remote);
    }

    private Rule first(boolean accepts, SocketAddress socketAddress) {
        if (!(socketAddress instanceof InetSocketAddress address)) {
            return null;
        }

        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.accepts() == accepts && rule.matches(address)) {
                return rule;
            }
        }
        return null;
    }

    /** Whether any {@code listen} rule frames or shares: where not, accepted connections are plain. */
    public boolean hasListen() {
        return listen;
    }

    /** Whether any {@code connect} rule frames or shares: where not, connections that are made are plain. */
    public boolean hasConnect() {
        return connect;
    }

    /** The rules in order; unmodifiable. */
    public List<Rule> rules() {
        return rules;
    }

    /** How many rules there are. */
    public int size() {
        return rules.size();
    }

    /** Collects rules from several sources. One thread. */
    public static final class Builder {
        private final List<Rule> rules = new ArrayList<>();

        /** Source, direction and address of each rule: a file may repeat what the agent argument overrides, not itself. */
        private final Set<String> addresses = new HashSet<>();

        private final Problems problems;
        private final FramingFinder framings;

        /**
         * Starts without rules.
         *
         * @param problems gets a line for each rule that is wrong
         */
        public Builder(Problems problems) {
            this(problems, new KnownFramings());
        }

        Builder(Problems problems, FramingFinder framings) {
            this.problems = problems;
            this.framings = framings;
        }

        /**
         * Adds a rule behind the others.
         *
         * @param place where it stands, for messages
         */
        public void add(String entry, String place) {
            try {
                RuleParser parser = new RuleParser(entry);
                parser.parse(framings);
                Rule rule = new Rule(place, parser);
                if (addresses.add(sourceOf(place) + (rule.accepts() ? "<" : ">") + rule.addressText())) {
                    rules.add(rule);
                } else {
                    problems.add(
                            place,
                            "address given twice, rule=" + Problems.quote(rule.text())
                                    + ", only the first can match: remove one");
                }
            } catch (IllegalArgumentException e) {
                problems.add(place, e.getMessage() == null ? e.toString() : e.getMessage());
            }
        }

        private static String sourceOf(String place) {
            return place.substring(0, place.lastIndexOf(':') + 1);
        }

        /** The rules that were right. */
        public RuleSet build() {
            return rules.isEmpty() ? EMPTY : new RuleSet(new ArrayList<>(rules));
        }
    }

    /** A class and not a lambda, which would cost milliseconds at start-up. */
    private static final class KnownFramings implements FramingFinder {
        @Override
        public RecordFraming find(String name, Map<String, String> parameters) {
            try {
                return Framings.find(name, parameters, ClassLoader.getSystemClassLoader());
            } catch (UnknownFramingException e) {
                return new LateFraming(name, parameters, e);
            }
        }
    }

    /** For a caller of the application's. */
    private static final class FramingsInReach implements FramingFinder {
        @Override
        public RecordFraming find(String name, Map<String, String> parameters) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            try {
                return Framings.find(name, parameters, context);
            } catch (UnknownFramingException e) {
                if (context == null || context == ClassLoader.getSystemClassLoader()) {
                    throw e;
                }
                return Framings.find(name, parameters, ClassLoader.getSystemClassLoader());
            }
        }
    }
}
