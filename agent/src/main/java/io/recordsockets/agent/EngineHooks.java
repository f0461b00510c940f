package io.recordsockets.agent;

import io.recordsockets.RecordFraming;
import io.recordsockets.RecordSockets;
import io.recordsockets.framing.UnknownFramingException;
import io.recordsockets.inbound.HoldMode;
import io.recordsockets.inbound.Inbound;
import io.recordsockets.inbound.InboundLimits;
import io.recordsockets.inbound.InboundRule;
import io.recordsockets.monitor.Log;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.monitor.RecordSocketsBean;
import io.recordsockets.outbound.Framer;
import io.recordsockets.rules.Rule;
import io.recordsockets.rules.RuleSet;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import io.recordsockets.store.RecentWrites;
import io.recordsockets.store.SharedWrites;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.nio.ch.RecordHooks;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordSharing;
import sun.nio.ch.RecordTransport;

/** Connects the channels in {@code sun.nio.ch} with the rules and the engine. */
final class EngineHooks implements RecordHooks {
    private final RuleSet rules;
    private final boolean mayAccept;
    private final boolean mayConnect;

    /** The rules that have matched. */
    private final ConcurrentHashMap<Rule, Match> matches = new ConcurrentHashMap<>();

    /** Whether JMX still waits for the application to be up. */
    private final AtomicBoolean beanPending;

    EngineHooks(RuleSet rules, boolean jmx) {
        this.rules = rules;
        this.mayAccept = rules.hasListen();
        this.mayConnect = rules.hasConnect();
        this.beanPending = new AtomicBoolean(jmx);
    }

    /** Made with the first connection that may share: not while the application starts. */
    private static final class Sharing {
        static final RecentWrites RECENT = new RecentWrites(JvmStore::get);

        private Sharing() {}
    }

    /** A rule that matches, with what its connections share: one for all of them. */
    private static final class Match {
        final Rule rule;
        final StreamDirection incoming;
        final InboundRule inbound;

        Match(Rule rule, StreamDirection incoming) {
            this.rule = rule;
            this.incoming = incoming;
            this.inbound = new InboundRule(limits(rule), rule.counters(), rule.text(), this::parser);
        }

        /** Null where the rule has no framing. */
        RecordParser parser() {
            return rule.framing() == null ? null : rule.framing().parser(incoming);
        }
    }

    /** The framing of a rule that {@link #acceptRule} or {@link #connectRule} gave. */
    static Framer framer(Object match) {
        RecordFraming framing = ((Match) match).rule.framing();
        return framing == null ? null : new Framer(framing, ((Match) match).incoming);
    }

    /** Without a rule there are no record channels to be selected. */
    @Override
    public boolean selectorsWork() {
        return (mayAccept || mayConnect) && Trial.passed();
    }

    @Override
    public boolean mayAccept() {
        return mayAccept && Trial.passed();
    }

    @Override
    public boolean mayConnect() {
        return mayConnect && Trial.passed();
    }

    @Override
    public Object acceptRule(SocketAddress local) {
        return matching(rules.accepting(local));
    }

    @Override
    public Object connectRule(SocketAddress remote) {
        return matching(rules.connecting(remote));
    }

    /** Null where the connection is to be the JDK's own object. */
    private Match matching(Rule rule) {
        if (rule == null || rule.isPlain()) {
            return null;
        }
        Match match = match(rule);
        try {
            if (rule.framing() == null || match.parser() != null) {
                return match;
            }
            rule.counters().plain(PlainReason.NO_FRAMING);
            if (rule.counters().firstPlain(PlainReason.NO_FRAMING)) {
                Log.log()
                        .warn(
                                "plain TCP, rule={}, its framing knows no records in the direction that the application"
                                        + " reads; listen reads requests, connect responses",
                                rule.text());
            }
        } catch (UnknownFramingException e) {
            rule.counters().plain(PlainReason.FRAMING_NOT_FOUND);
            if (rule.counters().firstPlain(PlainReason.FRAMING_NOT_FOUND)) {
                Log.log().warn("plain TCP, rule={}, {}", rule.text(), e.getMessage());
            }
        } catch (RuntimeException | Error e) {
            rule.counters().plain(PlainReason.PARSER_FAILED);
            if (rule.counters().firstPlain(PlainReason.PARSER_FAILED)) {
                failed("making a parser, rule=" + rule.text(), e);
            }
        }
        return null;
    }

    @Override
    public RecordInbound open(Object match, RecordTransport transport) {
        showBean();
        Rule rule = ((Match) match).rule;
        RecordParser parser = ((Match) match).parser();
        if (parser == null) {
            rule.counters().connection();
            return null;
        }
        return new Inbound(transport, parser, ((Match) match).inbound);
    }

    private Match match(Rule rule) {
        Match match = matches.get(rule);
        if (match == null) {
            StreamDirection incoming = rule.accepts() ? StreamDirection.REQUESTS : StreamDirection.RESPONSES;
            matches.putIfAbsent(rule, new Match(rule, incoming));
            match = matches.get(rule);
        }
        return match;
    }

    private static InboundLimits limits(Rule rule) {
        return new InboundLimits(holdMode(rule), rule.holdLimit(), rule.stallNs(), rule.holdTimeNs());
    }

    private static HoldMode holdMode(Rule rule) {
        return switch (rule.hold()) {
            case "on" -> HoldMode.ON;
            case "off" -> HoldMode.OFF;
            default -> HoldMode.AUTO;
        };
    }

    @Override
    public int sharesFrom(Object match) {
        Rule rule = ((Match) match).rule;
        return rule.shares() ? SharedWrites.from(rule.sharesAlways()) : Integer.MAX_VALUE;
    }

    @Override
    public RecordSharing share(Object match, RecordTransport transport) {
        Rule rule = ((Match) match).rule;
        try {
            return new SharedWrites(transport, Sharing.RECENT, rule.counters(), rule.sharesAlways());
        } catch (RuntimeException | Error e) {
            Log.log().warn("large writes are not shared, rule={}", rule.text(), e);
            return null;
        }
    }

    @Override
    public void bound() {
        showBean();
    }

    /**
     * JMX takes long to load and initialises logging, which the application may want to do its own way. By the time that it
     * has opened a socket it has done so; and it does not wait for us.
     */
    private void showBean() {
        if (beanPending.get() && beanPending.compareAndSet(true, false)) {
            Thread thread = new Thread(null, new ShowBean(), "record-sockets-jmx", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            thread.start();
        }
    }

    private static final class ShowBean implements Runnable {
        @Override
        public void run() {
            try {
                new RecordSocketsBean(new EngineProvider()::status, RecordSockets.version()).register();
            } catch (RuntimeException | Error e) {
                Log.log().warn("MXBean not registered, counters are not shown over JMX", e);
            }
        }
    }

    @Override
    public void failed(String what, Throwable cause) {
        Log.log().warn("{} failed; the connection is plain TCP", what, cause);
    }
}
