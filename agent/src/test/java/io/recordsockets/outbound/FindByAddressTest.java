package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The connection of a framework, by its addresses. */
class FindByAddressTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 1);
    private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 2);

    private final Rig rig = new Rig();

    @Test
    void answersNullWhereNoRuleHasSuchAConnection() throws IOException {
        assertNull(rig.engine.find(LOCAL, REMOTE));
    }

    @Test
    void makesARecordSocketOfOneThatNobodyHasWrittenTo() throws IOException {
        rig.found = new FakeChannel();
        rig.next.add(new FakeTransport(rig.selector, 0));
        RecordSocket socket = rig.engine.find(LOCAL, REMOTE);
        assertSame(rig.found, socket.channel());
        assertSame(socket, rig.engine.find(rig.found));
    }

    /** The application may be in the middle of a record: what is put there would put the stream out of step. */
    @Test
    void refusesOneThatTheApplicationHasWrittenTo() {
        rig.found = new FakeChannel();
        rig.foundWritten = true;
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> rig.engine.find(LOCAL, REMOTE));
        assertTrue(e.getMessage().contains("before the first write"), e.getMessage());
        assertNull(rig.engine.find(rig.found));
        assertEquals(0, rig.next.size());
    }
}
