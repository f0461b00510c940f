package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import java.net.StandardSocketOptions;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections end: what the peer sees of it, and who waits for it. */
public class EndingContract {
    private static final SocketPolicy SMALL = Wire.PATIENT.withLimits(1_000, 1).withOverflow(Overflow.DISCONNECT);

    private static SendReceipt begin(Wire wire) {
        try (RecordHandle handle = Frame.handle(Frame.number(), QueueModel.PLUG_BYTES)) {
            SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            Await.until(() -> receipt.state(0) == RecordState.STARTED, "begins");
            return receipt;
        }
    }

    private static void disconnect(Wire wire) {
        wire.socket.policy(SMALL);
        try (RecordHandle handle = Frame.handle(Frame.number(), 100)) {
            assertEquals(0, wire.socket.send(handle).accepted());
        }
    }

    private static void assertReset(Wire wire) {
        wire.far.resume();
        wire.far.awaitEnd();
        assertTrue(wire.far.end().contains("reset"), () -> "ends inside a record: " + wire.far);
        assertEquals(0, wire.far.count());
    }

    @ParameterizedTest
    @EnumSource(Wire.Kind.class)
    void whoeverIsDisconnectedInsideARecordSeesAReset(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.stalled(kind)) {
            begin(wire);
            disconnect(wire);
            assertReset(wire);
        }
    }

    @Test
    void aDrainThatEndsInsideARecordIsAReset() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            SendReceipt begun = begin(wire);
            wire.socket.policy(Wire.PATIENT.withDrainTimeout(Duration.ofMillis(100)));
            wire.socket.close();
            Await.until(() -> begun.state(0) == RecordState.FAILED, "not drained");
            assertReset(wire);
        }
    }

    /** The JDK keeps the descriptor of a closed channel until the selector's next turn, which may never come by itself. */
    @Test
    void theResetComesThoughASelectorOfTheApplicationSleeps() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING);
                Selector selector = Selector.open()) {
            wire.near.register(selector, SelectionKey.OP_READ);
            Thread sleeping = new Thread(() -> {
                try {
                    while (selector.isOpen()) {
                        selector.select(key -> {});
                    }
                } catch (java.io.IOException | java.nio.channels.ClosedSelectorException e) {
                    return;
                }
            });
            sleeping.setDaemon(true);
            sleeping.start();
            begin(wire);
            disconnect(wire);
            assertReset(wire);
        }
    }

    @Test
    void aBusyCommonPoolDelaysNoEnd() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 1; i++) {
                ForkJoinPool.commonPool().execute(() -> await(over));
            }
            SendReceipt begun = begin(wire);
            disconnect(wire);
            wire.far.resume();
            wire.far.awaitEnd();
            assertTrue(wire.socket
                    .closed()
                    .toCompletableFuture()
                    .handle((none, cause) -> cause != null)
                    .get(10, TimeUnit.SECONDS));
            assertEquals(begun, begun.ended().toCompletableFuture().get(10, TimeUnit.SECONDS));
        } finally {
            over.countDown();
        }
    }

    @Test
    void callbacksThatWaitDelayNoClose() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Wire wire = Wire.open();
                wires.add(wire);
                wire.socket.closed().thenRun(() -> await(over));
                wire.socket.close();
            }
            for (Wire wire : wires) {
                wire.far.awaitEnd();
                assertEquals("end of stream", wire.far.end());
            }
        } finally {
            over.countDown();
            Wire.closeAll(wires);
        }
    }

    @Test
    void aMemberThatLingersKeepsNobodyWaiting() throws Exception {
        try (Wire lingering = Wire.stalled(Wire.Kind.NON_BLOCKING);
                Wire healthy = Wire.open()) {
            RecordGroup group = RecordGroup.create();
            lingering.near.setOption(StandardSocketOptions.SO_LINGER, 20);
            group.add(lingering.socket);
            group.add(healthy.socket);
            // All of it in the kernel, nothing in the queue: nobody waits for the socket.
            try (RecordHandle handle = Frame.handle(Frame.number(), 2_000)) {
                SendReceipt receipt = lingering.socket.sendTracked(handle, SendOptions.DEFAULT);
                Await.until(() -> receipt.state(0) == RecordState.SENT, "sent");
            }
            long startNs = System.nanoTime();
            lingering.socket.close();
            try (RecordHandle handle = Frame.handle(Frame.number(), 100)) {
                group.send(handle);
            }
            healthy.far.awaitCount(1);
            Await.until(() -> lingering.socket.closed().toCompletableFuture().isDone(), "closed");
            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10), "waits for the peer");
            lingering.far.resume();
            lingering.far.awaitEnd();
            assertEquals("end of stream", lingering.far.end());
            assertFalse(lingering.near.isOpen());
        }
    }

    /** With the agent it is refused; else the channel is the JDK's, which lets it happen. */
    @Test
    void aMemberThatIsSetToBlockingModeKeepsNobodyWaiting() throws Exception {
        try (Wire changed = Wire.stalled(Wire.Kind.NON_BLOCKING);
                Wire healthy = Wire.open()) {
            RecordGroup group = RecordGroup.create();
            group.add(changed.socket);
            group.add(healthy.socket);
            boolean refused = false;
            try {
                changed.near.configureBlocking(true);
            } catch (IllegalBlockingModeException e) {
                refused = true;
            }
            assertEquals(!Boolean.getBoolean("recordsockets.it.plain"), refused);
            List<SendReceipt> receipts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                try (RecordHandle handle = Frame.handle(Frame.number(), 20_000)) {
                    receipts.add(group.sendTracked(handle, SendOptions.DEFAULT));
                }
            }
            healthy.far.awaitCount(20);
            assertEquals(refused, changed.socket.isOpen());
            if (!refused) {
                assertEquals(RecordState.FAILED, receipts.get(0).state(0));
                assertTrue(receipts.get(0).cause(0).getMessage().contains("blocking mode"));
                assertEquals(1, group.size());
            }
        }
    }

    /** Also where nobody sends. */
    @Test
    void aChannelIsBlockingAgainAfterItsRelease() throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.BLOCKING, Wire.USUAL)) {
            wire.socket.detach();
            assertTrue(wire.near.isBlocking());
            wire.near.configureBlocking(false);
            wire.near.configureBlocking(true);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
