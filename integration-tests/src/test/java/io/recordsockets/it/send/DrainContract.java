package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was accepted is delivered or reported: close, half-close, time-out, and the peer's end. */
public class DrainContract {
    @ParameterizedTest
    @EnumSource(Wire.Kind.class)
    void closeSendsWhatIsQueuedAndThenEndsTheStream(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.stalled(kind)) {
            long[] numbers = fill(wire, 300, 10_000);
            long start = System.nanoTime();
            wire.socket.close();
            assertTrue(System.nanoTime() - start < 10_000_000_000L, "returns at once");
            assertFalse(wire.socket.isOpen());
            assertFalse(closed(wire).isDone(), "closed while records wait");
            wire.far.resume();
            wire.far.awaitEnd();
            wire.far.verify();
            assertEquals("end of stream", wire.far.end());
            assertEquals(LongStream.of(numbers).boxed().toList(), came(wire));
            assertNull(closed(wire).get(5, TimeUnit.SECONDS));
            assertFalse(wire.near.isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.Kind.class)
    void shutdownOutputSendsWhatIsQueuedAndStillReceives(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.framed(kind == Wire.Kind.NETTY ? Wire.Kind.BLOCKING : kind)) {
            wire.far.trickle(50_000, 1_000_000);
            long[] numbers = fill(wire, 100, 30_000);
            wire.socket.shutdownOutput();
            assertFalse(wire.socket.isOpen(), "records are not accepted any more");
            RecordHandle late = Frame.handle(Frame.number(), 50);
            assertEquals(0, wire.socket.send(late).accepted());
            wire.far.awaitEnd();
            wire.far.verify();
            assertEquals("end of stream", wire.far.end());
            assertEquals(LongStream.of(numbers).boxed().toList(), came(wire));
            wire.far.channel().write(Frame.bytes(Frame.number(), 100));
            try (RecordHandle answer = wire.socket.receive(Duration.ofSeconds(5))) {
                assertNotNull(answer, "receives after its output was shut down");
                assertEquals(100, answer.length());
            }
            late.close();
        }
    }

    @Test
    void closeTwiceAndShutdownAfterCloseDoNothing() throws Exception {
        try (Wire wire = Wire.open()) {
            long[] numbers = fill(wire, 10, 100);
            wire.socket.shutdownOutput();
            wire.socket.shutdownOutput();
            wire.socket.close();
            wire.socket.close();
            wire.socket.shutdownOutput();
            wire.far.awaitEnd();
            assertEquals(numbers.length, wire.far.count());
            assertNull(closed(wire).get(5, TimeUnit.SECONDS));
            wire.socket.close();
        }
    }

    @Test
    void sendAfterCloseFailsWithACause() throws Exception {
        try (Wire wire = Wire.open();
                RecordHandle handle = Frame.handle(Frame.number(), 50)) {
            wire.socket.close();
            assertEquals(0, wire.socket.send(handle).accepted());
            SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            assertEquals(1, receipt.receivers());
            assertEquals(RecordState.FAILED, receipt.state(0));
            assertNotNull(receipt.cause(0));
            assertEquals(receipt, receipt.ended().toCompletableFuture().get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void drainTimeoutIsReportedAndEndsTheConnection() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            wire.socket.policy(Wire.PATIENT.withDrainTimeout(Duration.ofMillis(300)));
            SendReceipt begun = track(wire, QueueModel.PLUG_BYTES);
            SendReceipt waiting = track(wire, 100);
            Await.until(() -> begun.state(0) == RecordState.STARTED, "the first begins");
            long start = System.nanoTime();
            wire.socket.close();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> closed(wire).get(10, TimeUnit.SECONDS));
            long ms = (System.nanoTime() - start) / 1_000_000;
            assertNotNull(failure.getCause());
            assertTrue(ms >= 290 && ms < 5_000, () -> "time to drain: ms=" + ms);
            assertFailed(begun);
            assertFailed(waiting);
            assertFalse(wire.near.isOpen());
            wire.far.resume();
            wire.far.awaitEnd();
            assertEquals(0, wire.far.count(), "records after the time-out");
        }
    }

