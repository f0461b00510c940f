package io.recordsockets.bench.wild;

/**
 * What one read of the program under test found.
 *
 * @param port the port that tells the connection: of its two the one that nobody listens on
 * @param total bytes that the program has been given on the connection, this read included
 * @param atNs when, by the clock of {@link System#nanoTime()}, which all processes of a Linux machine share
 */
public record Arrival(int port, long total, long atNs) {
    String toLine() {
        return port + " " + total + " " + atNs;
    }

    static Arrival parse(String line) {
        String[] words = line.split(" ");
        return new Arrival(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
