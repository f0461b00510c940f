package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static io.recordsockets.inbound.Connection.concat;
import static io.recordsockets.inbound.Connection.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.monitor.RuleCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sun.nio.ch.RecordInbound;

/** That bytes are held, and so not read, changes nothing else that an application or its peer can see. */
class SideEffectsTest {
    private final Connection connection = Connection.lengthField();

    @Test
    void urgentDataEndsHoldingForGood() throws IOException {
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        connection.inbound.urgent();
        assertTrue(connection.select());
        assertEquals(1, connection.kernel.mark());
        assertEquals(1000, connection.read(8000).length);
        assertEquals(1, connection.plain("urgent-data"));
        assertEquals(0, connection.inbound.urgentEvents());
    }

    @Test
    void aCloseTakesWhatIsHeldSoThatItIsNoReset() throws IOException {
        connection.kernel.arrive(record(5000), 0, 1000);
        assertFalse(connection.select());
        connection.inbound.closing(true);
        assertEquals(0, connection.kernel.queued());
        assertFalse(connection.kernel.resets());
        connection.kernel.close();
        connection.inbound.closed();
        assertEquals(0, connection.memory.used());
    }

    @Test
    void aCloseWithRecordsThatTheApplicationHasNotReadIsAReset() throws IOException {
        for (int i = 0; i < 10; i++) {
            connection.kernel.arrive(record(100));
            assertTrue(connection.select());
            connection.read(1000);
        }
        connection.kernel.arrive(concat(record(100), record(100)));
        assertTrue(connection.select());
        assertEquals(0, connection.kernel.queued(), "read ahead");
        connection.inbound.closing(true);
        assertTrue(connection.kernel.resets());
        assertTrue(
                connection.kernel.outputEnded(), "a close that is left to a selector is seen by the peer before that");
    }

    @Test
    void aCloseOfWhatHasSomethingToSendIsNoReset() throws IOException {
        aCloseTakesNothingWhereNothingIsHeld();
        connection.kernel.arrive(concat(record(100), record(100)));
        assertTrue(connection.select());
        connection.inbound.closing(false);
        assertFalse(connection.kernel.resets());
    }

    @Test
    void aCloseTakesNothingWhereNothingIsHeld() throws IOException {
        connection.kernel.arrive(record(100));
        assertTrue(connection.select());
        assertArrayEquals(record(100), connection.read(1000));
    }

    @Test
    void availableCountsWhatTheNextReadGivesWithoutWaiting() throws IOException {
        connection.kernel.blocking(true);
        connection.kernel.arrive(record(500), 0, 100);
        assertEquals(0, connection.inbound.available());
        connection.kernel.arrive(record(500), 100, 400);
        assertEquals(500, connection.inbound.available());
        assertArrayEquals(record(500), connection.read(1000));
        assertEquals(0, connection.inbound.available());
    }

    @Test
    void availableCountsAPartOnceAGuardHasLetItGo() throws IOException {
        connection.kernel.blocking(true);
        connection.kernel.arrive(record(500), 0, 100);
        assertEquals(0, connection.inbound.available());
        connection.clock.advance(200 * MS);
        assertEquals(100, connection.inbound.available());
        assertArrayEquals(Arrays.copyOf(record(500), 100), connection.read(1000));
    }

    @Test
    void aScatteringReadMayFillNothingOfABuffer() throws IOException {
        Connection following = Connection.lengthField(new InboundLimits(HoldMode.AUTO, 1 << 20, 200 * MS, 1000 * MS));
        ByteBuffer[] dsts = {
            ByteBuffer.allocate(0), ByteBuffer.allocate(30), ByteBuffer.allocate(0), ByteBuffer.allocate(30)
        };
        following.kernel.arrive(record(20));
        assertEquals(20, following.inbound.read(dsts, 0, 4));
        following.kernel.arrive(record(30));
        assertEquals(30, following.inbound.read(dsts, 0, 4));
        assertEquals(2, following.statistics().records());
    }

    @Test
    void availableIsTheKernelsWhileTheConnectionFollows() throws IOException {
        Connection following = Connection.lengthField(new InboundLimits(HoldMode.AUTO, 1 << 20, 200 * MS, 1000 * MS));
        following.kernel.blocking(true);
        following.kernel.arrive(record(500), 0, 100);
        assertEquals(RecordInbound.AS_THE_KERNEL, following.inbound.available());
    }

    @Test
    void aRecordAboveHalfOfTheReceiveBufferOfTheApplicationIsNotHeld() throws IOException {
        connection.inbound.receiveBuffer(64 * 1024);
        connection.kernel.arrive(record(40_000), 0, 1000);
        assertTrue(connection.select());
        assertEquals(1000, connection.read(2000).length);
        connection.kernel.arrive(record(40_000), 1000, 39_000);
        assertTrue(connection.select());
        connection.read(40_000);
        connection.kernel.arrive(record(30_000), 0, 1000);
        assertFalse(connection.select());
        assertTrue(connection.kernel.mark() <= 32 * 1024);
    }

    @Test
    void aMarkNeverAnnouncesMoreThanTheBudget() throws IOException {
        HoldMemory memory = new HoldMemory(10_000);
        InboundRule rule = new InboundRule(
                Connection.LIMITS,
                new RuleCounters(),
                "listen *:1 test",
                () -> null,
                new TestClock(1_000 * MS),
                memory,
                new Arenas(1));
        Connection small = new Connection(Connection.parser("length-field", Map.of("length", "4")), rule);
        small.kernel.arrive(record(500_000), 0, 1000);
        assertFalse(small.select());
        assertEquals(64 * 1024, small.kernel.mark(), "what the kernel queues anyway");
        small.kernel.arrive(record(500_000), 1000, 70_000);
        assertTrue(small.select(), "as much as was waited for");
    }

    @Test
    void withoutBudgetTheApplicationGetsWhatIsThere() throws IOException {
        HoldMemory memory = new HoldMemory(0);
        InboundRule rule = new InboundRule(
                Connection.LIMITS,
                new RuleCounters(),
                "listen *:1 test",
                () -> null,
                new TestClock(1_000 * MS),
                memory,
                new Arenas(1));
        Connection none = new Connection(Connection.parser("length-field", Map.of("length", "4")), rule);
        none.kernel.arrive(record(5000), 0, 1000);
        assertTrue(none.select());
        assertEquals(1000, none.read(8000).length);
        assertEquals(1, none.released("memory"));
        assertEquals(0, memory.used());
    }

    @Test
    void aHeadThatComesWholeTakesAFewReadsWhateverItsLength() throws IOException {
        Connection lines = Connection.lines();
        for (int length : new int[] {10, 500, 1500, 8000, 30_000, 60_000}) {
            byte[] line = new byte[length];
            Arrays.fill(line, (byte) 'x');
            line[length - 1] = '\n';
            lines.kernel.arrive(line);
            int before = lines.kernel.receives();
            assertTrue(lines.select());
            assertArrayEquals(line, lines.read(1 << 16));
            assertTrue(lines.kernel.receives() - before <= 8, length + ": " + (lines.kernel.receives() - before));
        }
    }
}
