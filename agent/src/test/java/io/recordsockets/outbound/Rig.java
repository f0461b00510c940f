package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.transport.ApplicationCalls;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.outbound.transport.TransportFinder;
import io.recordsockets.outbound.write.WriteBatch;
import io.recordsockets.store.SharedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** An engine over fake transports, whose flusher runs when the test says so. */
final class Rig {
    private static final int MAX_PASSES = 10_000;

    final FakeSelector selector;
    final Set<Connection> watched = new HashSet<>();
    final Flusher flusher;
    final SendEngine engine;
    /** Who closes connections; at once, unless the test says otherwise. */
    volatile Executor closing = Runnable::run;

    /** Whether there is no more direct memory. */
    volatile boolean outOfMemory;

    final ArrayDeque<FakeTransport> next = new ArrayDeque<>();

    Rig() {
        this(true);
    }

    /** @param byHand whether {@link #settle()} runs the flusher; else the test has a thread for it */
    Rig(boolean byHand) {
        this(byHand, () -> null);
    }

    /** One whose records must be such of their framing. */
    static Rig checking() {
        return new Rig(true, () -> null, true);
    }

    /** @param store for large records to receivers that lag behind */
    Rig(boolean byHand, Supplier<SharedStore> store) {
        this(byHand, store, false);
    }

    /** What a look by addresses finds, and whether the application has written to it. */
    SocketChannel found;

    boolean foundWritten;

    private Rig(boolean byHand, Supplier<SharedStore> store, boolean checksRecords) {
        selector = new FakeSelector(byHand);
        flusher = new Flusher(watched, selector);
        engine = new SendEngine(
                transports(),
                null,
                SocketPolicy.DEFAULT,
                store,
                flusher,
                this::makeBatch,
                work -> closing.execute(work),
                checksRecords);
    }

    private WriteBatch makeBatch() {
        if (outOfMemory) {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory, says the test");
        }
        return new WriteBatch();
    }

    private TransportFinder transports() {
        return new TransportFinder() {
            @Override
            public boolean written(SocketChannel channel) {
                return foundWritten;
            }

            @Override
            public Transport transport(SocketChannel channel) {
                return next.remove();
            }

            @Override
            public Object rule(SocketChannel channel) {
                return null;
            }

            @Override
            public SocketChannel find(SocketAddress local, SocketAddress remote) {
                return found;
            }
        };
    }

    /** A connection that takes so many bytes before it is full. */
    Connection connection(long room) {
        return connection(room, null);
    }

    Connection connection(long room, RecordFraming framing) {
        next.add(new FakeTransport(selector, room));
        try {
            return (Connection) engine.attach(new FakeChannel(), framing == null ? null : framing.atServer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that is full, and knows it. */
    Connection full() {
        return full(null);
    }

    Connection full(RecordFraming framing) {
        Connection connection = connection(0, framing);
        SendReceipt probe = send(connection, "?", SendOptions.DEFAULT);
        settle();
        connection.unsendUrgency(SendOptions.DEFAULT_URGENCY);
        assertEquals(RecordState.UNSENT, probe.state(0));
        return connection;
    }

    /** What the application's own calls of the channel go to. */
    static ApplicationCalls application(Connection connection) {
        return new ApplicationSide(connection.outbound(), null);
    }

    static FakeTransport transport(Connection connection) {
        return (FakeTransport) connection.transport();
    }

    /** Lets the connection take so many bytes, and the flusher write them. */
    String allow(Connection connection, long bytes) {
        int before = transport(connection).written().length;
        transport(connection).allow(bytes);
        settle();
        return transport(connection).text().substring(before);
    }

    /** Runs the flusher so often, for a connection that is ready and takes nothing. */
    void settlePasses(int passes) {
        try {
            for (int pass = 0; pass < passes; pass++) {
                flusher.pass();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the flusher until it would sleep. */
    void settle() {
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            try {
                flusher.pass();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (selector.lastTimeoutMs >= 0 && selector.lastFound == 0 && flusher.isIdle()) {
                return;
            }
        }
        assertTrue(false, "the flusher does not come to rest");
    }

    RecordHandle record(String text) {
        return engine.copyOf(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    SendReceipt send(Connection connection, String text, SendOptions options) {
        try (RecordHandle record = record(text)) {
            return connection.sendTracked(record, options);
        }
    }

    SendReceipt send(Connection connection, String text, int urgency) {
        return send(connection, text, SendOptions.ofUrgency(urgency));
    }

    SendReceipt send(Connection connection, String text) {
        return send(connection, text, SendOptions.DEFAULT);
    }

    SendReceipt send(Group group, String text, SendOptions options) {
        try (RecordHandle record = record(text)) {
            return group.sendTracked(record, options);
        }
    }

    /** A group whose sends are all of a burst, so that small records go as bundles. */
    Group burstGroup(GroupPolicy policy, Connection... members) {
        BurstClock alwaysInBurst = new BurstClock() {
            @Override
            boolean inBurst(long nowNs) {
                return true;
            }
        };
        Group group = new Group(engine.resources(), engine.dispatcher(), policy, alwaysInBurst);
        for (Connection member : members) {
            assertTrue(group.add(member));
        }
        return group;
    }

    /** Nothing is queued at the connection any more. */
    static void assertEmpty(Connection connection) {
        assertEquals(0, connection.backlog().bytes(), "queued bytes");
        assertEquals(0, connection.backlog().records(), "queued records");
        assertEquals(0, connection.backlog().oldest().toNanos(), "age of the oldest");
    }
}
