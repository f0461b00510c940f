package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.fanout.FanOutReceiver;
import io.recordsockets.bench.fanout.FanOutSender;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.ProcessCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a fan-out: a sender for each way of sending, on the core of the server under test, and one that holds all
 * receivers, on the core of the load.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FanOutProcesses implements AutoCloseable {
    /** Record sockets, with the agent. */
    static final Way RECORDS = new Way("records", "records", "length-field(offset=0,length=4)", 0);

    /** Plain NIO as it is. */
    static final Way PLAIN = new Way("plain", "plain", null, 0);

    /** The same program with the agent, which shares what goes to receivers that lag behind, by the default of a rule. */
    static final Way AGENT = new Way("agent", "plain", "length-field(offset=0,length=4)", 0);

    static final Way JEROMQ = new Way("jeromq", "jeromq", null, 0);

    private final ChildProcess receivers;
    private final List<Sender> senders = new ArrayList<>();

    /**
     * What is sent.
     *
     * @param window records that a receiver may be behind
     * @param refill records of the window that must be free again before more are sent
     */
    record Shape(int recordBytes, int receivers, int window, int refill) {}

    /** What one run of one sender came to. */
    record Run(long records, long wallNs, long cpuNs) {
        double perSecond() {
            return records * 1e9 / wallNs;
        }

        double cpuUs() {
            return cpuNs / 1e3 / records;
        }
    }

    /**
     * A way to send.
     *
     * @param name its name in the result
     * @param program the argument of {@link FanOutSender}
     * @param rule framing and options of the agent's rule; null without the agent
     * @param stalled how many receivers read nothing, besides those that keep up
     */
    record Way(String name, String program, String rule, int stalled) {
        /** A program without the agent. */
        static Way of(String program) {
            return new Way(program, program, null, 0);
        }
    }

    private static final class Sender {
        final Way way;
        final ChildProcess process;
        final int port;
        Path progress;
        long sent;

        Sender(Way way, ChildProcess process, int port) {
            this.way = way;
            this.process = process;
            this.port = port;
        }
    }

    private FanOutProcesses(ChildProcess receivers) {
        this.receivers = receivers;
    }

    /** Starts the receivers, and a sender for each way. */
    static FanOutProcesses start(Setup setup, List<Way> ways) throws IOException, BenchException {
        FanOutProcesses processes = new FanOutProcesses(
                ChildProcess.start(setup.load(FanOutReceiver.class).words()));
        try {
            processes.receivers.awaitLine("ready");
            for (Way way : ways) {
                processes.start(setup, way);
            }
            return processes;
        } catch (IOException | BenchException | RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    private void start(Setup setup, Way way) throws IOException, BenchException {
        int port = FreePort.find();
        // In a control run the plain way stands in for records, which would not run without the agent's jar.
        String program = way == RECORDS && setup.isControl() ? PLAIN.program() : way.program();
        JavaCommand command = setup.server(FanOutSender.class, program, Integer.toString(port))
                .with("-Dio.netty.leakDetection.level=disabled", "-XX:+AlwaysPreTouch");
        if (way.rule() != null) {
            command = setup.withAgent(command, "listen *:" + port + " " + way.rule());
        }
        ChildProcess process = ChildProcess.start(command.words());
        senders.add(new Sender(way, process, port));
        process.awaitLine("ready");
    }

    /** Connects the receivers of all senders. */
    void open(Shape shape) throws IOException {
        for (Sender sender : senders) {
            sender.progress = Files.createTempFile("fan-out", ".progress");
            sender.sent = 0;
            sender.process.send("open " + shape.receivers() + " " + shape.recordBytes() + " " + shape.window() + " "
                    + shape.refill() + " " + sender.progress);
            receivers.ask(
                    "connect " + sender.port + " " + shape.receivers() + " " + shape.recordBytes() + " "
                            + (sender.way == JEROMQ ? "zmtp" : "plain") + " " + sender.progress,
                    "connected");
            sender.process.awaitLine("opened");
        }
    }

    /** Connects the receivers of a sender that read nothing. */
    void stall(int side) throws IOException {
        Sender sender = senders.get(side);
        sender.process.send("more " + sender.way.stalled());
        receivers.ask("stall " + sender.port + " " + sender.way.stalled(), "stalled");
        sender.process.awaitLine("opened");
    }

    /** Sends so many records to every receiver, and waits until they have them. */
    Run run(int side, long records) throws IOException {
        Sender sender = senders.get(side);
        long cpuNs = ProcessCpu.nanos(sender.process.pid());
        long wallNs = Long.parseLong(sender.process.ask("run " + records, "ran "));
        sender.sent += records;
        return new Run(records, wallNs, ProcessCpu.nanos(sender.process.pid()) - cpuNs);
    }

    /** Compares what each receiver got with what was sent, and disconnects them. */
    void disconnect() throws IOException {
        for (Sender sender : senders) {
            receivers.ask("check " + sender.port + " " + sender.sent, "right");
            receivers.ask("disconnect " + sender.port, "disconnected");
            sender.process.ask("close", "closed");
            Files.delete(sender.progress);
        }
    }

    /** The process of a sender. */
    ChildProcess sender(int side) {
        return senders.get(side).process;
    }

    /** The process that holds all receivers. */
    ChildProcess receivers() {
        return receivers;
    }

    @Override
    public void close() {
        receivers.close();
        for (Sender sender : senders) {
            sender.process.close();
        }
    }
}
