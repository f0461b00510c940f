package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.backlog.BacklogReceiver;
import io.recordsockets.bench.backlog.BacklogSender;
import io.recordsockets.bench.link.Link;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sender on plain NIO, one on record sockets, and a process with all receivers, at the two ends of a slow link. The senders
 * take turns.
 *
 * <p><b>Threading:</b> one thread.
 */
final class BacklogProcesses implements AutoCloseable {
    /** The two senders. */
    enum Side {
        PLAIN,
        RECORDS
    }

    private final Link link;
    private final int lanes;
    private final int receiversPerLane;
    private final List<ChildProcess> senders = new ArrayList<>();
    private final List<List<String>> addresses = new ArrayList<>();
    private ChildProcess receivers;

    private BacklogProcesses(Link link, int lanes, int receiversPerLane) {
        this.link = link;
        this.lanes = lanes;
        this.receiversPerLane = receiversPerLane;
    }

    /** Makes the link and starts the processes at its ends. */
    static BacklogProcesses start(Setup setup, int lanes, int receiversPerLane)
            throws IOException, BenchException, InterruptedException {
        BacklogProcesses processes = new BacklogProcesses(Link.open(setup, lanes), lanes, receiversPerLane);
        try {
            setup.progress("link: " + processes.link.kind() + ", " + Link.BITS_PER_SECOND / 1_000_000 + " Mbit/s");
            processes.receivers = ChildProcess.start(processes
                    .link
                    .atReceivers(setup.load(BacklogReceiver.class))
                    .words());
            processes.receivers.awaitLine("ready");
            for (Side side : Side.values()) {
                processes.start(setup, side);
            }
            return processes;
        } catch (IOException | BenchException | RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    private void start(Setup setup, Side side) throws IOException, BenchException {
        int port = FreePort.find();
        // In a control run plain NIO stands in for records, which would not run without the agent's jar.
        boolean records = side == Side.RECORDS && !setup.isControl();
        JavaCommand command = setup.server(
                BacklogSender.class, records ? "records" : "plain", link.listenAddress(), Integer.toString(port));
        if (records) {
            command = setup.withAgent(command, "listen *:" + port + " length-field(offset=0,length=4)");
        }
        ChildProcess process = ChildProcess.start(link.atSender(command).words());
        senders.add(process);
        process.awaitLine("ready");
        List<String> all = new ArrayList<>();
        for (String address : link.addresses(port, lanes)) {
            for (int i = 0; i < receiversPerLane; i++) {
                all.add(address);
            }
        }
        addresses.add(all);
    }

    /** What the link is made of. */
    String linkKind() {
        return link.kind();
    }

    /** The process that sends. */
    ChildProcess sender(Side side) {
        return senders.get(side.ordinal());
    }

    /** The process that receives. */
    ChildProcess receivers() {
        return receivers;
    }

    /** Connects new receivers to a sender. */
    void connect(Side side) throws IOException {
        List<String> all = addresses.get(side.ordinal());
        sender(side).send("open " + all.size());
        receivers.ask("connect " + String.join(" ", all), "connected");
        sender(side).awaitLine("opened");
    }

    /** Drops the connections of the receivers, with whatever is on its way. */
    void disconnect(Side side) throws IOException {
        sender(side).ask("stop", "stopped");
        receivers.ask("disconnect", "disconnected");
        sender(side).ask("close", "closed");
    }

    @Override
    public void close() {
        senders.forEach(ChildProcess::close);
        if (receivers != null) {
            receivers.close();
        }
        link.close();
    }
}
