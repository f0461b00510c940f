package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One run of the demonstration: a node and its subscribers in this process, over the loopback interface.
 *
 * <p><b>Threading:</b> one thread.
 */
final class DemoRun {
    /** For what is under way when the last message is published. */
    private static final int SETTLE_MS = 300;

    /** As long as fast subscribers lack votes, as on a busy machine. */
    private static final int MAX_SETTLE_MS = 3_000;

    private static final int CONNECT_MS = 10_000;
    private static final double NS_PER_S = 1e9;

    private final boolean plain;
    private final Workload workload;
    private final Crowd crowd;
    private final Tally fast = new Tally();
    private final Tally slow = new Tally();
    private final Tally stalled = new Tally();

    private long mostQueuedBytes;

    /**
     * Who subscribes.
     *
     * @param fast how many read as fast as they can
     * @param slow how many read {@code slowRate} bytes a second
     * @param stalled how many read one record
     * @param linkRate bytes a second of the link before each; 0 for none
     */
    record Crowd(int fast, int slow, int stalled, long slowRate, long linkRate) {
        int size() {
            return fast + slow + stalled;
        }
    }

    /**
     * What came of it.
     *
     * @param crowd who subscribed
     * @param seconds for which messages were published
     * @param published votes
     * @param fast what the fast subscribers got
     * @param slow what the slow ones got
     * @param stalled what the stalled ones got
     * @param figures of the publisher, at the end
     * @param mostQueuedBytes at any moment, over all subscribers
     * @param cpu seconds of CPU per second, of this process without the subscribers and the relay
     * @param failure why the publisher ended; null if it did not
     */
    record Outcome(
            Crowd crowd,
            double seconds,
            long published,
            Tally fast,
            Tally slow,
            Tally stalled,
            Publisher.Figures figures,
            long mostQueuedBytes,
            double cpu,
            String failure) {
        Tally.Sums total() {
            return fast.sums().plus(slow.sums()).plus(stalled.sums());
        }
    }

    DemoRun(boolean plain, Workload workload, Crowd crowd) {
        this.plain = plain;
        this.workload = workload;
        this.crowd = crowd;
    }

    /**
     * Publishes for so long.
     *
     * @param progress told how it goes; null for nobody
     * @return null where the program was told to end before
     */
    Outcome run(Duration duration, ProgressLine progress, Interrupt interrupt)
            throws IOException, InterruptedException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Node node = new Node(anyPort, workload, plain);
                Relay relay = crowd.linkRate == 0 ? null : Relay.start(node.address(), crowd.linkRate)) {
            SocketAddress address = relay == null ? node.address() : relay.address();
            // Closed before the node is: what is still queued for those who do not read is not waited for.
            try (Subscribers subscribers = Subscribers.connect(address, manners())) {
                awaitAll(node);
                return run(
                        node,
                        duration,
                        progress,
                        interrupt,
                        subscribers.thread(),
                        relay == null ? null : relay.thread());
            }
        }
    }

    private List<Subscribers.Manner> manners() {
        List<Subscribers.Manner> manners = new ArrayList<>();
        manners.addAll(Collections.nCopies(crowd.fast, new Subscribers.Manner(fast, 0, false)));
        manners.addAll(Collections.nCopies(crowd.slow, new Subscribers.Manner(slow, crowd.slowRate, false)));
        manners.addAll(Collections.nCopies(crowd.stalled, new Subscribers.Manner(stalled, 0, true)));
        return manners;
    }

    private void awaitAll(Node node) throws IOException, InterruptedException {
        for (int ms = 0; node.publisher().figures().subscribers() < crowd.size(); ms++) {
            if (ms == CONNECT_MS) {
                throw new IOException("subscribers do not come through to the node: connected="
                        + node.publisher().figures().subscribers() + ", expected=" + crowd.size());
            }
            Thread.sleep(1);
        }
    }

    private Outcome run(
            Node node, Duration duration, ProgressLine progress, Interrupt interrupt, Thread subscribers, Thread relay)
            throws InterruptedException {
        long cpuNs = nodeCpuNs(subscribers, relay);
        Ticker ticker = new Ticker(duration);
        node.publish();
        int stepMs = progress == null ? Integer.MAX_VALUE : progress.tickMs();
        long bytes = 0;
        while (ticker.tick(interrupt, stepMs) && node.chain().failure() == null) {
            long received = fast.sums().plus(slow.sums()).plus(stalled.sums()).bytes();
            if (progress != null) {
                progress.show(progress(ticker, node.publisher().figures(), received - bytes));
            }
            bytes = received;
        }
        if (interrupt.await(0)) {
            return null;
        }
        Publisher.Figures figures = figures(node);
        node.stop();
        double seconds = ticker.seconds();
        double cpu = (nodeCpuNs(subscribers, relay) - cpuNs) / NS_PER_S / seconds;
        settle(node, interrupt);
        return new Outcome(
                crowd,
                seconds,
                node.chain().votes(),
                fast,
                slow,
                stalled,
                figures,
                mostQueuedBytes,
                cpu,
                node.chain().failure());
    }

    private void settle(Node node, Interrupt interrupt) throws InterruptedException {
        long votes = (long) crowd.fast * node.chain().votes();
        boolean over = interrupt.await(SETTLE_MS);
        for (int ms = SETTLE_MS; !over && fast.sums().votes() < votes && ms < MAX_SETTLE_MS; ms += 10) {
            over = interrupt.await(10);
        }
    }

    private Publisher.Figures figures(Node node) {
        Publisher.Figures figures = node.publisher().figures();
        mostQueuedBytes = Math.max(mostQueuedBytes, figures.queuedBytes());
        return figures;
    }

    private static long nodeCpuNs(Thread subscribers, Thread relay) {
        return CpuClock.processNs() - CpuClock.threadNs(subscribers) - CpuClock.threadNs(relay);
    }

    private String progress(Ticker ticker, Publisher.Figures figures, long bytes) {
        mostQueuedBytes = Math.max(mostQueuedBytes, figures.queuedBytes());
        return String.format(
                "%-7s %2.0f s: %s/s, queued %s, unsent %s, votes p99 %s, slow %s",
                plain ? "plain" : "records",
                ticker.seconds(),
                Quantities.textOfBytes(bytes / ticker.stepSeconds()),
                Quantities.textOfBytes(figures.queuedBytes()),
                Quantities.textOfBytes(figures.unsentBytes()),
                Quantities.textOfTime(fast.recentVotes.takePercentile(0.99)),
                Quantities.textOfTime(slow.recentVotes.takePercentile(0.99)));
    }
}
