package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendReceipt;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handles that are closed, and those that are not. */
class LeakWatchTest {
    private final Rig rig = new Rig();

    @Test
    void aHandleThatIsClosedIsNoLeak() {
        RecordHandle record = rig.record("record");
        record.close();
        record.close();
        assertTrue(record.isClosed());
        assertEquals(6, record.length());
        assertThrows(IllegalStateException.class, record::bytes);
        assertThrows(IllegalStateException.class, () -> rig.connection(0).send(record));
        assertEquals(0, rig.engine.statistics().leakedHandles());
    }

    @Test
    void whatIsQueuedKeepsTheBytesOfAClosedHandle() {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        // The memory of a closed handle would be used again by these.
        for (int i = 0; i < 100_000; i++) {
            rig.record("XXXXXX").close();
        }
        assertEquals("record", rig.allow(connection, 100));
        assertEquals(RecordState.SENT, receipt.state(0));
    }

    @Test
    void aHandleThatIsForgottenIsReclaimedAndCounted() throws InterruptedException {
        Connection connection = rig.full();
        forget(connection);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (rig.engine.statistics().leakedHandles() < 2 && System.nanoTime() - untilNs < 0) {
            System.gc();
            Thread.sleep(1);
        }
        assertEquals(2, rig.engine.statistics().leakedHandles());
        assertEquals("queued", rig.allow(connection, 100));
    }

    private void forget(Connection connection) {
        rig.record("forgotten");
        connection.send(rig.record("queued"));
    }

    @Test
    void aHandleKeepsTheSendsThatHaveEndedAsANumber() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        Handle record = (Handle) rig.record("record");
        for (int i = 0; i < 10_000; i++) {
            connection.send(record);
            rig.settle();
        }
        assertTrue(record.tracked() < 100, "tracked=" + record.tracked());
        record.close();
        // Unsend has an exact answer, and this handle no more memory than one that was sent a few times.
        assertEquals(Collections.nCopies(10_000, connection), record.unsend().sent());
        assertEquals(10_000, connection.unsend(record).sent().size());
    }
}
