package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Members that take nothing unless the test lets them, and what the group keeps for them. */
class GroupTest {
    private final Rig rig = new Rig();

    private Group group(Overflow overflow, Connection... members) {
        Group group =
                (Group) rig.engine.group(GroupPolicy.DEFAULT.withLimits(10, 3).withOverflow(overflow));
        for (Connection member : members) {
            assertTrue(group.add(member));
        }
        return group;
    }

    private static void assertEmpty(Group group) {
        assertEquals(0, group.backlog().bytes());
        assertEquals(0, group.backlog().records());
        assertEquals(0, group.backlog().oldest().toNanos());
    }

    private SendReceipt send(Group group, String text) {
        return rig.send(group, text, SendOptions.DEFAULT);
    }

    @Test
    void countsEachRecordOnceUntilAllHaveIt() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        Group group = group(Overflow.FAIL, fast, slow);
        SendReceipt receipt = send(group, "1234");
        rig.settle();
        assertEquals(RecordState.SENT, receipt.state(0));
        assertEquals(RecordState.QUEUED, receipt.state(1));
        assertEquals(1, receipt.count(RecordState.SENT));
        assertEquals(4, group.backlog().bytes());
        assertEquals(1, group.backlog().records());
        rig.allow(slow, 100);
        assertEmpty(group);
        assertEquals(receipt, receipt.ended().toCompletableFuture().join());
    }

    @Test
    void aSendToNobodyEndsAtOnce() {
        Group group = group(Overflow.FAIL);
        SendReceipt receipt = send(group, "1234");
        assertEquals(0, receipt.receivers());
        assertEquals(receipt, receipt.ended().toCompletableFuture().join());
        assertEmpty(group);
    }

    @Test
    void failsWhatThereIsNoRoomFor() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        Group group = group(Overflow.FAIL, fast, slow);
        send(group, "12345678");
        SendReceipt refused = send(group, "123");
        assertEquals(2, refused.count(RecordState.FAILED));
        assertEquals(1, group.backlog().records());
        rig.settle();
        assertEquals("12345678", Rig.transport(fast).text());
        rig.allow(slow, 100);
        assertEmpty(group);
    }

    @Test
    void dropsTheOldestThatIsAsUrgentOrLess() {
        Connection slow = rig.full();
        Connection other = rig.full();
        Group group = group(Overflow.DROP_OLDEST, slow, other);
        SendReceipt urgent = rig.send(group, "aaaa", SendOptions.ofUrgency(0));
        SendReceipt bulk = send(group, "bbbb");
        SendReceipt next = send(group, "cccc");
        assertEquals(2, bulk.count(RecordState.FAILED));
        assertEquals(2, urgent.count(RecordState.QUEUED));
        assertEquals(2, next.count(RecordState.QUEUED));
        assertEquals("aaaacccc", rig.allow(slow, 100));
        rig.allow(other, 100);
        assertEmpty(group);
    }

    /** One whose application's key cannot be looked up. */
    private static final class BrokenKey {
        @Override
        public boolean equals(Object other) {
            throw new StackOverflowError("says the test");
        }

        @Override
        public int hashCode() {
            throw new StackOverflowError("says the test");
        }
    }

    @Test
    void aSendThatFailsHalfWayLeavesNothingCounted() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        Group group = group(Overflow.BLOCK, fast, slow);
        SendOptions broken = SendOptions.DEFAULT.withKey(new BrokenKey());
        for (int i = 0; i < 5; i++) {
            assertThrows(StackOverflowError.class, () -> rig.send(group, "12345678", broken));
        }
        assertEmpty(group);
        send(group, "1234567890");
        assertEquals("1234567890", rig.allow(slow, 100));
        assertEmpty(group);
    }

    @Test
    void whatOneMemberHasBegunIsNotDropped() {
        Connection slow = rig.full();
        Group group = group(Overflow.DROP_OLDEST, slow);
        SendReceipt begun = send(group, "1234567890");
        rig.allow(slow, 1);
        SendReceipt refused = send(group, "x");
        assertEquals(RecordState.STARTED, begun.state(0));
        assertEquals(RecordState.FAILED, refused.state(0));
        rig.allow(slow, 100);
        assertEmpty(group);
    }

    @Test
    void disconnectsThoseWhoWaitForTheOldest() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        Group group = group(Overflow.DISCONNECT, fast, slow);
        SendReceipt old = send(group, "1234567890");
        rig.settle();
        SendReceipt next = send(group, "x");
        rig.settle();
        assertEquals(RecordState.FAILED, old.state(1));
        assertFalse(slow.isOpen());
        assertEquals(List.of(fast), group.members());
        assertEquals(RecordState.SENT, next.state(0));
        assertEquals("1234567890x", Rig.transport(fast).text());
        assertEmpty(group);
    }

    @Test
    void blocksUntilThereIsRoom() throws InterruptedException {
        Connection slow = rig.full();
        Group group = group(Overflow.BLOCK, slow);
        send(group, "1234567890");
        AtomicReference<SendReceipt> receipt = new AtomicReference<>();
        Thread sender = new Thread(() -> receipt.set(send(group, "x")));
        sender.start();
        OutboundTest.awaitWaiting(sender);
        rig.allow(slow, 10);
        sender.join();
        rig.allow(slow, 10);
        assertEquals(RecordState.SENT, receipt.get().state(0));
        assertEmpty(group);
    }

    @Test
    void takesBackWhatWasSentThroughIt() {
        Connection one = rig.full();
        Connection two = rig.full();
        Group group = group(Overflow.FAIL, one, two);
        Group other = group(Overflow.FAIL, one);
        try (RecordHandle record = rig.record("1")) {
            group.send(record);
            other.send(record);
            one.send(record);
            rig.allow(two, 100);
            UnsendResult result = group.unsend(record);
            assertEquals(List.of(one), result.unsent());
            assertEquals(List.of(two), result.sent());
            assertEmpty(group);
            assertEquals(2, one.backlog().records());
            assertEquals(List.of(one, one), record.unsend().unsent().stream().toList());
            assertEmpty(other);
        }
    }

    @Test
    void takesBackByKeyAndUrgencyOnlyWhatIsIts() {
        Connection one = rig.full();
        Group group = group(Overflow.FAIL, one);
        rig.send(one, "own", SendOptions.DEFAULT.withKey("k"));
        assertEquals(List.of(), group.unsendKey("k").unsent());
        rig.send(group, "1", SendOptions.DEFAULT.withKey("l"));
        rig.send(group, "2", SendOptions.ofUrgency(7));
        rig.send(one, "3", 7);
        assertEquals(List.of(one), group.unsendKey("l").unsent());
        assertEquals(List.of(one), group.unsendUrgency(7).unsent());
        assertEmpty(group);
        assertEquals("own3", rig.allow(one, 100));
    }

    @Test
    void aMemberThatFailsLeaves() {
        Connection one = rig.full();
        Connection two = rig.full();
        Group group = group(Overflow.FAIL, one, two);
        SendReceipt receipt = send(group, "1");
        two.outbound().lifecycle().fail(new java.io.IOException("by the test"));
        assertEquals(List.of(one), group.members());
        assertEquals(RecordState.FAILED, receipt.state(1));
        assertFalse(group.add(two));
        assertFalse(group.add(one), "is a member");
        assertTrue(group.remove(one));
        assertFalse(group.remove(one));
        rig.allow(one, 100);
        assertEmpty(group);
    }

    @Test
    void endedSendsTakeNoMemory() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        Group group = group(Overflow.FAIL, fast);
        Group stalled = group(Overflow.DROP_OLDEST, slow);
        for (int i = 0; i < 2000; i++) {
            send(group, "1");
            send(stalled, "1");
            rig.settle();
        }
        assertTrue(group.queue().tracked() <= 100, "tracked=" + group.queue().tracked());
        assertTrue(
                stalled.queue().tracked() <= 100, "tracked=" + stalled.queue().tracked());
    }

    @Test
    void takesBackByKeyAndUrgencyFromMembersThatHaveLeft() {
        Connection left = rig.full();
        Connection member = rig.full();
        Group group = group(Overflow.FAIL, left, member);
        SendReceipt keyed = rig.send(group, "1", SendOptions.DEFAULT.withKey("k"));
        SendReceipt bulk = rig.send(group, "2", SendOptions.ofUrgency(6));
        rig.send(left, "own", 6);
        group.remove(left);
        assertEquals(List.of(left, member), group.unsendKey("k").unsent());
        assertEquals(List.of(left, member), group.unsendUrgency(6).unsent());
        assertEquals(2, keyed.count(RecordState.UNSENT));
        assertEquals(2, bulk.count(RecordState.UNSENT));
        assertEmpty(group);
        assertEquals("own", rig.allow(left, 100));
    }

    @Test
    void aLifetimeEndsTheWaitForRoom() {
        Connection slow = rig.full();
        Group group = group(Overflow.BLOCK, slow);
        send(group, "1234567890");
        SendReceipt late = rig.send(group, "x", SendOptions.DEFAULT.withLifetime(Duration.ofMillis(20)));
        assertEquals(RecordState.EXPIRED, late.state(0));
        assertNull(late.cause(0));
        assertTrue(
                late.endedAfter(0).toNanos() >= 20_000_000,
                "waited=" + (late.endedAfter(0).toNanos()));
        assertEquals(1, rig.engine.statistics().expired());
        assertEquals("1234567890", rig.allow(slow, 100));
        assertEmpty(group);
    }

    @Test
    void dropsNothingForWhatHasNoRoomEvenSo() {
        Connection slow = rig.full();
        Group group = group(Overflow.DROP_OLDEST, slow);
        SendReceipt begun = send(group, "1234");
        rig.allow(slow, 1);
        SendReceipt queued = send(group, "56");
        assertEquals(RecordState.FAILED, send(group, "x".repeat(11)).state(0));
        assertEquals(RecordState.FAILED, send(group, "x".repeat(7)).state(0));
        assertEquals(RecordState.QUEUED, queued.state(0));
        assertEquals(RecordState.QUEUED, send(group, "x".repeat(6)).state(0));
        assertEquals(RecordState.FAILED, queued.state(0));
        rig.allow(slow, 100);
        assertEquals(RecordState.SENT, begun.state(0));
        assertEmpty(group);
    }
}
