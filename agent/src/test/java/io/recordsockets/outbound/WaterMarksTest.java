package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSender;
import io.recordsockets.SendResult;
import io.recordsockets.SocketPolicy;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Room by the water marks, and nobody who waits for it in vain. */
@Timeout(60)
class WaterMarksTest {
    private static final SocketPolicy SMALL =
            SocketPolicy.DEFAULT.withLimits(100, 100).withWaterMarks(20, 50);

    private final Rig rig = new Rig();

    private void send(RecordSender to, int length) {
        try (RecordHandle record = rig.record("x".repeat(length))) {
            assertTrue(to.send(record).isAccepted());
        }
    }

    private static CompletableFuture<Void> writable(RecordSender sender) {
        return sender.writable().toCompletableFuture();
    }

    @Test
    void thereIsRoomAgainAtTheLowMarkOnly() throws Exception {
        Connection connection = rig.full();
        connection.policy(SMALL);
        for (int i = 0; i < 5; i++) {
            send(connection, 10);
        }
        assertTrue(connection.isWritable(), "at the high mark");
        assertTrue(writable(connection).isDone());
        send(connection, 10);
        assertFalse(connection.isWritable());
        CompletableFuture<Void> waiting = writable(connection);
        rig.allow(connection, 30);
        assertFalse(connection.isWritable(), "between the marks");
        assertFalse(waiting.isDone());
        rig.allow(connection, 10);
        assertTrue(connection.isWritable());
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void recordsCountByTheSameFractions() throws Exception {
        Connection connection = rig.full();
        connection.policy(SMALL.withLimits(1 << 20, 10));
        for (int i = 0; i < 6; i++) {
            assertTrue(connection.isWritable(), "records=" + i);
            send(connection, 1);
        }
        assertFalse(connection.isWritable());
        CompletableFuture<Void> waiting = writable(connection);
        connection.unsendUrgency(3);
        assertTrue(connection.isWritable());
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void newMarksCountAtOnce() throws Exception {
        Connection connection = rig.full();
        connection.policy(SMALL);
        send(connection, 60);
        CompletableFuture<Void> waiting = writable(connection);
        connection.policy(SocketPolicy.DEFAULT);
        waiting.get(10, TimeUnit.SECONDS);
        assertTrue(connection.isWritable());
    }

    @Test
    void theEndFailsThoseWhoWait() {
        Connection connection = rig.full();
        connection.policy(SMALL);
        send(connection, 60);
        CompletableFuture<Void> waiting = writable(connection);
        connection.close();
        assertFalse(connection.isWritable());
        for (CompletableFuture<Void> stage : List.of(waiting, writable(connection))) {
            Throwable cause = assertThrows(ExecutionException.class, () -> stage.get(10, TimeUnit.SECONDS))
                    .getCause();
            assertTrue(cause instanceof ClosedChannelException, cause::toString);
        }
    }

    @Test
    void aGroupHasMarksOfItsOwn() throws Exception {
        Connection one = rig.full();
        Connection two = rig.full();
        Group group = (Group)
                rig.engine.group(GroupPolicy.DEFAULT.withLimits(100, 100).withWaterMarks(20, 50));
        group.add(one);
        group.add(two);
        send(group, 60);
        assertFalse(group.isWritable());
        assertTrue(one.isWritable());
        CompletableFuture<Void> waiting = writable(group);
        rig.allow(one, 100);
        assertFalse(waiting.isDone(), "one member still has to get it");
        rig.allow(two, 100);
        waiting.get(10, TimeUnit.SECONDS);
        assertTrue(group.isWritable());
    }

    /** Senders that go on only when told, against a socket that takes a few bytes at a time: with a wake-up lost they stop for good. */
    @Test
    void noWakeUpIsLost() throws Exception {
        Rig threaded = new Rig(false);
        threaded.flusher.start();
        Connection connection = threaded.connection(0);
        connection.policy(SMALL.withWaterMarks(0, 10));
        int senders = 4;
        int records = 5_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int sent = 0; sent < records; ) {
                        writable(connection).get(30, TimeUnit.SECONDS);
                        try (RecordHandle record = threaded.record("12345678")) {
                            SendResult result = connection.send(record);
                            sent += result.accepted();
                        }
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        long total = 8L * senders * records;
        while (Rig.transport(connection).written().length < total && failure.get() == null) {
            Rig.transport(connection).allow(1_000);
            LockSupport.parkNanos(10_000);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(null, failure.get());
    }
}
