package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes on plain NIO, as it is usually done: a queue of buffers for each subscriber, written to at once while the socket
 * takes it, and otherwise by one thread with a selector. Nothing overtakes, and what is queued is sent. This class and {@link
 * PlainSubscriber} use nothing of Record Sockets, so that they are an unmodified application to the agent.
 */
final class PlainPublisher implements Publisher {
    private static final long POLL_NS = 1_000_000;

    private final Selector selector = Selector.open();
    private final List<PlainSubscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "plain-writer");
    private final long limitBytes;
    private final Counters counters = new Counters();
    private volatile boolean closed;

    /** What the subscribers count, together. */
    static final class Counters {
        final Latencies urgentLatencies = new Latencies();
        final LongAdder disconnected = new LongAdder();
        final LongAdder sentRecords = new LongAdder();
        final LongAdder writes = new LongAdder();
        final LongAdder retractedLate = new LongAdder();
    }

    PlainPublisher(Workload workload) throws IOException {
        limitBytes = workload.limitBytes();
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void subscribe(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        PlainSubscriber subscriber = new PlainSubscriber(key, limitBytes, counters, subscribers::remove);
        key.attach(subscriber);
        subscribers.add(subscriber);
        // A select under way does not see the new key.
        selector.wakeup();
    }

    @Override
    public void urgent(Message message) {
        publish(message);
    }

    @Override
    public Published block(Message block) {
        publish(block);
        return () -> {
            for (PlainSubscriber subscriber : subscribers) {
                if (subscriber.hasQueued(block)) {
                    counters.retractedLate.increment();
                }
            }
        };
    }

    private void publish(Message message) {
        long nowNs = System.nanoTime();
        for (PlainSubscriber subscriber : subscribers) {
            subscriber.send(message, nowNs);
        }
    }

    private void run() {
        ByteBuffer ignored = ByteBuffer.allocateDirect(1 << 10);
        try {
            while (!closed) {
                selector.select(key -> {
                    if (key.attachment() instanceof PlainSubscriber subscriber) {
                        subscriber.ready(ignored.clear());
                    }
                });
            }
        } catch (IOException e) {
            System.err.println("broadcast: plain publisher ends: " + e);
        }
    }

    @Override
    public Figures figures() {
        long queuedBytes = 0;
        long mostQueuedBytes = 0;
        for (PlainSubscriber subscriber : subscribers) {
            long bytes = subscriber.queuedBytes();
            queuedBytes += bytes;
            mostQueuedBytes = Math.max(mostQueuedBytes, bytes);
        }
        return new Figures(
                subscribers.size(),
                counters.disconnected.sum(),
                queuedBytes,
                mostQueuedBytes,
                counters.sentRecords.sum(),
                counters.writes.sum(),
                0,
                counters.retractedLate.sum(),
                0);
    }

    @Override
    public Latencies urgentLatencies() {
        return counters.urgentLatencies;
    }

    @Override
    public void close() {
        long endNs = System.nanoTime() + DRAIN_MS * 1_000_000;
        while (figures().queuedBytes() > 0 && System.nanoTime() < endNs) {
            LockSupport.parkNanos(POLL_NS);
        }
        closed = true;
        selector.wakeup();
        Threads.join(thread);
        subscribers.forEach(PlainSubscriber::close);
        try {
            selector.close();
        } catch (IOException e) {
            // nothing is left that it could select
        }
    }
}
