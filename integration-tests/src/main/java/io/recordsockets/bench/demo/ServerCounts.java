package io.recordsockets.bench.demo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The counts of the demo server, asked for with its own {@code stats} command over a connection of their own. The
 * command costs the server one wake-up, one read and one request itself, which {@link Counts#since(Counts)} takes
 * off.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ServerCounts implements AutoCloseable {
    private static final String STAT = "STAT ";
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;
    private final BufferedReader answers;

    /** What the server did. */
    public record Counts(long wakeups, long reads, long requests) {
        /** What it did since then, without the command that asks. */
        public Counts since(Counts earlier) {
            return new Counts(
                    wakeups - earlier.wakeups - 1, reads - earlier.reads - 1, requests - earlier.requests - 1);
        }
    }

    /** Connects to a server on the loopback address. */
    public ServerCounts(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The counts as of now. */
    public Counts ask() throws IOException {
        socket.getOutputStream().write("stats\r\n".getBytes(StandardCharsets.US_ASCII));
        Map<String, String> stats = new HashMap<>();
        for (String line = answers.readLine(); !"END".equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new EOFException("server closed the connection instead of its stats");
            }
            String[] words = line.split(" ", 3);
            if (line.startsWith(STAT) && words.length == 3) {
                stats.put(words[1], words[2]);
            }
        }
        return new Counts(value(stats, "event_loop_wakeups"), value(stats, "reads"), value(stats, "requests"));
    }

    private static long value(Map<String, String> stats, String name) throws IOException {
        String value = stats.get(name);
        if (value == null) {
            throw new IOException("the server's stats lack a count: name=" + name + " found=" + stats.keySet());
        }
        return Long.parseLong(value);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
