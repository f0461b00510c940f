package io.recordsockets.it;

import java.util.List;

/**
 * What the same suite runs under: rules of the agent, and the payloads that the tests exchange.
 *
 * @param agent argument of the agent; null for the plain JDK, which is the control
 * @param payload what {@link io.recordsockets.it.contract.Payload} makes
 */
public record World(String name, String agent, String payload) {
    static final World PLAIN = new World("plain JDK", null, "bytes");
    static final World UNMATCHED = new World("no rule matches", "listen *:1 line;connect *:1 line", "bytes");
    static final World EACH_BYTE = new World("each byte a record", both("fixed(length=1) hold=on"), "bytes");
    static final World LENGTH_FIELD =
            new World("length field", both("length-field(offset=0,length=4) hold=on"), "length-field");
    static final World LINE = new World("lines", both("line"), "line");
    /** Bytes that are no records of their framing. */
    static final World UNFRAMED =
            new World("unframed bytes", both("length-field(offset=0,length=4) hold=on stall=200ms"), "bytes");

    static final List<World> ALL = List.of(PLAIN, UNMATCHED, EACH_BYTE, LENGTH_FIELD, LINE, UNFRAMED);

    /** The agent jar on the class path, without {@code -javaagent}. */
    public static final World LIBRARY = new World("class path alone", null, "length-field");

    /** What is accepted has the framing that the records of the tests have. */
    public static final World SENDING = listening("length-field(offset=0,length=4)");

    static World listening(String rule) {
        return new World("listen " + rule, "listen *:* " + rule, "length-field");
    }

    boolean library() {
        return this == LIBRARY;
    }

    boolean plain() {
        return agent == null;
    }

    private static String both(String framing) {
        return "listen *:* " + framing + ";connect *:* " + framing;
    }

    @Override
    public String toString() {
        return name;
    }
}
