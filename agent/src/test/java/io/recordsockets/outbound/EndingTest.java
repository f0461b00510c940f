package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordState;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.queue.Delivery;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the peer sees of an end, and whom a close keeps waiting. */
@Timeout(30)
class EndingTest {
    private final Rig rig = new Rig();

    private Connection begun() {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        assertEquals("rec", rig.allow(connection, 3));
        assertEquals(RecordState.STARTED, receipt.state(0));
        return connection;
    }

    private static void assertEnded(Connection connection, String how) {
        assertEquals(SendState.CLOSED, connection.state());
        assertEquals(
                how,
                Rig.transport(connection)
                        .calls
                        .get(Rig.transport(connection).calls.size() - 1));
    }

    @Test
    void failingInsideARecordResets() {
        Connection connection = begun();
        connection.outbound().lifecycle().fail(new ClosedChannelException());
        assertEnded(connection, "reset");
    }

    @Test
    void failingBetweenRecordsCloses() {
        Connection connection = rig.full();
        rig.send(connection, "record");
        connection.outbound().lifecycle().fail(new ClosedChannelException());
        assertEnded(connection, "close");
    }

    @Test
    void disconnectingInsideARecordResets() {
        Connection connection = begun();
        connection.policy(SocketPolicy.DEFAULT.withLimits(4, 1).withOverflow(Overflow.DISCONNECT));
        rig.send(connection, "next");
        assertEnded(connection, "reset");
    }

    @Test
    void aDrainThatEndsInsideARecordResets() {
        Connection connection = begun();
        connection.policy(SocketPolicy.DEFAULT.withDrainTimeout(Duration.ZERO));
        connection.close();
        rig.settle();
        assertEnded(connection, "reset");
    }

    @Test
    void aDrainThatIsDoneCloses() {
        Connection connection = begun();
        connection.close();
        assertEquals("ord", rig.allow(connection, 100));
        assertEnded(connection, "close");
    }

    /** To close may take as long as SO_LINGER says, or a channel that is not the JDK's likes. */
    @Test
    void whileOneClosesOthersAreSentTo() throws Exception {
        ArrayDeque<Runnable> closes = new ArrayDeque<>();
        rig.closing = closes::add;
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        Connection slow = rig.full();
        Connection healthy = rig.connection(FakeTransport.ENDLESS);
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        group.add(slow);
        group.add(healthy);
        Connection[] members = {slow, healthy};
        Rig.transport(slow).duringClose = () -> {
            closing.countDown();
            await(mayClose);
        };
        Thread failing = new Thread(() -> {
            slow.outbound().lifecycle().fail(new ClosedChannelException());
            closes.forEach(Runnable::run);
        });
        failing.start();
        assertTrue(closing.await(10, TimeUnit.SECONDS));
        // As a send that has read the members before one of them left.
        AtomicReference<Delivery> sent = new AtomicReference<>();
        Thread sender = new Thread(() -> sent.set(rig.engine
                .dispatcher()
                .send(
                        rig.record("record"),
                        io.recordsockets.SendOptions.DEFAULT,
                        members,
                        Framer.NONE,
                        null,
                        new BurstClock(),
                        true)));
        sender.start();
        sender.join(10_000);
        assertFalse(sender.isAlive(), "waits for the close");
        assertEquals(RecordState.FAILED, sent.get().state(0));
        assertEquals(RecordState.SENT, sent.get().state(1));
        mayClose.countDown();
        failing.join();
        assertFalse(Rig.transport(slow).isOpen());
    }

    /** However many callbacks wait, those who close do not. */
    @Test
    void callbacksRunInNoThreadThatCloses() throws Exception {
        ClosingThreads closing = new ClosingThreads(work -> {
            throw new AssertionError("no thread");
        });
        rig.closing = closing;
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<String> names = new AtomicReference<>("");
        for (int i = 0; i < 2 * ClosingThreads.MAX; i++) {
            Connection connection = rig.full();
            connection.closed().thenRun(() -> {
                names.accumulateAndGet(Thread.currentThread().getName(), (all, one) -> all + ' ' + one);
                await(over);
            });
            connection.close();
        }
        Connection last = rig.full();
        last.close();
        while (Rig.transport(last).isOpen()) {
            Thread.onSpinWait();
        }
        assertFalse(names.get().contains("record-close"), names.get());
        over.countDown();
    }

    @Test
    void closingTakesFewThreadsHoweverManyConnectionsClose() throws Exception {
        ClosingThreads closing = new ClosingThreads(work -> {
            throw new AssertionError("no thread");
        });
        int before = Thread.activeCount();
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            closing.execute(() -> {
                await(mayEnd);
                ended.countDown();
            });
        }
        assertTrue(Thread.activeCount() <= before + ClosingThreads.MAX);
        mayEnd.countDown();
        assertTrue(ended.await(10, TimeUnit.SECONDS));
    }

    @Test
    void closesLaterWhereNoThreadCanBeMade() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ArrayDeque<Runnable> later = new ArrayDeque<>();
        ClosingThreads closing = new ClosingThreads(later::add, work -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread, says the test");
            }
            return Executors.defaultThreadFactory().newThread(work);
        });
        CountDownLatch closed = new CountDownLatch(1);
        closing.execute(closed::countDown);
        assertEquals(1, later.size());
        later.remove().run();
        assertTrue(closed.await(10, TimeUnit.SECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
