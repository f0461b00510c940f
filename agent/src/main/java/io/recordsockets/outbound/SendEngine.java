package io.recordsockets.outbound;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendingStatistics;
import io.recordsockets.SocketPolicy;
import io.recordsockets.os.KernelOptions;
import io.recordsockets.outbound.payload.FilePayload;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import io.recordsockets.outbound.transport.ChannelTransport;
import io.recordsockets.outbound.transport.TransportFinder;
import io.recordsockets.outbound.write.WriteBatch;
import io.recordsockets.store.SharedStore;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The sending side of this JVM: makes handles, record sockets and groups, and carries a send to its receivers.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SendEngine {
    private final ConcurrentHashMap<SocketChannel, Connection> connections = new ConcurrentHashMap<>();
    private final TransportFinder transports;
    private final Function<Object, Framer> framers;
    private final SendResources resources;
    private final Dispatcher dispatcher;

    /**
     * Makes an engine, which starts nothing before it is used.
     *
     * @param framers the framing of a rule that {@link TransportFinder#rule} gave
     * @param policy of record sockets that are given none
     * @param store asked for with the first large record to receivers that lag behind; answers null where there is none
     * @param checksRecords whether what is sent under a framing must be one record of it
     */
    public SendEngine(
            TransportFinder transports,
            Function<Object, Framer> framers,
            SocketPolicy policy,
            Supplier<SharedStore> store,
            boolean checksRecords) {
        this(transports, framers, policy, store, null, WriteBatch::new, null, checksRecords);
    }

    /**
     * @param flusher who runs it starts it; null for one that starts with the first record socket
     * @param closing null for threads of the engine's own
     */
    SendEngine(
            TransportFinder transports,
            Function<Object, Framer> framers,
            SocketPolicy policy,
            Supplier<SharedStore> store,
            Flusher flusher,
            Supplier<WriteBatch> batchMaker,
            Executor closing,
            boolean checksRecords) {
        this.transports = transports;
        this.framers = framers;
        this.resources = new SendResources(connections.values(), policy, store, flusher, batchMaker, closing);
        this.dispatcher = new Dispatcher(resources, checksRecords);
    }

    // -- Making

    /** {@link RecordHandle#copyOf}. */
    public RecordHandle copyOf(ByteBuffer bytes) {
        int length = bytes.remaining();
        MemoryPayload payload = resources.memory().allocate(checked(length));
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

    private RecordHandle handle(Payload payload) {
        return new Handle(payload, resources.leaks());
    }

    /**
     * {@link RecordSocket#attach(SocketChannel, RecordFraming)}.
     *
     * @param framing null for that of the rule that matches, if one does
     */
    public RecordSocket attach(SocketChannel channel, RecordFraming framing) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (!channel.isConnected()) {
            throw new NotYetConnectedException();
        }
        resources.start();
        Object rule = transports.rule(channel);
        Framer ofRule = rule == null ? null : framers.apply(rule);
        Framer framer = framing == null ? ofRule : Framer.of(framing, ofRule);
        Connection made =
                new Connection(resources, dispatcher, channel, transports.transport(channel), framer, this::ended);
        Connection known = connections.putIfAbsent(channel, made);
        while (known != null && known.state().over()) {
            ended(known);
            known = connections.putIfAbsent(channel, made);
        }
        if (known != null && framing != null && !framer.sendsAs(known.framer())) {
            throw new IllegalStateException("the channel is a record socket already, with another framing, its framing="
                    + known.framer() + ", asked for=" + framer + ", channel=" + channel
                    + "; use RecordSocket.find(channel), or detach() it first");
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

    /** {@link RecordSocket#find}. */
    public RecordSocket find(SocketChannel channel) {
        Connection known = connections.get(channel);
        return known == null || known.state().over() ? null : known;
    }

    /** {@link io.recordsockets.RecordSockets#find}. */
    public RecordSocket find(SocketAddress local, SocketAddress remote) throws IOException {
        for (Connection connection : connections.values()) {
            if (ChannelTransport.connects(connection.channel(), local, remote)) {
                return find(connection.channel());
            }
        }
        SocketChannel channel = transports.find(local, remote);
        if (channel == null) {
            return null;
        }
        refuseWritten(channel);
        RecordSocket made = attach(channel, null);
        try {
            refuseWritten(channel);
        } catch (IllegalStateException e) {
            // Another thread came before: nothing must be sent on this.
            made.detach();
            throw e;
        }
        return made;
    }

    private void refuseWritten(SocketChannel channel) {
        if (transports.written(channel)) {
            throw new IllegalStateException(
                    "the application has written already, and may be in the middle of a record, channel=" + channel
                            + "; find the connection in the thread that writes to it, before the first write");
        }
    }

    SendResources resources() {
        return resources;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** {@link RecordGroup#create}. */
    public RecordGroup group(GroupPolicy policy) {
        return new Group(resources, dispatcher, policy, new BurstClock());
    }

    /** A connection is over. */
    private void ended(Connection connection) {
        SendTally tally = new SendTally();
        connection.addTo(tally);
        SendTally closed = resources.closedTally();
        synchronized (closed) {
            if (connections.remove(connection.channel(), connection)) {
                closed.addClosed(tally);
            }
        }
    }

    /** Whether {@link SocketPolicy#kernelBytes()} can be set in this JVM. */
    public static boolean kernelBounded() {
        return KernelOptions.available();
    }

    /** What was done so far. */
    public SendingStatistics statistics() {
        SendTally tally = new SendTally();
        List<Connection> open;
        // A connection is in one of the two.
        synchronized (resources.closedTally()) {
            tally.addClosed(resources.closedTally());
            open = List.copyOf(connections.values());
        }
        for (Connection connection : open) {
            connection.addTo(tally);
        }
        return tally.statistics()
                .kernelBounded(KernelOptions.available())
                .queuedBytesOnce(resources.bytesOnce().sum())
                .refused(resources.refusals().refused())
                .leakedHandles(resources.leaks().leaked())
                .build();
    }
}
