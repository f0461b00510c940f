package io.recordsockets.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a scenario ran, as far as figures of one machine cannot be compared without it.
 *
 * @param jdk the version of the JDK that ran the servers under test
 * @param congestionControl what TCP uses here where a program does not choose: BBR paces what it sends by timers, also over
 *     loopback, so that records of 1 MiB take twice the time that they take with CUBIC
 */
public record Conditions(String jdk, String congestionControl) {
    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    /** Of this machine, with a JDK. */
    public static Conditions here(String jdk) throws IOException {
        boolean known = Files.isReadable(CONGESTION_CONTROL);
        return new Conditions(jdk, known ? Files.readString(CONGESTION_CONTROL).strip() : "unknown");
    }

    /** A part of a line for people. */
    public String describe() {
        return "JDK " + jdk + "; TCP congestion control " + congestionControl;
    }
}
