package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.queue.Delivery;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records and the end of the JVM, of which the hook is run by the test. */
@Timeout(30)
class JvmEndTest {
    private static final SocketPolicy NO_TIME = SocketPolicy.DEFAULT.withDrainTimeout(Duration.ZERO);

    private final Rig rig = new Rig();

    @Test
    void whatIsQueuedLeavesFirst() throws Exception {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        Thread hook = new Thread(rig.engine.resources().jvmEnd()::drain);
        hook.start();
        OutboundTest.awaitWaiting(hook);
        rig.allow(connection, 100);
        hook.join();
        assertEquals(RecordState.SENT, receipt.state(0));
        assertTrue(connection.isOpen());
    }

    @Test
    void whatDoesNotLeaveFailsAndIsResetWhereItHasBegun() {
        Connection begun = rig.full();
        Connection waiting = rig.full();
        SendReceipt first = rig.send(begun, "record");
        rig.allow(begun, 1);
        SendReceipt second = rig.send(waiting, "record");
        begun.policy(NO_TIME);
        waiting.policy(NO_TIME);
        rig.engine.resources().jvmEnd().drain();
        assertEquals(RecordState.FAILED, first.state(0));
        assertEquals(RecordState.FAILED, second.state(0));
        assertTrue(Rig.transport(begun).calls.contains("reset"));
        assertFalse(Rig.transport(waiting).calls.contains("reset"));
        assertFalse(Rig.transport(waiting).isOpen());
    }

    @Test
    void aLateSendReturnsWhenItsRecordHasLeft() throws Exception {
        Connection connection = rig.full();
        rig.engine.resources().jvmEnd().drain();
        AtomicReference<SendReceipt> receipt = new AtomicReference<>();
        Thread hook = new Thread(() -> receipt.set(rig.send(connection, "record")));
        hook.start();
        OutboundTest.awaitWaiting(hook);
        assertEquals("record", rig.allow(connection, 100));
        hook.join();
        assertEquals(RecordState.SENT, receipt.get().state(0));
    }

    @Test
    void aLateSendThatDoesNotLeaveIsRefused() {
        Connection stalled = rig.full();
        stalled.policy(NO_TIME);
        Connection healthy = rig.connection(FakeTransport.ENDLESS);
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        group.add(stalled);
        group.add(healthy);
        rig.engine.resources().jvmEnd().drain();
        try (RecordHandle record = rig.record("record")) {
            Delivery sent = (Delivery) group.sendTracked(record, io.recordsockets.SendOptions.DEFAULT);
            assertEquals(RecordState.SENT, sent.state(1));
            assertEquals(RecordState.FAILED, sent.state(0));
            assertEquals(1, sent.result().accepted());
        }
        assertFalse(stalled.isOpen());
        try (RecordHandle record = rig.record("again")) {
            assertEquals(0, stalled.send(record).accepted());
            assertEquals(1, healthy.send(record).accepted());
        }
    }

    @Test
    void aSendThatNobodyWaitsForIsNotLate() {
        Connection connection = rig.full();
        assertEquals(RecordState.QUEUED, rig.send(connection, "record").state(0));
    }
}
