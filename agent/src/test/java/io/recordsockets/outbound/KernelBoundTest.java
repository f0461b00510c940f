package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.transport.KernelBound;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the bound on what the kernel takes ahead is in force, and when it is not. */
class KernelBoundTest {
    private static final int BOUND = 64 << 10;
    private static final long LONG = KernelBound.LONG_REST;
    private static final int MANY_TRIES = 1000;

    private final FakeTransport transport = new FakeTransport(new FakeSelector(true), FakeTransport.ENDLESS);
    private final KernelBound bound = new KernelBound(transport);

    private void full(int times, long forNs) {
        for (int i = 0; i < times; i++) {
            bound.full(5);
            bound.writable(5 + forNs);
        }
    }

    @Test
    void staysForASocketThatWasNeverFull() {
        bound.set(BOUND);
        assertFalse(bound.lift(LONG));
        assertEquals(List.of("kernelBytes " + BOUND), transport.calls);
    }

    @Test
    void isLiftedForALongRestWhereThereWasRoomAgainAtOnce() {
        bound.set(BOUND);
        full(KernelBound.TIMES, KernelBound.AT_ONCE_NS - 1);
        assertFalse(bound.lift(LONG - 1));
        assertTrue(bound.lift(LONG));
        assertTrue(bound.isLifted());
        assertFalse(bound.lift(LONG), "it is already");
        bound.restore();
        assertFalse(bound.isLifted());
        assertEquals(List.of("kernelBytes " + BOUND, "kernelBytes 0", "kernelBytes " + BOUND), transport.calls);
        assertTrue(bound.lift(LONG));
    }

    @Test
    void staysWhereRoomWasLongInComing() {
        bound.set(BOUND);
        full(KernelBound.TIMES, 1);
        bound.full(10);
        bound.full(9 + KernelBound.AT_ONCE_NS);
        bound.writable(10 + KernelBound.AT_ONCE_NS);
        assertFalse(bound.lift(LONG));
        full(KernelBound.SLOW_COUNTS - 1, 1);
        assertFalse(bound.lift(LONG));
        full(1, 1);
        assertTrue(bound.lift(LONG));
    }

    @Test
    void soonComesBackWhereTheConnectionHasBecomeSlow() {
        bound.set(BOUND);
        full(1000, 1);
        full(KernelBound.TIMES, KernelBound.AT_ONCE_NS);
        assertFalse(bound.lift(LONG));
    }

    @Test
    void roomThatNobodyWaitedForSaysNothing() {
        bound.set(BOUND);
        full(KernelBound.TIMES - 1, 1);
        bound.writable(2);
        assertFalse(bound.lift(LONG));
    }

    @Test
    void isNotLiftedWhereThereIsNone() {
        bound.set(0);
        full(KernelBound.TIMES, 1);
        assertFalse(bound.lift(LONG));
        assertEquals(List.of("kernelBytes 0"), transport.calls);
    }

    @Test
    void newBoundWaitsForTheEndOfTheRecord() {
        bound.set(BOUND);
        full(KernelBound.TIMES, 1);
        assertTrue(bound.lift(LONG));
        bound.set(BOUND / 2);
        assertEquals("kernelBytes 0", transport.calls.get(transport.calls.size() - 1));
        bound.restore();
        assertEquals("kernelBytes " + BOUND / 2, transport.calls.get(transport.calls.size() - 1));
    }

    @Test
    void longRecordsAreFinishedWithoutTheBoundAndAlone() {
        Rig rig = new Rig();
        int length = 4 * KernelBound.LONG_REST;
        for (int i = 0; i < MANY_TRIES; i++) {
            Connection connection = rig.full();
            FakeTransport transport = Rig.transport(connection);
            for (int time = 0; time < KernelBound.TIMES; time++) {
                rig.send(connection, "??");
                rig.allow(connection, 1);
            }
            rig.send(connection, "x".repeat(length), 7);
            rig.send(connection, "next", 7);
            transport.calls.clear();
            AtomicInteger writes = new AtomicInteger();
            transport.appetite = n -> writes.getAndIncrement() == 0 ? length / 2 : n;
            rig.allow(connection, FakeTransport.ENDLESS);
            // Else this machine was slow just now, and so the socket seemed to be.
            if (transport.calls.contains("kernelBytes 0")) {
                String bounded = "kernelBytes " + SocketPolicy.DEFAULT.kernelBytes();
                assertEquals(List.of("kernelBytes 0", bounded), transport.calls);
                long rest = length - (length / 2 - KernelBound.TIMES);
                List<Long> taken = transport.taken;
                assertEquals(List.of(length / 2L, rest, 4L), taken.subList(taken.size() - 3, taken.size()));
                return;
            }
        }
        throw new AssertionError("the bound is never lifted");
    }
}
