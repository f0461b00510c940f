package io.recordsockets.bench.server;

import java.util.HashMap;
import java.util.Map;

/**
 * What a server did between two moments, and its form as a line on the control pipe.
 *
 * @param wakeups returns of the select call
 * @param keys keys that were ready, over all wake-ups
 * @param reads read calls
 * @param records whole records
 * @param bytes bytes read
 * @param wallNs wall time in nanoseconds
 */
public record ServerStats(long wakeups, long keys, long reads, long records, long bytes, long wallNs) {
    /** What was done since the other, earlier moment. */
    public ServerStats since(ServerStats earlier) {
        return new ServerStats(
                wakeups - earlier.wakeups,
                keys - earlier.keys,
                reads - earlier.reads,
                records - earlier.records,
                bytes - earlier.bytes,
                wallNs - earlier.wallNs);
    }

    /** {@code name=value} pairs with a space between. */
    public String toLine() {
        return "wakeups=" + wakeups + " keys=" + keys + " reads=" + reads + " records=" + records + " bytes=" + bytes
                + " wall_ns=" + wallNs;
    }

    /**
     * Reads what {@link #toLine()} wrote.
     *
     * @throws IllegalArgumentException where a pair is missing or no number
     */
    public static ServerStats parse(String line) {
        Map<String, Long> pairs = new HashMap<>();
        for (String pair : line.trim().split(" ")) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not a name=value pair: pair=" + pair + " line=" + line);
            }
            pairs.put(pair.substring(0, equals), Long.parseLong(pair, equals + 1, pair.length(), 10));
        }
        return new ServerStats(
                value(pairs, "wakeups"),
                value(pairs, "keys"),
                value(pairs, "reads"),
                value(pairs, "records"),
                value(pairs, "bytes"),
                value(pairs, "wall_ns"));
    }

    private static long value(Map<String, Long> pairs, String name) {
        Long value = pairs.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a count is missing: name=" + name + " found=" + pairs.keySet());
        }
        return value;
    }
}
