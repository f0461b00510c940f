package io.recordsockets.bench.process;

import io.recordsockets.bench.server.ServerStats;
import java.io.IOException;

/**
 * A running {@link io.recordsockets.bench.server.RecordServer} and its control pipe.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class RecordServerProcess implements AutoCloseable {
    private final ChildProcess process;
    private final int port;
    private long cpuMarkNs;

    private RecordServerProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it listens. */
    public static RecordServerProcess start(JavaCommand command) throws IOException {
        ChildProcess process = ChildProcess.start(command.words());
        try {
            return new RecordServerProcess(process, Integer.parseInt(process.awaitLine("listening ")));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return port;
    }

    /** Its counts begin anew. */
    public void mark() throws IOException {
        process.send("mark");
        process.awaitLine("marked");
        cpuMarkNs = ProcessCpu.nanos(process.pid());
    }

    /** The CPU time of its process since the mark, in nanoseconds; exact where it is idle. */
    public long cpuNs() throws IOException {
        return ProcessCpu.nanos(process.pid()) - cpuMarkNs;
    }

    /** Its counts since the mark. */
    public ServerStats stats() throws IOException {
        process.send("stats");
        return ServerStats.parse(process.awaitLine("stats "));
    }

    /** Its counts since the mark, as soon as so many records are whole. */
    public ServerStats await(long records) throws IOException {
        process.send("await " + records);
        return ServerStats.parse(process.awaitLine("stats "));
    }

    @Override
    public void close() {
        process.close();
    }
}