    @Test
    void shutdownOutputThatCannotDrainFailsTheConnection() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            wire.socket.policy(Wire.PATIENT.withDrainTimeout(Duration.ofMillis(300)));
            SendReceipt begun = track(wire, QueueModel.PLUG_BYTES);
            wire.socket.shutdownOutput();
            Await.until(() -> begun.state(0).isEnd(), "the record ends after the time to drain");
            assertFailed(begun);
            assertThrows(ExecutionException.class, () -> closed(wire).get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void noTimeToDrainFailsAtOnce() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            wire.socket.policy(Wire.PATIENT.withDrainTimeout(Duration.ZERO));
            SendReceipt begun = track(wire, QueueModel.PLUG_BYTES);
            wire.socket.close();
            assertThrows(ExecutionException.class, () -> closed(wire).get(5, TimeUnit.SECONDS));
            assertFailed(begun);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.Kind.class)
    void peerResetFailsEveryReceiptOnce(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.stalled(kind)) {
            RecordGroup group = RecordGroup.create();
            group.add(wire.socket);
            List<SendReceipt> receipts = new ArrayList<>(List.of(track(wire, QueueModel.PLUG_BYTES)));
            for (int i = 0; i < 50; i++) {
                receipts.add(track(wire, 100));
            }
            int[] ends = new int[1];
            receipts.forEach(receipt -> receipt.ended().thenRun(() -> {
                synchronized (ends) {
                    ends[0]++;
                }
            }));
            wire.far.reset();
            for (SendReceipt receipt : receipts) {
                Await.until(() -> receipt.state(0).isEnd(), "fails after a reset");
                assertFailed(receipt);
            }
            assertThrows(ExecutionException.class, () -> closed(wire).get(5, TimeUnit.SECONDS));
            Await.until(() -> ends(ends) >= receipts.size(), "ended() of each");
            assertEquals(receipts.size(), ends(ends));
            assertFalse(wire.socket.isOpen());
            Await.until(() -> group.size() == 0, "leaves the group by itself");
        }
    }

    @Test
    void channelClosedUnderneathFailsWhatIsQueued() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            wire.socket.policy(Wire.PATIENT.withDrainTimeout(Duration.ofMillis(300)));
            SendReceipt begun = track(wire, QueueModel.PLUG_BYTES);
            wire.near.close();
            Await.until(() -> begun.state(0).isEnd(), "ends after the channel was closed");
            assertFailed(begun);
            assertThrows(ExecutionException.class, () -> closed(wire).get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void closedCompletesNormallyWithNothingQueued() throws Exception {
        try (Wire wire = Wire.open()) {
            assertFalse(closed(wire).isDone());
            wire.socket.close();
            assertNull(closed(wire).get(5, TimeUnit.SECONDS));
            wire.far.awaitEnd();
            assertEquals("end of stream", wire.far.end());
        }
    }

    @Test
    void dependentsOfEndedDoNotRunInTheThreadThatSends() throws Exception {
        try (Wire wire = Wire.open()) {
            for (int i = 0; i < 200; i++) {
                CompletableFuture<String> ran = new CompletableFuture<>();
                SendReceipt receipt = track(wire, 100);
                receipt.ended()
                        .thenRun(() -> ran.complete(Thread.currentThread().getName()));
                if (!receipt.ended().toCompletableFuture().isDone()) {
                    String name = ran.get(5, TimeUnit.SECONDS);
                    assertFalse(name.startsWith("record-flusher"), name);
                }
            }
        }
    }

    private static int ends(int[] ends) {
        synchronized (ends) {
            return ends[0];
        }
    }

    private static SendReceipt track(Wire wire, int length) {
        try (RecordHandle handle = RecordHandle.wrap(direct(length))) {
            return wire.socket.sendTracked(handle, SendOptions.DEFAULT);
        }
    }

    private static ByteBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length)
                .put(Frame.bytes(Frame.number(), length))
                .flip();
    }

    private static void assertFailed(SendReceipt receipt) {
        assertEquals(RecordState.FAILED, receipt.state(0));
        assertNotNull(receipt.cause(0), "cause of a failed record");
    }

    private static long[] fill(Wire wire, int records, int length) {
        long[] numbers = new long[records];
        for (int i = 0; i < records; i++) {
            numbers[i] = Frame.number();
            try (RecordHandle handle = Frame.handle(numbers[i], length)) {
                assertEquals(1, wire.socket.send(handle).accepted());
            }
        }
        return numbers;
    }

    private static List<Long> came(Wire wire) {
        return LongStream.of(wire.far.numbers()).boxed().toList();
    }

    private static CompletableFuture<Void> closed(Wire wire) {
        return wire.socket.closed().toCompletableFuture();
    }
}
