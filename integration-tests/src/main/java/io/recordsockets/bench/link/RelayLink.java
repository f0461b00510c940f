package io.recordsockets.bench.link;

import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process between sender and receivers that hands on bytes at the rate of the link, on the core of the load. */
final class RelayLink implements Link {
    private final Setup setup;
    private final List<ChildProcess> relays = new ArrayList<>();

    RelayLink(Setup setup) {
        this.setup = setup;
    }

    @Override
    public String kind() {
        return "relay";
    }

    @Override
    public JavaCommand atSender(JavaCommand command) {
        return command;
    }

    @Override
    public JavaCommand atReceivers(JavaCommand command) {
        return command;
    }

    @Override
    public String listenAddress() {
        return "127.0.0.1";
    }

    @Override
    public List<String> addresses(int port, int lanes) throws IOException {
        ChildProcess relay = ChildProcess.start(setup.load(
                        PacingRelay.class,
                        Integer.toString(port),
                        Integer.toString(lanes),
                        Long.toString(BITS_PER_SECOND))
                .words());
        relays.add(relay);
        List<String> addresses = new ArrayList<>();
        for (String relayPort : relay.awaitLine("listening ").split(" ")) {
            addresses.add("127.0.0.1:" + relayPort);
        }
        return addresses;
    }

    @Override
    public void close() {
        relays.forEach(ChildProcess::close);
    }
}
