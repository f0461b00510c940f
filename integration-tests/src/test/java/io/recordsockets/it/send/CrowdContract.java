package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand receivers, a hundred of which do not read. */
@Timeout(120)
public class CrowdContract {
    private static final int RECEIVERS = 1_000;
    private static final int RECORDS = 200;
    private static final int LENGTH = 2_000;
    private static final long LIMIT_BYTES = 50_000;
    private static final SocketPolicy POLICY = Wire.PATIENT.withLimits(LIMIT_BYTES, 10_000);

    private final List<Wire> moving = new ArrayList<>();
    private final List<Wire> stalled = new ArrayList<>();
    private final RecordGroup group = RecordGroup.create();

    @AfterEach
    void close() throws Exception {
        Wire.closeAll(moving);
        Wire.closeAll(stalled);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"FAIL", "DROP_OLDEST", "DISCONNECT"})
    void theStalledCostTheOthersNothing(Overflow overflow) throws Exception {
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        open(overflow);
        List<SendReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            try (RecordHandle handle = Frame.handle(Frame.number(), LENGTH)) {
                receipts.add(group.sendTracked(handle, SendOptions.DEFAULT));
            }
            if (i % 10 == 9) {
                awaitMoving(i + 1);
                limitsHold();
            }
        }
        awaitMoving(RECORDS);
        for (Wire wire : moving) {
            wire.far.verify();
            assertEquals(RECORDS, wire.far.count());
        }
        sleeps();
        assertTrue(
                ManagementFactory.getThreadMXBean().getThreadCount() < threads + 20, "no thread for each connection");
        outcome(overflow);
    }

    /** One of ten stands still. */
    private void open(Overflow overflow) throws Exception {
        for (int i = 0; i < RECEIVERS; i++) {
            boolean stands = i % 10 == 3;
            Wire wire = stands ? Wire.stalled(Wire.Kind.NON_BLOCKING) : Wire.open();
            wire.socket.policy(POLICY.withOverflow(overflow));
            (stands ? stalled : moving).add(wire);
            assertTrue(group.add(wire.socket));
        }
    }

    private void awaitMoving(int records) {
        // That of each receiver is far below: a thousand of them share one thread that reads.
        for (Wire wire : moving) {
            wire.far.awaitCount(records);
        }
    }

    private void limitsHold() {
        for (Wire wire : stalled) {
            long bytes = wire.socket.backlog().bytes();
            assertTrue(bytes <= LIMIT_BYTES, () -> "over the limit, bytes=" + bytes);
        }
    }

    private void outcome(Overflow overflow) {
        for (Wire wire : stalled) {
            if (overflow == Overflow.DISCONNECT) {
                Await.until(() -> !wire.socket.isOpen(), "disconnected");
            } else {
                assertTrue(wire.socket.isOpen());
                // With as little room as it had, some hundred bytes may go each 200 ms, and what is queued would take
                // minutes.
                wire.far.resumeWithRoom();
            }
        }
        Await.until(() -> group.backlog().records() == 0, () -> "delivered or failed: " + group.backlog());
        for (Wire wire : stalled) {
            wire.far.verify();
        }
        assertEquals(overflow == Overflow.DISCONNECT ? 900 : 1_000, group.size());
    }

    /** Sockets that cannot be written to must not keep the flusher awake. */
    private static void sleeps() {
        Thread flusher = AllocationContract.flusher();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Await.sleep(200);
        long before = threads.getThreadCpuTime(flusher.getId());
        Await.sleep(1_000);
        long cpuMs = (threads.getThreadCpuTime(flusher.getId()) - before) / 1_000_000;
        assertTrue(cpuMs < 200, () -> "the flusher spins: cpu ms in one second=" + cpuMs);
    }
}
