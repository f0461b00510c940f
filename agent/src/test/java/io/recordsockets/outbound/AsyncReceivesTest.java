package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.recordsockets.RecordHandle;
import io.recordsockets.rules.RuleSet;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records for those who wait without a thread. */
@Timeout(60)
class AsyncReceivesTest {
    private final Rig rig = new Rig(false);

    AsyncReceivesTest() {
        rig.flusher.start();
    }

    private Connection lines() {
        return rig.connection(FakeTransport.ENDLESS, RuleSet.framing("line"));
    }

    private static void arrive(Connection connection, String text) {
        Rig.transport(connection).arrive(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(RecordHandle record) {
        try (record) {
            return StandardCharsets.ISO_8859_1.decode(record.bytes()).toString();
        }
    }

    private static CompletableFuture<RecordHandle> receive(Connection connection) {
        return connection.receiveAsync().toCompletableFuture();
    }

    private static <T> T get(CompletableFuture<T> stage) throws Exception {
        return stage.get(20, TimeUnit.SECONDS);
    }

    private static Throwable cause(CompletableFuture<?> stage) {
        return assertThrows(ExecutionException.class, () -> get(stage)).getCause();
    }

    @Test
    void servesInTheOrderOfTheCalls() throws Exception {
        Connection connection = lines();
        CompletableFuture<RecordHandle> first = receive(connection);
        CompletableFuture<RecordHandle> second = receive(connection);
        arrive(connection, "a");
        arrive(connection, "b\nc\nd\n");
        assertEquals("ab\n", text(get(first)));
        assertEquals("c\n", text(get(second)));
        assertEquals("d\n", text(get(receive(connection))), "what has been read already");
    }

    @Test
    void readinessIsOfWholeRecordsAndTakesNone() throws Exception {
        Connection connection = lines();
        CompletableFuture<Void> ready = connection.receivable().toCompletableFuture();
        arrive(connection, "a");
        assertNull(connection.tryReceive());
        assertFalse(ready.isDone());
        arrive(connection, "\n");
        get(ready);
        get(connection.receivable().toCompletableFuture());
        assertThrows(IllegalStateException.class, connection::detach);
        assertEquals("a\n", text(connection.tryReceive()));
        assertNull(connection.tryReceive());
    }

    @Test
    void theEndsAreTold() throws Exception {
        Connection ended = lines();
        CompletableFuture<RecordHandle> record = receive(ended);
        CompletableFuture<Void> ready = ended.receivable().toCompletableFuture();
        Rig.transport(ended).end();
        assertInstanceOf(EOFException.class, cause(record));
        get(ready);
        assertThrows(EOFException.class, ended::tryReceive);

        Connection closed = lines();
        CompletableFuture<RecordHandle> never = receive(closed);
        closed.close();
        assertInstanceOf(ClosedChannelException.class, cause(never));

        Connection broken = rig.connection(FakeTransport.ENDLESS, RuleSet.framing("length-field(length=4,max=10)"));
        arrive(broken, "\u0010aaaaaaaaaaaaaaaaaaaaaa");
        Throwable first = cause(receive(broken));
        assertEquals(first, cause(receive(broken)), "the framing is not asked again");
        assertInstanceOf(IllegalStateException.class, cause(receive(rig.connection(0))), "without a framing");
    }

    @Test
    void whoWaitsWithAThreadHasTheReceiverFirst() throws Exception {
        Connection connection = lines();
        CompletableFuture<String> blocking = CompletableFuture.supplyAsync(() -> {
            try {
                return text(connection.receive());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture<RecordHandle> other = receive(connection);
        arrive(connection, "a\n");
        arrive(connection, "b\n");
        List<String> both = new ArrayList<>(List.of(get(blocking), text(get(other))));
        both.sort(null);
        assertEquals(List.of("a\n", "b\n"), both);
    }

    /** Bytes come one by one, and all kinds of receivers take turns: with a wake-up lost the last record never comes. */
    @Test
    void noWakeUpIsLost() throws Exception {
        for (int round = 0; round < 30; round++) {
            Connection connection = lines();
            int records = 400;
            AtomicInteger received = new AtomicInteger();
            Random random = new Random(round);
            Thread feeder = new Thread(() -> {
                for (int i = 0; i < records; i++) {
                    arrive(connection, "a".repeat(random.nextInt(3)));
                    arrive(connection, "\n");
                    if (random.nextInt(4) == 0) {
                        LockSupport.parkNanos(1_000);
                    }
                }
            });
            int asked = round % 2 == 0 ? records / 4 : records;
            Thread blocking = new Thread(() -> {
                try {
                    for (int taken = 0; taken < records - asked; ) {
                        RecordHandle record = connection.receive(Duration.ofMillis(1));
                        if (record != null) {
                            record.close();
                            received.incrementAndGet();
                            taken++;
                        }
                    }
                } catch (Exception e) {
                    // The count tells.
                }
            });
            feeder.start();
            blocking.start();
            List<CompletableFuture<RecordHandle>> stages = new ArrayList<>();
            for (int i = 0; i < asked; i++) {
                stages.add(receive(connection));
            }
            for (CompletableFuture<RecordHandle> stage : stages) {
                get(stage).close();
                received.incrementAndGet();
            }
            feeder.join();
            blocking.join();
            assertEquals(records, received.get(), "round=" + round);
        }
    }
}
