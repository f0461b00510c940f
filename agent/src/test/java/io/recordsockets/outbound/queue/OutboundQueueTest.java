package io.recordsockets.outbound.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SendOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes next, by explicit clock values. */
class OutboundQueueTest {
    private final QueueRig rig = new QueueRig();
    private final OutboundQueue queue = rig.queue;

    /** The counters agree with what the test has left in the queue: nothing. */
    @AfterEach
    void nothingIsLeft() {
        queue.failAll(new IOException("the end"), rig.nowNs);
        assertEquals(0, queue.records());
        assertEquals(0, queue.bytes());
        assertTrue(queue.isEmpty());
    }

    @Test
    void sendsInTheOrderOfUrgencyAndFirstInFirstOutWithin() {
        rig.add("d", 7);
        rig.add("b", 3);
        rig.add("a", 0);
        rig.add("c", 3);
        rig.add("e", 7);
        assertEquals(List.of("a", "b", "c", "d", "e"), rig.sendAll());
    }

    @Test
    void countsRecordsAndBytesUntilTheirEnd() {
        rig.add("four", 3);
        QueueRig.Taken taken = rig.take();
        assertEquals(1, queue.records());
        taken.begun();
        queue.progress(3);
        assertEquals(1, queue.bytes());
        queue.endTaken(taken.delivery, 0, EntryState.SENT, null, 1, 0);
        assertEquals(0, queue.records());
        assertEquals(0, queue.bytes());
        assertEquals(1, queue.ended(EntryState.SENT));
    }

    // -- What is put back

    @Test
    void putsBackWhatWasTakenWhereItWas() {
        rig.add("a", 3);
        rig.add("b", 3);
        rig.add("c", 5);
        QueueRig.Taken a = rig.take();
        QueueRig.Taken b = rig.take();
        QueueRig.Taken c = rig.take();
        rig.add("d", 3);
        c.putBack();
        b.putBack();
        a.putBack();
        assertEquals(List.of("a", "b", "d", "c"), rig.sendAll());
    }

    @Test
    void expiresWhatIsPutBackAfterItsTime() {
        Delivery late = rig.add("late", SendOptions.DEFAULT.withLifetime(Duration.ofNanos(10)));
        QueueRig.Taken taken = rig.take();
        rig.nowNs = 10;
        taken.putBack();
        assertEquals(EntryState.EXPIRED, late.at(0));
        assertTrue(queue.isEmpty());
    }

    // -- Starvation

