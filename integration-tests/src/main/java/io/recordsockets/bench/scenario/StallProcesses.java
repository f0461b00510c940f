package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.MemoryProbe;
import io.recordsockets.bench.process.ProcessCpu;
import io.recordsockets.bench.process.SocketQueues;
import io.recordsockets.bench.stall.StalledReceiver;
import io.recordsockets.bench.stall.StalledSender;
import java.io.IOException;

/**
 * A process that holds receivers which read nothing, on the core of the load, and for each broadcast a new process that sends
 * it, on the core of the server under test.
 *
 * <p><b>Threading:</b> one thread.
 */
final class StallProcesses implements AutoCloseable {
    /** Some way must be left to the kernel for ends of connections that come late. */
    private static final long MEMORY_BACK_BYTES = 8 << 20;

    private static final int WARM_UP_RECEIVERS = 16;
    private static final long WARM_UP_BYTES = 512 << 20;
    private static final int WARM_UP_ROUNDS = 400;

    /** The sender is done when it has used less than a hundredth of a core for a while. */
    private static final long QUIET_MS = 40;

    private static final int QUIET_LOOKS = 3;
    private static final int MOST_LOOKS = 100;

    private final Setup setup;
    private final ChildProcess receivers;
    private long seed;

    /**
     * A way to send.
     *
     * @param program the argument of {@link StalledSender}
     */
    record Way(String program, boolean withAgent) {}

    /**
     * What is sent.
     *
     * @param sendBufferBytes SO_SNDBUF at the sender; 0 leaves it to the kernel
     * @param receiveBufferBytes SO_RCVBUF at the receivers; 0 leaves it to the kernel
     * @param checked receivers that read and compare all of the record in the end
     */
    record Shape(
            String buffers, int recordBytes, int receivers, int sendBufferBytes, int receiveBufferBytes, int checked) {}

    /**
     * What one broadcast came to.
     *
     * @param cpuNs CPU time of the sender's process without the compiler
     * @param takenBytes memory of the machine: socket queues, files in memory, direct buffers
     * @param heapBytes what the heap of the sender holds, after a collection
     * @param directBytes of the JDK's direct buffers at the sender, part of the memory of the machine
     * @param tookBytes what the kernel took of the record, over all receivers
     * @param isStill whether the machine was at rest before and after
     */
    record Run(long cpuNs, long takenBytes, long heapBytes, long directBytes, long tookBytes, boolean isStill) {
        /** Kernel, direct memory and heap together. */
        long memoryBytes() {
            return takenBytes + heapBytes;
        }
    }

    private StallProcesses(Setup setup, ChildProcess receivers) {
        this.setup = setup;
        this.receivers = receivers;
    }

    /** Starts the receivers. */
    static StallProcesses start(Setup setup) throws IOException {
        StallProcesses processes = new StallProcesses(
                setup, ChildProcess.start(setup.load(StalledReceiver.class).words()));
        try {
            processes.receivers.awaitLine("ready");
            return processes;
        } catch (IOException | RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    /** One broadcast by a new sender; returns when its memory is back. */
    Run run(Way way, Shape shape) throws IOException, BenchException, InterruptedException {
        MemoryProbe.Reading before = new MemoryProbe(receivers.pid()).settled();
        Run run = measure(way, shape);
        new MemoryProbe(receivers.pid()).settledBelow(before.bytes() + MEMORY_BACK_BYTES);
        return run;
    }

    private Run measure(Way way, Shape shape) throws IOException, BenchException, InterruptedException {
        int port = FreePort.find();
        JavaCommand command = setup.server(StalledSender.class, way.program(), Integer.toString(port))
                .with("-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=4g", "-Dio.netty.leakDetection.level=disabled");
        if (way.withAgent()) {
            command = setup.withAgent(command, "listen *:" + port + " none share=on");
        }
        try (ChildProcess sender = ChildProcess.start(command.words())) {
            sender.awaitLine("ready");
            warmUp(sender, port, shape);
            Run run = broadcast(sender, port, shape);
            receivers.ask("disconnect", "disconnected");
            sender.ask("close", "closed");
            return run;
        }
    }

    /** A few receivers, again and again; what one takes is read before the next. */
    private void warmUp(ChildProcess sender, int port, Shape shape) throws IOException {
        // tiny windows take long to drain
        connect(sender, port, WARM_UP_RECEIVERS, shape.sendBufferBytes(), 0);
        long rounds = Math.min(WARM_UP_ROUNDS, WARM_UP_BYTES / WARM_UP_RECEIVERS / shape.recordBytes());
        for (long i = 0; i < rounds; i++) {
            String crc = sender.ask("broadcast " + shape.recordBytes() + " " + seed++, "sent ");
            receivers.ask("drain " + shape.recordBytes() + " " + crc + " " + WARM_UP_RECEIVERS, "drained");
        }
        receivers.ask("disconnect", "disconnected");
        sender.ask("close", "closed");
    }

    private void connect(ChildProcess sender, int port, int count, int sendBufferBytes, int receiveBufferBytes)
            throws IOException {
        sender.send("open " + count + " " + sendBufferBytes);
        receivers.ask("connect " + port + " " + count + " " + receiveBufferBytes, "connected");
        sender.awaitLine("opened");
    }

    private Run broadcast(ChildProcess sender, int port, Shape shape) throws IOException, InterruptedException {
        connect(sender, port, shape.receivers(), shape.sendBufferBytes(), shape.receiveBufferBytes());
        MemoryProbe probe = new MemoryProbe(receivers.pid(), sender.pid());
        String[] memory = sender.ask("memory", "memory ").split(" ");
        MemoryProbe.Reading before = probe.settled();
        long cpuNs = quietCpuNs(sender.pid());
        String crc = sender.ask("broadcast " + shape.recordBytes() + " " + seed++, "sent ");
        cpuNs = quietCpuNs(sender.pid()) - cpuNs;
        long tookBytes = SocketQueues.bytes(port);
        String[] memoryAfter = sender.ask("memory", "memory ").split(" ");
        MemoryProbe.Reading after = probe.settled();
        receivers.ask("drain " + shape.recordBytes() + " " + crc + " " + shape.checked(), "drained");
        return new Run(
                cpuNs,
                after.bytes() - before.bytes(),
                Long.parseLong(memoryAfter[0]) - Long.parseLong(memory[0]),
                Long.parseLong(memoryAfter[1]) - Long.parseLong(memory[1]),
                tookBytes,
                before.isStill() && after.isStill());
    }

    /** The CPU time of a process when it has nothing more to do: threads may go on after the answer. */
    static long quietCpuNs(long pid) throws IOException, InterruptedException {
        long last = ProcessCpu.nanosWithoutCompiler(pid);
        int quiet = 0;
        for (int look = 0; look < MOST_LOOKS && quiet < QUIET_LOOKS; look++) {
            Thread.sleep(QUIET_MS);
            long now = ProcessCpu.nanosWithoutCompiler(pid);
            boolean isQuiet = now - last < QUIET_MS * 1_000_000 / 100 && ProcessCpu.isAsleep(pid);
            quiet = isQuiet ? quiet + 1 : 0;
            last = now;
        }
        return last;
    }

    @Override
    public void close() {
        receivers.close();
    }
}
