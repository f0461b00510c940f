package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.QueuePolicy;
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

    private void fullFor(long ns) {
        bound.full(5);
        bound.writable(5 + ns);
    }

    @Test
    void staysForASocketThatWasNeverFull() {
        bound.set(BOUND);
        assertFalse(bound.lift(LONG));
        assertEquals(List.of("kernelBytes " + BOUND), transport.calls);
    }

    @Test
    void isLiftedForALongRestWhereThereSoonWasRoomAgain() {
        bound.set(BOUND);
        fullFor(KernelBound.SOON_NS - 1);
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
        fullFor(1);
        bound.full(10);
        bound.full(9 + KernelBound.SOON_NS);
        bound.writable(10 + KernelBound.SOON_NS);
        assertFalse(bound.lift(LONG));
        fullFor(1);
        assertTrue(bound.lift(LONG));
    }

    @Test
    void isNotLiftedWhereThereIsNone() {
        bound.set(0);
        fullFor(1);
        assertFalse(bound.lift(LONG));
        assertEquals(List.of("kernelBytes 0"), transport.calls);
    }

    @Test
    void newBoundWaitsForTheEndOfTheRecord() {
        bound.set(BOUND);
        fullFor(1);
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
        String text = "x".repeat(length);
        for (int i = 0; i < MANY_TRIES; i++) {
            Connection connection = rig.full();
            rig.send(connection, text, 7);
            rig.send(connection, "next", 7);
            List<String> calls = Rig.transport(connection).calls;
            calls.clear();
            // The first write has the second record too. On a slow machine the socket may seem to be slow.
            AtomicInteger writes = new AtomicInteger();
            Rig.transport(connection).appetite = n -> writes.getAndIncrement() == 0 ? length / 2 : n;
            Rig.transport(connection).allow(FakeTransport.ENDLESS);
            rig.settle();
            if (calls.contains("kernelBytes 0")) {
                String bounded = "kernelBytes " + QueuePolicy.DEFAULT.kernelBytes();
                assertEquals(List.of("kernelBytes 0", bounded), calls);
                List<Long> taken = Rig.transport(connection).taken;
                assertEquals(
                        List.of((long) length / 2, (long) length / 2, 4L),
                        taken.subList(taken.size() - 3, taken.size()));
                return;
            }
        }
        throw new AssertionError("the bound is never lifted");
    }
}
