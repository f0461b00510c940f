package io.recordsockets.demo.broadcast;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What the command line says, option by option. {@link Command} reads it. */
final class Settings {
    private final Map<Option, Object> values;

    Settings(Map<Option, Object> values) {
        this.values = values;
    }

    /** Whether the option was given, or has a default. */
    boolean has(Option option) {
        return values.containsKey(option);
    }

    int count(Option option) {
        return (Integer) values.get(option);
    }

    double frequency(Option option) {
        return (Double) values.get(option);
    }

    /** In bytes, or bytes a second; 0 where the option was not given. */
    long bytes(Option option) {
        return has(option) ? (Long) values.get(option) : 0;
    }

    /** Null where the option was not given. */
    Duration duration(Option option) {
        return (Duration) values.get(option);
    }

    InetSocketAddress address(Option option) {
        return (InetSocketAddress) values.get(option);
    }

    /** What is to be published. */
    Workload workload() {
        return new Workload(
                (int) bytes(Option.BLOCK),
                frequency(Option.BLOCK_RATE),
                frequency(Option.VOTE_RATE),
                count(Option.RETRACT),
                duration(Option.RETRACT_AFTER),
                duration(Option.LIFETIME),
                bytes(Option.LIMIT),
                (Path) values.get(Option.FILE));
    }
}
