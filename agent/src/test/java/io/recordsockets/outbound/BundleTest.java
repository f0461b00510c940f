package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Backlog;
import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bursts of small records to two members: one that the test lets take what it says, and one that takes all. */
class BundleTest {
    private final Rig rig = new Rig();
    private final Connection slow = rig.full();
    private final Connection fast = rig.connection(FakeTransport.ENDLESS);
    private final Group group = rig.burstGroup(GroupPolicy.DEFAULT, slow, fast);
    private final List<RecordHandle> records = new ArrayList<>();

    private SendReceipt send(String text) {
        return rig.send(group, text, SendOptions.DEFAULT);
    }

    private RecordHandle sendKept(String text) {
        RecordHandle record = rig.record(text);
        records.add(record);
        group.send(record);
        return record;
    }

    private static Bundle bundle(SendReceipt receipt) {
        return ((Delivery) receipt).bundle();
    }

    /** Whatever happened: all that is queued leaves, and the figures agree. */
    @AfterEach
    void nothingIsLeft() {
        records.forEach(RecordHandle::close);
        if (slow.isOpen()) {
            rig.allow(slow, FakeTransport.ENDLESS);
            Rig.assertEmpty(slow);
        }
        rig.settle();
        Rig.assertEmpty(fast);
        assertEquals(Backlog.EMPTY, group.backlog());
    }

    // -- As one

