package io.recordsockets.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RuleStatistics;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RuleCountersTest {
    @Test
    void countsEachEventUnderItsOwnName() {
        RuleCounters counters = new RuleCounters();
        counters.connection();
        counters.records(2);
        for (int i = 0; i < 3; i++) {
            counters.wakeup();
        }
        for (int i = 0; i < 4; i++) {
            counters.wakeupSaved();
        }
        for (int i = 0; i < 5; i++) {
            counters.read();
        }
        counters.shared(6);
        counters.holdReleased(HoldRelease.STALL);
        counters.holdReleased(HoldRelease.STALL);
        counters.plain(PlainReason.TLS);
        assertEquals(
                RuleStatistics.builder()
                        .rule("r")
                        .connections(1)
                        .records(2)
                        .wakeups(3)
                        .wakeupsSaved(4)
                        .reads(5)
                        .sharedBytes(6)
                        .holdsReleased(Map.of("stall", 2L))
                        .plainConnections(Map.of("tls", 1L))
                        .build(),
                counters.statistics("r"));
    }

    @Test
    void leavesOutWhatNeverHappened() {
        assertEquals(RuleStatistics.builder().rule("r").build(), new RuleCounters().statistics("r"));
    }

    @Test
    void losesNoEventUnderThreads() throws Exception {
        int threads = 8;
        int events = 20_000;
        RuleCounters counters = new RuleCounters();
        AtomicInteger firsts = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] workers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            workers[t] = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < events; i++) {
                    counters.connection();
                    counters.records(3);
                    counters.wakeup();
                    counters.wakeupSaved();
                    counters.read();
                    counters.shared(7);
                    counters.holdReleased(HoldRelease.HOLD_TIME);
                    counters.plain(PlainReason.STALLED);
                    firsts.addAndGet(counters.firstPlain(PlainReason.STALLED) ? 1 : 0);
                }
            });
            workers[t].start();
        }
        start.countDown();
        for (Thread worker : workers) {
            worker.join();
        }
        long n = (long) threads * events;
        assertEquals(
                RuleStatistics.builder()
                        .rule("r")
                        .connections(n)
                        .records(3 * n)
                        .wakeups(n)
                        .wakeupsSaved(n)
                        .reads(n)
                        .sharedBytes(7 * n)
                        .holdsReleased(Map.of("hold-time", n))
                        .plainConnections(Map.of("stalled", n))
                        .build(),
                counters.statistics("r"));
        assertEquals(1, firsts.get());
    }

    @Test
    void tellsTheFirstOfEachReasonOnce() {
        RuleCounters counters = new RuleCounters();
        assertTrue(counters.firstPlain(PlainReason.TLS));
        assertFalse(counters.firstPlain(PlainReason.TLS));
        assertTrue(counters.firstPlain(PlainReason.NO_FRAMING));
        assertTrue(new RuleCounters().firstPlain(PlainReason.TLS), "per rule");
    }

    @Test
    void labelsAreKebabCaseAndDistinct() {
        Set<String> labels = new HashSet<>();
        for (HoldRelease why : HoldRelease.values()) {
            assertTrue(labels.add(why.label()));
            assertEquals(why.name().toLowerCase().replace('_', '-'), why.label());
        }
        labels.clear();
        for (PlainReason why : PlainReason.values()) {
            assertTrue(labels.add(why.label()));
            assertEquals(why.name().toLowerCase().replace('_', '-'), why.label());
        }
    }
}
