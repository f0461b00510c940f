package io.recordsockets.outbound;

import io.recordsockets.QueuePolicy;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.SendingStatistics;
import io.recordsockets.os.KernelOptions;
import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.StreamDirection;
import io.recordsockets.store.SharedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The sending side of this JVM: makes handles, record sockets and groups, and carries a send to its receivers.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SendEngine {
    /** Batches that are kept for the next write; a thread makes its own where none is left. */
    private static final int KEPT_BATCHES = 8;

    /** After so long another thread is tried to be made. */
    private static final long NO_THREAD_PAUSE_NS = 100_000_000;

    private final RecordMemory memory = new RecordMemory();
    private final LeakWatch leaks = new LeakWatch();
    private final ArrayBlockingQueue<WriteBatch> batches = new ArrayBlockingQueue<>(KEPT_BATCHES);

    /** The batch that was given back last: where one thread writes, it goes without a lock. */
    private final AtomicReference<WriteBatch> lastBatch = new AtomicReference<>();

    private final ConcurrentHashMap<SocketChannel, Connection> connections = new ConcurrentHashMap<>();
    private final SendTally closedTally = new SendTally();
    private final TransportFinder transports;
    private final QueuePolicy policy;
    private final Supplier<SharedStore> store;
    private final Supplier<WriteBatch> batchMaker;
    private final Executor closing;
    private final JvmEnd jvmEnd;

    /** Connections that are over, and their channels not closed. */
    private final AtomicInteger closesUnderWay = new AtomicInteger();

    private final boolean checksRecords;

    /** There is a batch, here or in use, however little memory there is: it is made with the first record socket. */
    private volatile boolean hasBatch;

    /** Starts with the first record socket. */
    private volatile Flusher flusher;

    /** What lies under a channel, and what the agent knows about it. */
    public interface TransportFinder {
        /** The channel as the engine is to use it; null for any other channel than those of the agent. */
        Transport transport(SocketChannel channel);

        /** The framing of the rule that matches a channel; null where there is none. */
        Framer framer(SocketChannel channel);
    }

    /**
     * Makes an engine, which starts nothing before it is used.
     *
     * @param transports null where there is no agent
     * @param policy of record sockets that are given none
     * @param store asked for with the first large record to receivers that lag behind; answers null where there is none
     * @param checksRecords whether what is sent under a framing must be one record of it
     */
    public SendEngine(
            TransportFinder transports, QueuePolicy policy, Supplier<SharedStore> store, boolean checksRecords) {
        this(transports, policy, store, null, WriteBatch::new, null, checksRecords);
    }

    /**
     * @param flusher who runs it starts it; null for one that starts with the first record socket
     * @param closing null for threads of the engine's own
     */
    SendEngine(
            TransportFinder transports,
            QueuePolicy policy,
            Supplier<SharedStore> store,
            Flusher flusher,
            Supplier<WriteBatch> batchMaker,
            Executor closing,
            boolean checksRecords) {
        this.transports = transports;
        this.policy = policy;
        this.store = store;
        this.flusher = flusher;
        this.batchMaker = batchMaker;
        this.checksRecords = checksRecords;
        this.jvmEnd = new JvmEnd(connections.values(), Durations.toNanos(policy.drainTimeout()), closesUnderWay::get);
        this.closing = closing == null
                ? new ClosingThreads(work -> flusher().at(System.nanoTime() + NO_THREAD_PAUSE_NS, work))
                : closing;
    }

    // -- Making

    /** {@link RecordHandle#copyOf}. */
    public RecordHandle copyOf(ByteBuffer bytes) {
        int length = bytes.remaining();
        MemoryPayload payload = memory.allocate(checked(length));
        payload.forFilling().put(bytes.duplicate());
        return handle(payload);
    }

    /** {@link RecordHandle#wrap}. */
    public RecordHandle wrap(ByteBuffer bytes) {
        checked(bytes.remaining());
        return handle(new MemoryPayload(bytes.duplicate(), null));
    }

    private static int checked(int length) {
        if (length == 0) {
            throw new IllegalArgumentException("a record has at least one byte, length=0");
        }
        return length;
    }

    /** {@link RecordHandle#ofFile}. */
    public RecordHandle ofFile(Path file, long position, long length) throws IOException {
        return handle(FilePayload.open(file, position, length));
    }

    RecordHandle handle(Payload payload) {
        return new Handle(payload, leaks);
    }

    Supplier<SharedStore> store() {
        return store;
    }

    RecordMemory memory() {
        return memory;
    }

    /** {@link RecordSocket#of}. */
    public RecordSocket socket(SocketChannel channel, RecordFraming framing, StreamDirection incoming)
            throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (!channel.isConnected()) {
            throw new NotYetConnectedException();
        }
        makeFirstBatch();
        startFlusher();
        Framer framer = framing != null
                ? new Framer(framing, incoming)
                : transports == null ? null : transports.framer(channel);
        if (framing != null && framer.incoming() == null) {
            throw new IllegalArgumentException("the framing knows no records in that direction, incoming=" + incoming);
        }
        Transport transport = transports == null ? null : transports.transport(channel);
        Connection made =
                new Connection(this, channel, transport == null ? new ChannelTransport(channel) : transport, framer);
        Connection known = connections.putIfAbsent(channel, made);
        while (known != null && known.state().over()) {
            ended(known);
            known = connections.putIfAbsent(channel, made);
        }
        if (known != null && framing != null) {
            throw new IllegalStateException("the channel is a record socket already, channel=" + channel);
        }
        Connection connection = known == null ? made : known;
        try {
            connection.join();
        } catch (IOException | RuntimeException | Error e) {
            connections.remove(channel, connection);
            throw e;
        }
        return connection;
    }

    /** {@link RecordGroup#create}. */
    public RecordGroup group(QueuePolicy policy) {
        return new Group(this, policy);
    }

    // -- Sending

    /**
     * Carries a record to its receivers.
     *
     * @throws IllegalArgumentException if its bytes are not one record of a receiver's framing; nothing is sent
     */
    Delivery send(
            RecordHandle record,
            SendOptions options,
            Connection[] receivers,
            Group group,
            BurstClock burst,
            boolean tracked) {
        Handle handle = handle(record);
        Payload payload = handle.retained();
        long sentNs = System.nanoTime();
        Throwable refusal;
        try {
            check(handle, payload, receivers, group);
            refusal = group == null ? null : group.admit(payload.length(), options, sentNs);
        } catch (RuntimeException | Error e) {
            payload.release();
            throw e;
        }
        long nowNs = group == null ? sentNs : System.nanoTime();
        Delivery delivery = delivery(payload, options, receivers, group, sentNs, tracked);
        try {
            carry(handle, delivery, refusal, options, burst, nowNs);
        } catch (RuntimeException | Error e) {
            // It has been counted, and those who wait for room or for its receipt wait for its end.
            refuseUnoffered(delivery, e);
            throw e;
        }
        return delivery;
    }

    private void check(Handle handle, Payload payload, Connection[] receivers, Group group) {
        if (!checksRecords) {
            return;
        }
        if (group == null) {
            for (Connection receiver : receivers) {
                handle.check(receiver.framer(), payload);
            }
        } else {
            for (Framer framer : group.framers()) {
                handle.check(framer, payload);
            }
        }
    }

    /** @param payload with a use, and counted in the group: both are undone where this fails */
    private static Delivery delivery(
            Payload payload, SendOptions options, Connection[] receivers, Group group, long sentNs, boolean tracked) {
        try {
            return new Delivery(payload, options, receivers, group, sentNs, tracked);
        } catch (RuntimeException | Error e) {
            if (group != null) {
                group.ended(payload.length());
            }
            payload.release();
            throw e;
        }
    }

    private static void refuseUnoffered(Delivery delivery, Throwable cause) {
        for (int i = 0; i < delivery.receivers.length; i++) {
            if (delivery.at(i) == Delivery.UNOFFERED) {
                delivery.receivers[i].outbound().refuse(delivery, i, cause);
            }
        }
    }

    private void carry(
            Handle handle, Delivery delivery, Throwable refusal, SendOptions options, BurstClock burst, long nowNs) {
        Connection[] receivers = delivery.receivers;
        Group group = delivery.group;
        if (receivers.length == 0) {
            return;
        }
        if (refusal != null) {
            boolean expired = delivery.hasExpired(nowNs);
            byte end = expired ? Delivery.EXPIRED : Delivery.FAILED;
            countEnded(end, receivers.length);
            delivery.endAll(end, expired ? null : refusal, nowNs);
            handle.track(delivery);
            return;
        }
        boolean late = jvmEnd.isLate();
        boolean atOnce = late || !burst.inBurst(nowNs);
        Bundle bundle = null;
        if (group == null) {
            handle.track(delivery);
        } else {
            bundle = handle.trackInGroup(delivery, !atOnce);
        }
        int waiting = bundle == null ? offer(delivery, nowNs, atOnce) : group.offer(bundle, delivery, nowNs);
        delivery.expireBy(flusher);
        if (waiting > 0) {
            offerWaiting(delivery, nowNs, atOnce, waiting);
        }
        flusher.wakeUp();
        if (options.urgency() < SendOptions.DEFAULT_URGENCY) {
            flusher.hurry();
        }
        burst.sent(nowNs, System.nanoTime(), atOnce);
        if (late || jvmEnd.isLate()) {
            jvmEnd.await(delivery);
        }
    }

    /** To all that have room, so that waiting for one delays no other; answers how many have none. */
    private static int offer(Delivery delivery, long nowNs, boolean atOnce) {
        Connection[] receivers = delivery.receivers;
        int waiting = 0;
        for (int i = 0; i < receivers.length; i++) {
            int answer = receivers[i].outbound().offer(delivery, i, nowNs, atOnce, false);
            if (answer == Admission.ACCEPTED) {
                delivery.accepted++;
            } else if (answer == Admission.NO_ROOM) {
                waiting++;
            }
        }
        return waiting;
    }

    /** To those that had no room. */
    private static void offerWaiting(Delivery delivery, long nowNs, boolean atOnce, int waiting) {
        Connection[] receivers = delivery.receivers;
        int left = waiting;
        for (int i = 0; i < receivers.length && left > 0; i++) {
            if (delivery.at(i) == Delivery.UNOFFERED) {
                left--;
                if (receivers[i].outbound().offer(delivery, i, nowNs, atOnce, true) == Admission.ACCEPTED) {
                    delivery.accepted++;
                }
            }
        }
    }

    static Handle handle(RecordHandle record) {
        if (record instanceof Handle) {
            return (Handle) record;
        }
        throw foreign("record handle", record);
    }

    static Connection connection(RecordSocket socket) {
        if (socket instanceof Connection) {
            return (Connection) socket;
        }
        throw foreign("record socket", socket);
    }

    private static RuntimeException foreign(String what, Object object) {
        return object == null
                ? new NullPointerException(what)
                : new IllegalArgumentException("not a " + what + " of this engine, class="
                        + object.getClass().getName());
    }

    // -- What connections use

    QueuePolicy policy() {
        return policy;
    }

    Flusher flusher() {
        return flusher;
    }

    JvmEnd jvmEnd() {
        return jvmEnd;
    }

    /** Runs what the end of a connection takes and may wait. */
    Executor closing() {
        return closing;
    }

    /** Closes the channel of a connection that is over. */
    void close(Runnable close) {
        closesUnderWay.incrementAndGet();
        closing.execute(() -> {
            try {
                close.run();
            } finally {
                closesUnderWay.decrementAndGet();
            }
        });
    }

    private void startFlusher() throws IOException {
        if (flusher == null) {
            synchronized (this) {
                if (flusher == null) {
                    Flusher started = new Flusher(connections.values());
                    started.start();
                    flusher = started;
                    jvmEnd.watch();
                }
            }
        }
    }

    private void makeFirstBatch() {
        if (!hasBatch) {
            synchronized (this) {
                if (!hasBatch) {
                    batches.add(batchMaker.get());
                    hasBatch = true;
                }
            }
        }
    }

    /** Waits for a batch that another writer has, no longer than a write without blocking takes, where memory is short. */
    WriteBatch takeBatch() {
        WriteBatch batch = keptBatch();
        if (batch != null) {
            return batch;
        }
        try {
            return batchMaker.get();
        } catch (OutOfMemoryError e) {
            return awaitBatch();
        }
    }

    private WriteBatch keptBatch() {
        WriteBatch batch = lastBatch.getAndSet(null);
        return batch == null ? batches.poll() : batch;
    }

    /** A writer with a batch waits for no other connection's lock, so this may wait under one. */
    private WriteBatch awaitBatch() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    // It comes back to either place.
                    WriteBatch batch = batches.poll(1, TimeUnit.MILLISECONDS);
                    if (batch == null) {
                        batch = keptBatch();
                    }
                    if (batch != null) {
                        return batch;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void giveBatch(WriteBatch batch) {
        batch.reset();
        if (lastBatch.get() != null || !lastBatch.compareAndSet(null, batch)) {
            batches.offer(batch);
        }
    }

    /** Records came to an end that no open connection counts. */
    void countEnded(byte end, int count) {
        closedTally.addEnded(end, count);
    }

    /** A connection is over. */
    void ended(Connection connection) {
        SendTally tally = new SendTally();
        connection.outbound().addTo(tally);
        synchronized (closedTally) {
            if (connections.remove(connection.channel(), connection)) {
                closedTally.addClosed(tally);
            }
        }
    }

    /** Whether {@link QueuePolicy#kernelBytes()} can be set in this JVM. */
    public static boolean kernelBounded() {
        return KernelOptions.available();
    }

    /** What was done so far. */
    public SendingStatistics statistics() {
        SendTally tally = new SendTally();
        List<Connection> open;
        // A connection is in one of the two.
        synchronized (closedTally) {
            tally.addClosed(closedTally);
            open = List.copyOf(connections.values());
        }
        for (Connection connection : open) {
            connection.outbound().addTo(tally);
        }
        return tally.statistics(KernelOptions.available(), leaks.leaked());
    }
}