    @Test
    void aBurstIsOneEntryAndOneWriteForEach() {
        List<SendReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            receipts.add(send("record " + i % 10 + ";"));
        }
        assertSame(bundle(receipts.get(0)), bundle(receipts.get(99)));
        assertEquals(100, slow.backlog().records());
        assertEquals(900, slow.backlog().bytes());
        rig.settle();
        assertEquals(List.of(900L), Rig.transport(fast).taken);
        assertEquals(100, rig.engine.statistics().sent());
        assertEquals("record 0;record 1;", Rig.transport(fast).text().substring(0, 18));
        for (SendReceipt receipt : receipts) {
            assertEquals(RecordState.QUEUED, receipt.state(0));
            assertEquals(RecordState.SENT, receipt.state(1));
            assertTrue(!receipt.startedAfter(1).isNegative()
                    && receipt.endedAfter(1).compareTo(receipt.startedAfter(1)) >= 0);
        }
        assertEquals(100, group.backlog().records());
        rig.allow(slow, 900);
        assertEquals(Rig.transport(fast).text(), Rig.transport(slow).text());
        for (SendReceipt receipt : receipts) {
            assertSame(receipt, receipt.ended().toCompletableFuture().join());
        }
        assertEquals(200, rig.engine.statistics().sent());
    }

    @Test
    void aFullOneIsWrittenByTheSender() {
        while (Rig.transport(fast).taken.isEmpty()) {
            send("x".repeat(500));
        }
        assertEquals(List.of(Bundle.FULL_BYTES / 500 * 500L + 500), Rig.transport(fast).taken);
    }

    @Test
    void aSingleRecordLeavesWithTheNextPass() {
        send("one");
        rig.settle();
        assertEquals("one", Rig.transport(fast).text());
        send("two");
        rig.settle();
        assertEquals("onetwo", Rig.transport(fast).text());
    }

    @Test
    void whatComesDuringAWriteGrowsUntilTheNextPass() throws IOException {
        send("a");
        send("b");
        Rig.transport(fast).duringWrite = () -> {
            send("c");
            send("d");
        };
        rig.flusher.pass();
        assertEquals("ab", Rig.transport(fast).text());
        assertEquals(3, bundle(send("e")).records());
        rig.settle();
        assertEquals("abcde", Rig.transport(fast).text());
        assertEquals(List.of(2L, 3L), Rig.transport(fast).taken);
    }

    @Test
    void whereTheyStayAloneSomeGoByThemselves() {
        int bundled = 0;
        for (int i = 0; i < 1000; i++) {
            bundled += bundle(send("a")) == null ? 0 : 1;
            rig.send(slow, "b");
        }
        assertTrue(bundled > 10 && bundled < 30, "bundled=" + bundled);
        for (int i = 0; i < 100; i++) {
            send("c");
        }
        assertTrue(bundle(send("d")).records() > 30);
    }

    @Test
    void nothingButSmallRecordsWithoutConditionsIsBundled() {
        assertNull(bundle(rig.send(group, "k", SendOptions.DEFAULT.withKey("k"))));
        assertNull(bundle(rig.send(group, "f", SendOptions.DEFAULT.withFence())));
        assertNull(bundle(rig.send(group, "l", SendOptions.DEFAULT.withLifetime(Duration.ofHours(1)))));
        assertNull(bundle(send("x".repeat(2 * MemoryPayload.COPY_LIMIT + 1))));
        assertTrue(bundle(send("x".repeat(2 * MemoryPayload.COPY_LIMIT))) != null);
        assertNull(bundle(rig.send(rig.burstGroup(GroupPolicy.DEFAULT, fast), "alone", SendOptions.DEFAULT)));
    }

    // -- Order

    @Test
    void keepsItsPlaceBeforeWhatIsSentLater() {
        SendReceipt a = send("a");
        rig.send(slow, "b");
        SendReceipt c = send("c");
        assertTrue(bundle(a) != bundle(c));
        rig.send(slow, "d", SendOptions.DEFAULT.withFence());
        send("e");
        assertEquals("abcde", rig.allow(slow, 100));
    }

    @Test
    void moreUrgentRecordsOvertakeIt() {
        send("a");
        send("b");
        rig.send(group, "u", SendOptions.ofUrgency(0));
        rig.send(group, "v", SendOptions.ofUrgency(0));
        assertEquals("uvab", rig.allow(slow, 100));
    }

    @Test
    void urgentOnesDoNotWaitForTheNextPass() throws IOException {
        rig.send(slow, "abcdef", 7);
        rig.allow(slow, 2);
        rig.send(group, "u", SendOptions.ofUrgency(0));
        rig.send(group, "v", SendOptions.ofUrgency(0));
        Rig.transport(slow).allow(100);
        rig.flusher.pass();
        assertEquals("abcdefuv", Rig.transport(slow).text());
        List<Long> taken = Rig.transport(slow).taken;
        assertEquals(6, taken.get(taken.size() - 1), "in the write that was next");
    }

    @Test
    void urgentRecordsOvertakeWhatAShortWriteLeftOfIt() {
        SendReceipt a = send("aaaa");
        SendReceipt b = send("bbbb");
        SendReceipt c = send("cccc");
        send("dddd");
        assertEquals("aaaabb", rig.allow(slow, 6));
        assertEquals(RecordState.SENT, a.state(0));
        assertEquals(RecordState.STARTED, b.state(0));
        assertEquals(RecordState.QUEUED, c.state(0));
        assertTrue(b.startedAfter(0) != null);
        assertEquals(null, c.startedAfter(0));
        assertEquals(3, slow.backlog().records());
        assertEquals(10, slow.backlog().bytes());
        rig.send(slow, "u", 0);
        assertEquals("bbuccccdddd", rig.allow(slow, 100));
    }

    @Test
    void aShortWriteMayEndBetweenTwoOfIts() {
        SendReceipt a = send("aaaa");
        SendReceipt b = send("bbbb");
        assertEquals("aaaa", rig.allow(slow, 4));
        assertEquals(RecordState.SENT, a.state(0));
        assertEquals(RecordState.QUEUED, b.state(0));
        rig.send(slow, "u", 0);
        assertEquals("ubbbb", rig.allow(slow, 100));
    }

    @Test
    void whatAShortWriteLeftGoesBeforeTheNextOne() {
        send("aaaa");
        send("bbbb");
        rig.send(slow, "cccc");
        send("dddd");
        send("eeee");
        StringBuilder seen = new StringBuilder();
        while (seen.length() < 20) {
            seen.append(rig.allow(slow, 3));
        }
        assertEquals("aaaabbbbccccddddeeee", seen.toString());
    }

    // -- Members

    @Test
    void newMembersGetWhatIsSentFromThenOn() {
        send("a");
        Connection late = rig.connection(FakeTransport.ENDLESS);
        group.add(late);
        send("b");
        group.remove(slow);
        send("c");
        rig.settle();
        assertEquals("abc", Rig.transport(fast).text());
        assertEquals("bc", Rig.transport(late).text());
        assertEquals("ab", rig.allow(slow, 100));
    }

    @Test
    void aMemberThatIsClosedGetsWhatWasSentBefore() {
        SendReceipt before = send("a");
        slow.close();
        SendReceipt after = send("b");
        assertEquals(RecordState.QUEUED, before.state(0));
        assertEquals("a", rig.allow(slow, 100));
        assertEquals(RecordState.SENT, before.state(0));
        assertTrue(after.receivers() == 1 || after.state(0) == RecordState.FAILED);
        rig.settle();
        assertEquals("ab", Rig.transport(fast).text());
    }

    @Test
    void aMemberThatFailsEndsItsOwnOnly() {
        List<SendReceipt> receipts = List.of(send("aa"), send("bb"), send("cc"));
        rig.allow(slow, 3);
        IOException cause = new IOException("by the test");
        slow.outbound().lifecycle().fail(cause);
        assertEquals(RecordState.SENT, receipts.get(0).state(0));
        assertEquals(RecordState.FAILED, receipts.get(1).state(0));
        assertEquals(RecordState.FAILED, receipts.get(2).state(0));
        assertSame(cause, receipts.get(2).cause(0));
        rig.settle();
        assertEquals("aabbcc", Rig.transport(fast).text());
        for (SendReceipt receipt : receipts) {
            assertEquals(RecordState.SENT, receipt.state(1));
            assertSame(receipt, receipt.ended().toCompletableFuture().join());
        }
    }

    // -- Limits

    @Test
    void aMemberWithoutRoomForAFullOneGetsEachByItself() {
        slow.policy(SocketPolicy.DEFAULT.withLimits(100, 2));
        SendReceipt a = send("a");
        SendReceipt b = send("b");
        SendReceipt c = send("c");
        assertSame(bundle(a), bundle(c));
        assertEquals(RecordState.QUEUED, b.state(0));
        assertEquals(RecordState.FAILED, c.state(0));
        assertTrue(c.cause(0) instanceof SendRefusedException);
        try (RecordHandle record = rig.record("d")) {
            assertEquals(1, group.send(record).accepted(), "accepted");
        }
        rig.settle();
        assertEquals("abcd", Rig.transport(fast).text());
        assertEquals("ab", rig.allow(slow, 100));
        assertEquals(2, rig.engine.statistics().failed());
    }

    @Test
    void nothingJoinsItWhileRoomIsLookedForBehindIt() {
        slow.policy(SocketPolicy.DEFAULT.withLimits(Bundle.MAX_BYTES, 1000));
        SendReceipt a = send("a");
        assertFalse(bundle(a).isSealed());
        assertEquals(
                RecordState.FAILED, rig.send(slow, "x".repeat(Bundle.MAX_BYTES)).state(0));
        assertTrue(bundle(a).isSealed());
    }

    @Test
    void dropsTheOldestOfItsRecordsOneByOne() {
        List<SendReceipt> receipts = List.of(send("aa"), send("bb"), send("cc"));
        slow.policy(SocketPolicy.DEFAULT.withLimits(8, 100).withOverflow(Overflow.DROP_OLDEST));
        rig.send(slow, "dddd");
        assertEquals(RecordState.FAILED, receipts.get(0).state(0));
        assertEquals(RecordState.QUEUED, receipts.get(1).state(0));
        rig.send(slow, "eee");
        assertEquals(RecordState.FAILED, receipts.get(1).state(0));
        assertEquals(RecordState.FAILED, receipts.get(2).state(0));
        assertEquals("ddddeee", rig.allow(slow, 100));
        rig.settle();
        assertEquals("aabbcc", Rig.transport(fast).text());
    }

    @Test
    void aGroupThatIsFullDropsTheOldestOfThem() {
        group.policy(GroupPolicy.DEFAULT.withLimits(100, 3).withOverflow(Overflow.DROP_OLDEST));
        SendReceipt a = send("a");
        send("b");
        send("c");
        send("d");
        assertEquals(2, a.count(RecordState.FAILED));
        assertEquals("bcd", rig.allow(slow, 100));
    }

    // -- Taking back

    @Test
    void oneOfThemIsTakenBackFromWhoHasNotGotIt() {
        sendKept("a");
        RecordHandle b = sendKept("b");
        sendKept("c");
        rig.settle();
        UnsendResult result = b.unsend();
        assertEquals(List.of(slow), result.unsent());
        assertEquals(List.of(fast), result.sent());
        assertEquals(List.of(slow), b.unsend().ended());
        assertEquals(2, slow.backlog().records());
        assertEquals("ac", rig.allow(slow, 100));
        assertEquals(1 + 1, rig.engine.statistics().unsent(), "with what made it full");
        assertEquals(5, rig.engine.statistics().sent());
    }

    @Test
    void oneOfThemIsTakenBackFromAllBeforeTheNextPass() {
        sendKept("a");
        RecordHandle b = sendKept("b");
        assertEquals(List.of(slow, fast), b.unsend().unsent());
        sendKept("c");
        rig.settle();
        assertEquals("ac", Rig.transport(fast).text());
        assertEquals("ac", rig.allow(slow, 100));
    }

    @Test
    void unsendingWaitsForTheWriteThatIsUnderWay() throws InterruptedException {
        sendKept("aa");
        RecordHandle b = sendKept("bb");
        RecordHandle c = sendKept("cc");
        rig.settle();
        List<UnsendResult> results = new ArrayList<>();
        Thread other = new Thread(() -> {
            results.add(b.unsend());
            results.add(c.unsend());
        });
        Rig.transport(slow).duringWrite = () -> {
            other.start();
            OutboundTest.awaitWaiting(other);
        };
        assertEquals("aab", rig.allow(slow, 3));
        other.join(10_000);
        assertFalse(other.isAlive());
        assertEquals(List.of(slow), results.get(0).started());
        assertEquals(List.of(slow), results.get(1).unsent());
        assertEquals("b", rig.allow(slow, 100));
    }

    @Test
    void allOfThemAreTakenBackByUrgency() {
        send("a");
        send("b");
        rig.send(slow, "own");
        send("c");
        assertEquals(
                List.of(slow, slow, slow, fast, fast, fast),
                group.unsendUrgency(SendOptions.DEFAULT_URGENCY).unsent().stream()
                        .toList());
        assertEquals(List.of(), group.unsendUrgency(SendOptions.DEFAULT_URGENCY).unsent());
        assertEquals("own", rig.allow(slow, 100));
    }

    @Test
    void manyThatAreTakenBackLeaveNoPlacesTaken() {
        for (int i = 0; i < 5000; i++) {
            RecordHandle record = rig.record("x");
            group.send(record);
            if (i % 100 != 0) {
                record.unsend();
            }
            record.close();
        }
        assertEquals(50, slow.backlog().records());
        assertEquals("x".repeat(50), rig.allow(slow, 5000));
    }

    // -- Memory

    @Test
    void handlesThatAreSentForEverKeepNothingOld() throws Exception {
        RecordHandle x = sendKept("x");
        RecordHandle y = sendKept("y");
        WeakReference<Object> old = new WeakReference<>(send("old"));
        for (int i = 0; i < 3; i++) {
            group.send(y);
        }
        rig.allow(slow, 1000);
        for (int i = 0; i < 100; i++) {
            group.send(i % 2 == 0 ? x : y);
            group.send(i % 2 == 0 ? y : x);
            rig.settle();
            rig.allow(slow, 1000);
        }
        awaitGone(List.of(old));
        assertEquals(101, x.unsend().sent().stream().filter(slow::equals).count());
    }

    private static void awaitGone(List<WeakReference<Object>> references) throws InterruptedException {
        for (int i = 0; i < 100 && references.stream().anyMatch(reference -> reference.get() != null); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertTrue(references.stream().allMatch(reference -> reference.get() == null), "are kept");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 12})
    void aHandleThatIsKeptDoesNotKeepTheOthersOfItsBundle(int firstWrite) throws Exception {
        List<WeakReference<Object>> others = new ArrayList<>();
        others.add(new WeakReference<>(send("first")));
        RecordHandle kept = sendKept("kept");
        for (int i = 0; i < 10; i++) {
            others.add(new WeakReference<>(send("other")));
        }
        rig.allow(slow, firstWrite);
        rig.allow(slow, 1000);
        // The group and the connection have something else in mind.
        sendKept("last");
        rig.settle();
        awaitGone(others);
        assertEquals(
                Set.of(slow, fast),
                Set.copyOf(group.unsend(kept).sent().stream().toList()));
    }
}
