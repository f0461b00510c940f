package io.recordsockets.bench.link;

import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces, one for each end, and a pair of virtual Ethernet devices for each lane. The sender's device has a
 * token bucket filter of 100 Mbit/s; the way back is free.
 *
 * <pre>
 * namespace rs-PID-s                  namespace rs-PID-r
 *   s0  10.213.0.1  --- tbf --->        r0  10.213.0.2
 *   s1  10.213.1.1  --- tbf --->        r1  10.213.1.2
 * </pre>
 *
 * <p>The names hold the number of this process, so that runs beside each other do not meet; the addresses are those of the
 * namespaces alone.
 */
final class NamespaceLink implements Link {
    /** A burst of two full segments of 64 KiB would be a link's worth of 10 ms; a small one keeps the pace even. */
    private static final String BURST = "64kb";
    /** What may wait in the filter; TCP keeps far less there, see tcp_limit_output_bytes. */
    private static final String LATENCY = "100ms";

    private final String sender;
    private final String receivers;
    private final Thread hook = new Thread(this::remove, "remove namespaces");

    private NamespaceLink() {
        String prefix = "rs-" + ProcessHandle.current().pid() + "-";
        sender = prefix + "s";
        receivers = prefix + "r";
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static NamespaceLink open(int lanes) throws IOException, InterruptedException {
        NamespaceLink link = new NamespaceLink();
        try {
            run("ip", "netns", "add", link.sender);
            run("ip", "netns", "add", link.receivers);
            for (int lane = 0; lane < lanes; lane++) {
                link.addLane(lane);
            }
            return link;
        } catch (IOException | InterruptedException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private void addLane(int lane) throws IOException, InterruptedException {
        String s = "s" + lane;
        String r = "r" + lane;
        run("ip", "link", "add", s, "netns", sender, "type", "veth", "peer", "name", r, "netns", receivers);
        up(sender, s, lane, 1);
        up(receivers, r, lane, 2);
        String rate = BITS_PER_SECOND + "bit";
        run(
                "tc", "-n", sender, "qdisc", "add", "dev", s, "root", "tbf", "rate", rate, "burst", BURST, "latency",
                LATENCY);
    }

    private static void up(String namespace, String device, int lane, int host)
            throws IOException, InterruptedException {
        run("ip", "-n", namespace, "addr", "add", "10.213." + lane + "." + host + "/30", "dev", device);
        run("ip", "-n", namespace, "link", "set", device, "up");
    }

    @Override
    public String kind() {
        return "netns-tbf";
    }

    @Override
    public JavaCommand atSender(JavaCommand command) {
        return inside(sender, command);
    }

    @Override
    public JavaCommand atReceivers(JavaCommand command) {
        return inside(receivers, command);
    }

    private static JavaCommand inside(String namespace, JavaCommand command) {
        List<String> prefix = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        prefix.addAll(command.prefix());
        return command.behind(prefix);
    }

    @Override
    public String listenAddress() {
        return "0.0.0.0";
    }

    @Override
    public List<String> addresses(int port, int lanes) {
        List<String> addresses = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            addresses.add("10.213." + lane + ".1:" + port);
        }
        return addresses;
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** The devices go with their namespaces, and those when the last process in them has ended. */
    private void remove() {
        for (String namespace : new String[] {sender, receivers}) {
            try {
                run("ip", "netns", "del", namespace);
            } catch (IOException e) {
                // it was never made, or is gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(
                    "command failed: command=" + String.join(" ", command) + " status=" + status + " says=" + output);
        }
    }
}
