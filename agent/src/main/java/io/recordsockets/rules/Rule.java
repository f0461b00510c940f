package io.recordsockets.rules;

import io.recordsockets.RecordFraming;
import io.recordsockets.framing.LateFraming;
import io.recordsockets.monitor.RuleCounters;
import java.net.InetSocketAddress;

/**
 * One rule: which connections it is for, their framing and their limits; and the counters of what happened under it.
 *
 * <p><b>Threading:</b> immutable but for the counters; any thread.
 */
public final class Rule {
    /** {@code hold-limit} where the rule has none: 1 MiB, in bytes. */
    public static final int DEFAULT_HOLD_LIMIT = 1 << 20;

    /** {@code hold-time} where the rule has none: 1 s, in nanoseconds. */
    public static final long DEFAULT_HOLD_TIME_NS = 1_000_000_000L;

    /** {@code stall} where the rule has none: 200 ms, in nanoseconds. */
    public static final long DEFAULT_STALL_NS = 200_000_000L;

    /** {@code hold} where the rule has none. */
    public static final String DEFAULT_HOLD = "auto";

    /** {@code share} where the rule has none. */
    public static final String DEFAULT_SHARE = "auto";

    private final String place;
    private final String text;
    private final boolean accepts;
    private final AddressPattern address;
    private final String addressText;
    private final String framingName;
    private final String framingText;
    private final RecordFraming framing;
    private final int holdLimit;
    private final long holdTimeNs;
    private final long stallNs;
    private final String hold;
    private final String share;

    /** Made when first asked for: their classes take a millisecond or two, which start-up does not have. */
    private volatile RuleCounters counters;

    Rule(String place, RuleParser parsed) {
        this.place = place;
        this.text = parsed.text();
        this.accepts = parsed.accepts;
        this.address = parsed.address;
        this.addressText = parsed.addressText;
        this.framingName = parsed.framingName;
        this.framingText = parsed.framingText;
        this.framing = parsed.framing;
        this.holdLimit = parsed.holdLimit;
        this.holdTimeNs = parsed.holdTimeNs;
        this.stallNs = parsed.stallNs;
        this.hold = parsed.hold;
        this.share = parsed.share;
    }

    /** Whether the rule is for connections that are accepted ({@code listen}); else for those that are made. */
    public boolean accepts() {
        return accepts;
    }

    /**
     * Whether the address is one of the rule's: the local address of an accepted connection, or the remote address of one
     * that is made.
     *
     * @return false for unresolved addresses
     */
    public boolean matches(InetSocketAddress address) {
        return matchesPort(address.getPort()) && !address.isUnresolved() && this.address.matchesHost(address);
    }

    /** Whether the port is one of the rule's. */
    public boolean matchesPort(int port) {
        return address.matchesPort(port);
    }

    /** Whether the rule is for every address, so that the port alone decides. */
    public boolean matchesEveryHost() {
        return address.matchesEveryHost();
    }

    /** Where the rule stands: {@code source:line}. */
    public String place() {
        return place;
    }

    /** The rule as in the file, with single spaces between its parts. */
    public String text() {
        return text;
    }

    /** The {@code HOST[/PREFIX]:PORT[-PORT]} as in the file. */
    public String addressText() {
        return addressText;
    }

    /** The framing; null for {@code none}: such a rule matches and frames nothing; see {@link #isPlain}. */
    public RecordFraming framing() {
        return framing;
    }

    /**
     * Why the framing was not found when the rule was read; null where it was. It is looked for when the first connection
     * matches, and connections are plain TCP where it is not found.
     */
    public String unknownFraming() {
        return framing instanceof LateFraming lateFraming ? lateFraming.problem() : null;
    }

    /** The name of the framing, without parameters. */
    public String framingName() {
        return framingName;
    }

    /** The framing with its parameters as in the file. */
    public String framingText() {
        return framingText;
    }

    /** How many bytes of a record are held at most, 1 to 2^30. Larger records are delivered in large steps. */
    public int holdLimit() {
        return holdLimit;
    }

    /** For how long a record is held at most, even while it makes progress, in nanoseconds. */
    public long holdTimeNs() {
        return holdTimeNs;
    }

    /** For how long a record is held without progress, in nanoseconds. */
    public long stallNs() {
        return stallNs;
    }

    /** Whether records are held until they are whole: {@code auto} for as long as it pays, {@code on} or {@code off}. */
    public String hold() {
        return hold;
    }

    /** Whether large writes share memory: {@code auto}, {@code on} or {@code off}. */
    public String share() {
        return share;
    }

    /** Whether large writes are looked at, to share the memory of those that repeat what went to another connection. */
    public boolean shares() {
        return framing == null ? sharesAlways() : !share.equals("off");
    }

    /** Whether they are looked at even where nothing is found ({@code share=on}). */
    public boolean sharesAlways() {
        return share.equals("on");
    }

    /** Whether connections are left to the JDK: the rule excepts them from later ones. */
    public boolean isPlain() {
        return framing == null && !shares();
    }

    /** What happened under the rule so far. */
    public RuleCounters counters() {
        RuleCounters counters = this.counters;
        return counters == null ? makeCounters() : counters;
    }

    private synchronized RuleCounters makeCounters() {
        if (counters == null) {
            counters = new RuleCounters();
        }
        return counters;
    }

    @Override
    public String toString() {
        return text;
    }
}
