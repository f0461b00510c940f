package io.recordsockets.bench.wild;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each message of one row took, from the begin of the write of its last byte to the end of the read that gave this
 * byte to the program.
 *
 * <p>Immutable.
 */
public final class Delays {
    /** The delay of a message that the program was never given. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST_IN = 4;

    private final List<Message> messages;
    private final long[] ns;

    private Delays(List<Message> messages, long[] ns) {
        this.messages = messages;
        this.ns = ns;
    }

    /** Joins what was sent, in order of time, with what was read. */
    public static Delays of(List<Message> messages, List<Arrival> arrivals) {
        Map<Integer, List<Arrival>> byPort = new HashMap<>();
        for (Arrival arrival : arrivals) {
            byPort.computeIfAbsent(arrival.port(), port -> new java.util.ArrayList<>())
                    .add(arrival);
        }
        Map<Integer, Integer> next = new HashMap<>();
        long[] ns = new long[messages.size()];
        for (int i = 0; i < ns.length; i++) {
            Message message = messages.get(i);
            List<Arrival> reads = byPort.getOrDefault(message.port(), List.of());
            int at = next.getOrDefault(message.port(), 0);
            while (at < reads.size() && reads.get(at).total() < message.end()) {
                at++;
            }
            next.put(message.port(), at);
            ns[i] = at < reads.size() ? reads.get(at).atNs() - message.sentNs() : NEVER;
        }
        return new Delays(List.copyOf(messages), ns);
    }

    /** How many messages there are. */
    public int count() {
        return ns.length;
    }

    /** Messages that the program was never given. */
    public int missing() {
        return (int) Arrays.stream(ns).filter(delay -> delay == NEVER).count();
    }

    /** The delay that so many percent did not exceed, behind the first quarter, in which the agent may learn. */
    public double settledMs(double percent) {
        return percentileMs(Arrays.copyOfRange(ns, ns.length / FIRST_IN, ns.length), percent);
    }

    /** The delay that so many percent of all messages did not exceed. */
    public double percentileMs(double percent) {
        return percentileMs(ns, percent);
    }

    /** How many messages took longer than this, on the connection that has most of them. */
    public int laterOnOneConnection(double limitMs) {
        Map<Integer, Integer> late = new HashMap<>();
        for (int i = 0; i < ns.length; i++) {
            if (ns[i] > limitMs * 1e6) {
                late.merge(messages.get(i).port(), 1, Integer::sum);
            }
        }
        return late.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** How many messages took longer than this, on all connections. */
    public int later(double limitMs) {
        return (int) Arrays.stream(ns).filter(delay -> delay > limitMs * 1e6).count();
    }

    private static double percentileMs(long[] delays, double percent) {
        long[] given =
                Arrays.stream(delays).filter(delay -> delay != NEVER).sorted().toArray();
        if (given.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(percent / 100 * given.length) - 1;
        return given[Math.max(0, index)] / 1e6;
    }
}
