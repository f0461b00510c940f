package io.recordsockets.bench.wild;

import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.ProcessCpu;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A running {@link WildServer} and its control pipe.
 *
 * <p><b>Threading:</b> any; one command at a time, under the lock of the object.
 */
public final class WildProcess implements AutoCloseable {
    private final ChildProcess process;
    private final Map<String, Integer> ports;
    private final Map<String, Long> threads = new HashMap<>();

    private WildProcess(ChildProcess process, Map<String, Integer> ports) {
        this.process = process;
        this.ports = Map.copyOf(ports);
    }

    /** Starts it and waits until it serves all rows. */
    public static WildProcess start(List<String> command, Map<String, Integer> ports) throws IOException {
        ChildProcess process = ChildProcess.start(command);
        try {
            process.awaitLine("listening");
            WildProcess started = new WildProcess(process, ports);
            for (String word : process.ask("threads", "threads ").split(" ")) {
                int equals = word.indexOf('=');
                started.threads.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
            }
            return started;
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where a row listens, or is listened for. */
    public int port(String row) {
        return ports.get(row);
    }

    /** The kernel's number of the thread of a row. */
    public long thread(String row) {
        return threads.get(row);
    }

    /** CPU time of the thread of a row so far, in nanoseconds. */
    public long cpuNs(String row) throws IOException {
        return ProcessCpu.threadNanos(thread(row));
    }

    /** Bytes that the row has read since its log was taken. */
    public synchronized long bytes(String row) throws IOException {
        return Long.parseLong(process.ask("bytes " + row, "bytes "));
    }

    /** What the row has read since the last call. */
    public synchronized List<Arrival> log(String row) throws IOException {
        process.send("log " + row);
        return process.linesUntil("end").stream().map(Arrival::parse).toList();
    }

    /** Lets the row connect. */
    synchronized void dial(String row, int port) throws IOException {
        process.ask("dial " + row + " " + port, "dialled");
    }

    /** Heap after a collection and direct buffers, in bytes. */
    public synchronized long memoryBytes() throws IOException {
        return Long.parseLong(process.ask("memory", "memory "));
    }

    /** Waits until a row has read so much, or so many milliseconds have passed; answers what it has read. */
    public long awaitBytes(String row, long wanted, long limitMs) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + limitMs * 1_000_000;
        long read = bytes(row);
        while (read < wanted && System.nanoTime() - endNs < 0) {
            Thread.sleep(5);
            read = bytes(row);
        }
        return read;
    }

    /** Waits until the row has closed all its connections, or half a second has passed. */
    public synchronized void awaitClosed(String row) throws IOException, InterruptedException {
        for (int i = 0; i < 100 && !process.ask("open " + row, "open ").equals("0"); i++) {
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
