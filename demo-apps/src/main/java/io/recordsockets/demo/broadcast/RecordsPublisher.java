package io.recordsockets.demo.broadcast;

import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendingStatistics;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Publishes with the records API: votes overtake blocks, and blocks that nobody needs any more are taken back. */
final class RecordsPublisher implements Publisher {
    private static final SendOptions URGENT = SendOptions.ofUrgency(SendOptions.MOST_URGENT);

    private final RecordGroup subscribers = RecordGroup.create();
    private final SendOptions blocks;
    private final SocketPolicy policy;

    private final SendingStatistics before = RecordSockets.status().sending();
    private final Latencies urgentLatencies = new Latencies();
    private final LongAdder disconnected = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder unsentBytes = new LongAdder();
    private volatile int blockLength;
    private volatile boolean closing;

    RecordsPublisher(Workload workload) {
        blocks = SendOptions.ofUrgency(5).withLifetime(workload.lifetime());
        policy = SocketPolicy.DEFAULT
                .withLimits(workload.limitBytes(), Integer.MAX_VALUE)
                .withOverflow(Overflow.DISCONNECT)
                .withDrainTimeout(Duration.ofMillis(DRAIN_MS));
    }

    @Override
    public void subscribe(SocketChannel channel) throws IOException {
        RecordSocket subscriber = RecordSocket.attach(channel);
        subscriber.policy(policy);
        subscribers.add(subscriber);
        subscriber.closed().whenComplete((nothing, failure) -> {
            if (!closing) {
                disconnected.increment();
            }
        });
    }

    @Override
    public void urgent(Message message) {
        try (RecordHandle record = RecordHandle.wrap(message.bytes())) {
            subscribers.sendTracked(record, URGENT).ended().thenAccept(this::count);
        }
    }

    @Override
    public Published block(Message block) {
        blockLength = block.length();
        // What is queued keeps the bytes, and a closed handle can still take them back.
        try (RecordHandle record = RecordHandle.wrap(block.bytes())) {
            subscribers.send(record, blocks);
            return () -> count(record.unsend(), record.length());
        }
    }

    private void count(UnsendResult result, long length) {
        unsent.add(result.unsent().size());
        started.add(result.started().size());
        unsentBytes.add(result.unsent().size() * length);
    }

    private void count(SendReceipt receipt) {
        for (int i = 0; i < receipt.receivers(); i++) {
            if (receipt.state(i) == RecordState.SENT) {
                urgentLatencies.add(receipt.endedAfter(i).toNanos());
            }
        }
    }

    @Override
    public Figures figures() {
        SendingStatistics now = RecordSockets.status().sending();
        long queuedBytes = 0;
        long mostQueuedBytes = 0;
        for (RecordSocket subscriber : subscribers.members()) {
            long bytes = subscriber.backlog().bytes();
            queuedBytes += bytes;
            mostQueuedBytes = Math.max(mostQueuedBytes, bytes);
        }
        // Blocks alone have a lifetime.
        long expiredBytes = (now.expired() - before.expired()) * blockLength;
        return new Figures(
                subscribers.size(),
                disconnected.sum(),
                queuedBytes,
                mostQueuedBytes,
                now.sent() - before.sent(),
                now.writes() - before.writes(),
                unsent.sum(),
                started.sum(),
                unsentBytes.sum() + expiredBytes);
    }

    @Override
    public Latencies urgentLatencies() {
        return urgentLatencies;
    }

    @Override
    public void close() {
        closing = true;
        CompletableFuture<?>[] closed = subscribers.members().stream()
                .map(subscriber -> {
                    subscriber.close();
                    return subscriber.closed().toCompletableFuture().exceptionally(failure -> null);
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(closed)
                .completeOnTimeout(null, 2 * DRAIN_MS, TimeUnit.MILLISECONDS)
                .join();
    }
}
