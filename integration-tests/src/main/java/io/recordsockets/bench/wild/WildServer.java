package io.recordsockets.bench.wild;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The program under test: reads what its peers send, and notes when it was given how much. It knows of no framing, and of no
 * record sockets. Arguments are rows, {@code NAME:MANNER:PORT}; it prints {@code listening} and then obeys, a command a line:
 *
 * <pre>
 * threads        answers "threads NAME=TID ...", the kernel's numbers of the threads
 * bytes NAME     answers "bytes N", read since the last log
 * open NAME      answers "open N", connections that are open
 * log NAME       answers a line for each {@link Arrival} since the last log, then "end"
 * dial NAME PORT connects; answers "dialled"
 * memory         collects garbage; answers "memory N", of heap and direct buffers
 * </pre>
 */
public final class WildServer {
    private final Map<String, ServedRow> rows = new LinkedHashMap<>();

    private WildServer() {}

    /** Serves until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        WildServer server = new WildServer();
        for (String argument : args) {
            String[] words = argument.split(":");
            Manner manner = Manner.of(words[1]);
            int port = Integer.parseInt(words[2]);
            server.rows.put(
                    words[0],
                    manner == Manner.POLL ? new PolledRow(words[0], port) : new SelectedRow(words[0], manner, port));
        }
        server.rows.values().forEach(ServedRow::start);
        System.out.println("listening");
        Commands.obey(server::obey);
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "threads" -> System.out.println(threads());
            case "bytes" -> System.out.println("bytes " + row(words[1]).log.bytes());
            case "open" -> System.out.println("open " + row(words[1]).open());
            case "log" -> {
                StringBuilder lines = new StringBuilder();
                row(words[1]).log.take().forEach(arrival -> lines.append(arrival.toLine())
                        .append('\n'));
                System.out.println(lines + "end");
            }
            case "dial" -> {
                row(words[1]).dial(Integer.parseInt(words[2]));
                System.out.println("dialled");
            }
            case "memory" -> System.out.println("memory " + memory());
            default -> throw new IllegalArgumentException("unknown command: command=" + words[0]);
        }
    }

    private ServedRow row(String name) {
        ServedRow row = rows.get(name);
        if (row == null) {
            throw new IllegalArgumentException("no such row: row=" + name);
        }
        return row;
    }

    private String threads() {
        StringBuilder line = new StringBuilder("threads");
        for (ServedRow row : rows.values()) {
            while (row.threadId() == 0) {
                Thread.onSpinWait();
            }
            line.append(' ').append(row.name()).append('=').append(row.threadId());
        }
        return line.toString();
    }

    private static long memory() {
        // Twice: what the first collection finds unreachable may hold direct memory, which the second one sees freed.
        System.gc();
        System.gc();
        long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            bytes += pool.getMemoryUsed();
        }
        return bytes;
    }
}
