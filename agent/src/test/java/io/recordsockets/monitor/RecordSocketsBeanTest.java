package io.recordsockets.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordSocketsStatus;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordSocketsBeanTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;
    private final RuleCounters first = new RuleCounters();
    private final RuleCounters second = new RuleCounters();

    RecordSocketsBeanTest() throws Exception {
        name = new ObjectName("io.recordsockets:type=RecordSockets");
    }

    private RecordSocketsBean bean() {
        return new RecordSocketsBean(
                () -> RecordSocketsStatus.builder()
                        .active(true)
                        .agentActive(true)
                        .description("two rules")
                        .rules(List.of(first.statistics("listen a"), second.statistics("listen b")))
                        .readAhead(RecordSocketsStatus.Memory.of(6, 5, 4))
                        .store(RecordSocketsStatus.Memory.of(3, 2, 1))
                        .build(),
                "1.2.3");
    }

    @AfterEach
    void unregister() throws Exception {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // the test did not register it
        }
    }

    @Test
    void isNotThereBeforeItIsRegistered() {
        bean();
        assertThrows(InstanceNotFoundException.class, () -> server.getMBeanInfo(name));
    }

    @Test
    void showsCountersAsOpenTypes() throws Exception {
        bean().register();
        first.records(7);
        second.records(5);
        second.plain(PlainReason.TLS);
        assertEquals("1.2.3", server.getAttribute(name, "Version"));
        assertEquals(true, server.getAttribute(name, "Active"));
        assertEquals("two rules", server.getAttribute(name, "Description"));
        CompositeData[] rules = (CompositeData[]) server.getAttribute(name, "Rules");
        assertEquals("listen a", rules[0].get("rule"));
        assertEquals(7L, rules[0].get("records"));
        assertEquals(5L, rules[1].get("records"));
        CompositeData total = (CompositeData) server.getAttribute(name, "Total");
        assertEquals("total", total.get("rule"));
        assertEquals(12L, total.get("records"));
        assertEquals(15, total.getCompositeType().keySet().size());
    }

    @Test
    void comesBackWholeThroughAProxy() throws Exception {
        bean().register();
        first.connection();
        first.records(2);
        first.wakeup();
        first.wakeupSaved();
        first.read();
        first.holdReleased(HoldRelease.STALL);
        first.plain(PlainReason.TLS);
        first.stands(true, 3);
        first.heldWhole(4);
        RecordSocketsMXBean proxy = JMX.newMXBeanProxy(server, name, RecordSocketsMXBean.class);
        assertEquals(Map.of("limitBytes", 3L, "usedBytes", 2L, "refused", 1L), proxy.getStore());
        assertEquals(Map.of("limitBytes", 6L, "usedBytes", 5L, "refused", 4L), proxy.getReadAhead());
        RuleView rule = proxy.getRules().get(0);
        assertEquals("listen a", rule.getRule());
        assertEquals(1, rule.getConnections());
        assertEquals(2, rule.getRecords());
        assertEquals(1, rule.getWakeups());
        assertEquals(1, rule.getWakeupsSaved());
        assertEquals(1, rule.getReads());
        assertEquals(3, rule.getHolding());
        assertEquals(1, rule.getHeldWhole());
        assertEquals(8, rule.getCallsSaved());
        assertEquals(1L, rule.getHoldsReleased().get("stall"));
        assertEquals(1L, rule.getPlainConnections().get("tls"));
        assertEquals(2, proxy.getTotal().getRecords());
    }

    @Test
    void registersOnceHoweverOftenItIsAsked() throws Exception {
        bean().register();
        bean().register();
        assertTrue(server.isRegistered(name));
    }
}