    @Test
    void servesAnUrgencyThatHasWaitedLongEnough() {
        rig.add("bulk", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS - 1;
        rig.add("u1", 0);
        rig.add("u2", 0);
        assertEquals("u1", rig.sendNext());
        rig.nowNs++;
        assertEquals("bulk", rig.sendNext());
        assertEquals("u2", rig.sendNext());
    }

    @Test
    void servesOfSeveralThatHaveWaitedTheOneThatDidLongest() {
        rig.nowNs = 1;
        rig.add("second", 5);
        rig.nowNs = 0;
        rig.add("first", 6);
        rig.nowNs = 2;
        rig.add("third", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS + 100;
        rig.add("urgent", 0);
        assertEquals(List.of("first", "second", "third", "urgent"), rig.sendAll());
    }

    @Test
    void servesTheMoreUrgentOfTwoThatHaveWaitedAsLong() {
        rig.add("b", 7);
        rig.add("a", 5);
        rig.add("u", 0);
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        assertEquals(List.of("u", "a", "b"), rig.sendAll());
    }

    @Test
    void anUrgencyWaitsAnewOnceItWasServed() {
        rig.add("b1", 7);
        rig.add("b2", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        rig.add("u1", 0);
        rig.add("u2", 0);
        assertEquals(List.of("b1", "u1", "u2", "b2"), rig.sendAll());
    }

    @Test
    void whatWasPutBackHasNotBeenServed() {
        rig.add("bulk", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS / 2;
        QueueRig.Taken bulk = rig.take();
        bulk.putBack();
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        rig.add("urgent", 0);
        assertEquals(List.of("bulk", "urgent"), rig.sendAll());
    }

    @Test
    void whatHasEndedDoesNotWait() {
        rig.unsend(rig.add("gone", 7));
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        rig.add("bulk", 7);
        rig.add("urgent", 0);
        assertEquals(List.of("urgent", "bulk"), rig.sendAll());
    }

    // -- Fences

    private Delivery fence(String name, int urgency) {
        return rig.add(name, SendOptions.ofUrgency(urgency).withFence());
    }

    @Test
    void aFenceStaysBehindAllThatIsQueued() {
        rig.add("bulk1", 7);
        rig.add("bulk2", 7);
        fence("fenced", 0);
        rig.add("later", 1);
        assertEquals(List.of("later", "bulk1", "bulk2", "fenced"), rig.sendAll());
    }

    @Test
    void aFenceKeepsItsPlaceAmongThoseOfItsUrgency() {
        rig.add("first", 3);
        rig.add("bulk", 7);
        fence("fenced", 3);
        rig.add("after", 3);
        rig.add("other", 5);
        assertEquals(List.of("first", "other", "bulk", "fenced", "after"), rig.sendAll());
    }

    @Test
    void aFenceWaitsForNothingThatCameLater() {
        rig.add("bulk", 7);
        fence("fenced", 2);
        rig.add("later bulk", 7);
        assertEquals(List.of("bulk", "fenced", "later bulk"), rig.sendAll());
    }

    @Test
    void aFenceWithNothingLessUrgentQueuedKeepsItsUrgency() {
        rig.unsend(rig.add("gone", 7));
        rig.add("a", 2);
        fence("fenced", 2);
        rig.add("b", 3);
        assertEquals(List.of("a", "fenced", "b"), rig.sendAll());
    }

    @Test
    void aFenceFallsWithWhatItWaitedFor() {
        Delivery bulk = rig.add("bulk", 7);
        rig.add("late", SendOptions.ofUrgency(6).withLifetime(Duration.ofNanos(5)));
        rig.add("old", SendOptions.ofUrgency(5).withKey("k"));
        fence("fenced", 0);
        rig.add("new", SendOptions.ofUrgency(5).withKey("k"));
        rig.unsend(bulk);
        rig.nowNs = 5;
        assertEquals(List.of("fenced", "new"), rig.sendAll());
    }

    @Test
    void oneFenceWaitsForTheOther() {
        rig.add("bulk", 6);
        fence("one", 4);
        fence("two", 1);
        fence("three", 7);
        assertEquals(List.of("bulk", "one", "two", "three"), rig.sendAll());
    }

    @Test
    void aFenceStaysBehindWhatIsBeingWrittenAndIsPutBack() {
        rig.add("bulk", 7);
        QueueRig.Taken bulk = rig.take();
        fence("fenced", 0);
        bulk.putBack();
        assertEquals(List.of("bulk", "fenced"), rig.sendAll());
    }

    @Test
    void aFenceThatIsPutBackIsStillOne() {
        rig.add("bulk", 7);
        fence("fenced", 0);
        QueueRig.Taken bulk = rig.take();
        QueueRig.Taken fenced = rig.take();
        fenced.putBack();
        bulk.putBack();
        rig.add("later", 0);
        assertEquals(List.of("bulk", "fenced", "later"), rig.sendAll());
    }

    @Test
    void aFenceIsNotHelpedPastWhatIsOlder() {
        rig.add("o1", 5);
        rig.add("o2", 5);
        fence("fenced", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        assertEquals("o1", rig.sendNext());
        rig.nowNs += QueueRig.MAX_WAIT_NS / 2;
        // The fenced one has waited, and o2 has not: but o2 is older.
        assertEquals(List.of("o2", "fenced"), rig.sendAll());
    }

    @Test
    void aFenceIsHelpedPastWhatIsNewer() {
        rig.add("bulk", 6);
        fence("fenced", 7);
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        rig.add("u1", 0);
        rig.add("u2", 0);
        assertEquals(List.of("bulk", "fenced", "u1", "u2"), rig.sendAll());
    }

    @Test
    void whatAFenceWaitsForIsHelpedPastMoreUrgentOnes() {
        rig.add("bulk", 7);
        fence("fenced", 0);
        rig.nowNs = QueueRig.MAX_WAIT_NS;
        rig.add("urgent", 1);
        assertEquals(List.of("bulk", "fenced", "urgent"), rig.sendAll());
    }

    // -- Keys

    @Test
    void aNewerRecordReplacesEachOlderOneOfItsKey() {
        Delivery first = rig.keyed("1", "k");
        Delivery second = rig.keyed("2", "k");
        Delivery third = rig.keyed("3", "k");
        Delivery other = rig.keyed("4", "l");
        assertEquals(EntryState.SUPERSEDED, first.at(0));
        assertEquals(EntryState.SUPERSEDED, second.at(0));
        assertEquals(EntryState.QUEUED, third.at(0));
        assertEquals(third, queue.withKey("k"));
        assertEquals(2, queue.records());
        assertEquals(List.of("3", "4"), rig.sendAll());
        assertEquals(EntryState.SENT, other.at(0));
        assertNull(queue.withKey("k"));
    }

    @Test
    void whatReplacedAnotherIsPutBackLikeAnyOther() {
        rig.keyed("1", "k");
        rig.keyed("2", "k");
        rig.take().putBack();
        assertEquals(List.of("2"), rig.sendAll());
    }

    @Test
    void whatIsBeingWrittenIsReplacedWhenItIsPutBack() {
        Delivery old = rig.keyed("old", "k");
        QueueRig.Taken taken = rig.take();
        rig.keyed("new", "k");
        assertEquals(EntryState.WRITING, old.at(0));
        taken.putBack();
        assertEquals(EntryState.SUPERSEDED, old.at(0));
        assertEquals(List.of("new"), rig.sendAll());
    }

    @Test
    void whatIsBeingWrittenIsReplacedEvenIfTheNewerOneIsTakenBack() {
        Delivery old = rig.keyed("old", "k");
        QueueRig.Taken taken = rig.take();
        rig.unsend(rig.keyed("new", "k"));
        taken.putBack();
        assertEquals(EntryState.SUPERSEDED, old.at(0));
    }

    @Test
    void whatHasBegunIsNotReplaced() {
        Delivery begun = rig.keyed("begun", "k");
        rig.take().begun();
        Delivery next = rig.keyed("next", "k");
        assertEquals(EntryState.STARTED, begun.at(0));
        assertEquals(EntryState.QUEUED, next.at(0));
        queue.endTaken(begun, 0, EntryState.SENT, null, begun.length, 0);
        assertEquals(next, queue.withKey("k"));
    }

    @Test
    void nothingEndsBeforeItWasQueued() {
        rig.nowNs = 20;
        Delivery old = rig.keyed("old", "k");
        // Its sender read the clock, and then waited for the lock.
        rig.nowNs = 10;
        rig.keyed("new", "k");
        assertEquals(EntryState.SUPERSEDED, old.at(0));
        assertEquals(Duration.ofNanos(20 - old.queuedNs()), old.endedAfter(0));
    }

    // -- Expiry

    @Test
    void doesNotBeginWhatHasExpired() {
        Delivery delivery = rig.add("late", SendOptions.DEFAULT.withLifetime(Duration.ofNanos(5)));
        rig.add("next", 3);
        rig.nowNs = 5;
        assertEquals("next", rig.sendNext());
        assertEquals(EntryState.EXPIRED, delivery.at(0));
        assertEquals(Duration.ofNanos(5 - delivery.queuedNs()), delivery.endedAfter(0));
    }

    // -- Limits

    @Test
    void dropsTheOldestOfTheSameOrLowerUrgency() {
        IOException cause = new IOException("full");
        rig.add("urgent", 0);
        Delivery bulk = rig.add("bulk", 7);
        Delivery middle = rig.add("middle", 3);
        assertTrue(queue.dropOldest(3, cause, 1));
        assertTrue(queue.dropOldest(3, cause, 1));
        assertFalse(queue.dropOldest(3, cause, 1));
        assertEquals(cause, bulk.cause(0));
        assertEquals(EntryState.FAILED, middle.at(0));
        assertEquals(List.of("urgent"), rig.sendAll());
    }

    @Test
    void dropsByUrgencyAlsoWhatIsFenced() {
        rig.add("bulk", 7);
        fence("fenced", 1);
        queue.dropOldest(3, new IOException("full"), 1);
        assertFalse(queue.dropOldest(3, new IOException("full"), 1));
        assertEquals(List.of("fenced"), rig.sendAll());
    }

    @Test
    void neverDropsWhatTheApplicationWrote() {
        rig.write("written", false, false);
        assertFalse(queue.dropOldest(0, new IOException("full"), 1));
    }

    // -- The application's own records

    @Test
    void nothingComesBetweenThePartsOfARecord() {
        rig.write("a1", false, true);
        rig.add("urgent", 0);
        QueueRig.Taken first = rig.take();
        assertEquals("urgent", QueueRig.name(first.delivery));
        first.sent();
        assertEquals("a1", rig.sendNext());
        rig.add("more urgent", 0);
        assertNull(rig.sendNext());
        rig.write("a2", true, true);
        rig.write("a3", true, false);
        assertEquals(List.of("a2", "a3", "more urgent"), rig.sendAll());
        assertTrue(queue.hasNoContinuation());
    }

    @Test
    void partsThatArePutBackStayTogether() {
        rig.write("a1", false, true);
        rig.write("a2", true, false);
        QueueRig.Taken first = rig.take();
        QueueRig.Taken second = rig.take();
        rig.add("urgent", 0);
        second.putBack();
        first.putBack();
        assertEquals(List.of("urgent", "a1", "a2"), rig.sendAll());
    }

    @Test
    void aRecordThatBeganIsFinishedThoughItsRestIsPutBack() {
        rig.write("a1", false, true);
        rig.write("a2", true, false);
        QueueRig.Taken first = rig.take();
        QueueRig.Taken second = rig.take();
        rig.add("urgent", 0);
        first.sent();
        second.putBack();
        assertEquals(List.of("a2", "urgent"), rig.sendAll());
    }

    // -- Memory

    @Test
    void supersedingForEverTakesNoMemory() {
        for (int i = 0; i < 100_000; i++) {
            rig.keyed("x", "k");
        }
        assertTrue(queue.entries() < 200, "entries=" + queue.entries());
    }

    @Test
    void unsendingForEverTakesNoMemory() {
        rig.add("first", 3);
        for (int i = 0; i < 100_000; i++) {
            rig.unsend(rig.add("x", i % 8));
        }
        assertTrue(queue.entries() < 200, "entries=" + queue.entries());
        assertEquals(List.of("first"), rig.sendAll());
    }

    @Test
    void compactionKeepsTheOrder() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            String name = String.valueOf((char) ('a' + i % 26));
            Delivery delivery = rig.add(name, 3);
            if (i % 7 == 0) {
                expected.append(name);
            } else {
                rig.unsend(delivery);
            }
        }
        assertEquals(expected.toString(), String.join("", rig.sendAll()));
    }

    @Test
    void theOldestIsTheOneThatWasQueuedFirst() {
        rig.nowNs = 10;
        rig.unsend(rig.add("gone", 3));
        rig.nowNs = 20;
        rig.add("a", 7);
        rig.nowNs = 30;
        rig.add("b", 0);
        assertEquals(20, queue.oldestNs(40));
    }
}
