package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordSockets;
import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.RuleStatistics;
import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** What the counters tell, by the API and by JMX, with {@code stall=200ms}. */
public class Counters {
    @Test
    void statusNamesTheRulesInForce() {
        RecordSocketsStatus status = RecordSockets.status();
        assertTrue(status.agentActive(), status::description);
        assertEquals(1, status.rules().size());
        assertTrue(status.rules().get(0).rule().startsWith("listen"), status::toString);
        assertFalse(status.description().isEmpty());
    }

    @Test
    void countsConnectionsRecordsWakeupsAndReads() throws Exception {
        RuleStatistics before = RecordSockets.status().total();
        byte[] record = Payload.of(2_000);
        int early = 0;
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            pair.registerServer(selector, SelectionKey.OP_READ);
            for (int i = 0; i < 10; i++) {
                Pair.writeFully(pair.client, Arrays.copyOf(record, 500));
                pair.awaitArrival();
                if (selector.select(10) > 0) {
                    // The machine slept, and the stall guard has let the part go.
                    selector.selectedKeys().clear();
                    early++;
                }
                Pair.writeFully(pair.client, Arrays.copyOfRange(record, 500, 2_000));
                assertEquals(1, selector.select(8_000));
                selector.selectedKeys().clear();
                assertEquals(2_000, Pair.pollFully(pair.server, 2_000).length);
            }
        }
        assertTrue(early <= 2, "early=" + early);
        RuleStatistics after = RecordSockets.status().total();
        assertEquals(1, after.connections() - before.connections());
        assertEquals(10, after.records() - before.records());
        assertEquals(10, after.wakeups() - before.wakeups(), 2);
        assertTrue(after.wakeupsSaved() - before.wakeupsSaved() >= 5, after::toString);
        assertTrue(after.reads() - before.reads() >= 10, after::toString);
    }

    @Test
    void countsReleasesAndPlainConnections() throws Exception {
        RuleStatistics before = RecordSockets.status().total();
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Arrays.copyOf(Payload.of(100), 60));
            assertEquals(60, Pair.readFully(pair.server, 60).length);
        }
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3});
            assertEquals(11, Pair.readFully(pair.server, 11).length);
        }
        RuleStatistics after = RecordSockets.status().total();
        assertTrue(sum(after.holdsReleased()) > sum(before.holdsReleased()), after::toString);
        assertTrue(sum(after.plainConnections()) > sum(before.plainConnections()), after::toString);
    }

    @Test
    void managedBeanTellsTheSame() throws Exception {
        try (Pair pair = Pair.open()) {
            Pair.writeFully(pair.client, Payload.of(100));
            assertEquals(100, Pair.readFully(pair.server, 100).length);
        }
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.recordsockets:type=RecordSockets");
        RecordSocketsStatus status = RecordSockets.status();
        assertEquals(true, server.getAttribute(name, "Active"));
        assertEquals(status.description(), server.getAttribute(name, "Description"));
        CompositeData total = (CompositeData) server.getAttribute(name, "Total");
        assertEquals(status.total().connections(), total.get("connections"));
        assertEquals(status.total().records(), total.get("records"));
        assertEquals(status.total().wakeupsSaved(), total.get("wakeupsSaved"));
        CompositeData[] rules = (CompositeData[]) server.getAttribute(name, "Rules");
        assertEquals(1, rules.length);
        assertEquals(status.rules().get(0).rule(), rules[0].get("rule"));
    }

    private static long sum(java.util.Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
