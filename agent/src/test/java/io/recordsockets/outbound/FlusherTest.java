package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.outbound.queue.Timers;
import java.io.IOException;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The flusher's passes, one by one; its selector does not sleep, but says for how long it would. */
class FlusherTest {
    private final Rig rig = new Rig();

    @Test
    void sleepsWithoutLimitWhenNothingIsToDo() throws IOException {
        rig.flusher.pass();
        assertEquals(0, rig.selector.lastTimeoutMs);
    }

    @Test
    void doesNotSleepWhenSomethingWasAskedQuietly() throws IOException {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        rig.flusher.requestQuietly(connection, Flusher.FLUSH);
        assertEquals(0, rig.selector.wakeups);
        rig.flusher.pass();
        assertEquals(-1, rig.selector.lastTimeoutMs);
    }

    @Test
    void isAskedOnceForWhatIsAskedTwice() throws IOException {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        rig.flusher.requestQuietly(connection, Flusher.FLUSH);
        rig.flusher.requestQuietly(connection, Flusher.FLUSH);
        rig.flusher.requestQuietly(connection, Flusher.AWAIT_READABLE);
        assertEquals(Flusher.FLUSH | Flusher.AWAIT_READABLE, connection.addRequests(0));
        rig.flusher.pass();
        assertEquals(0, connection.addRequests(0));
        assertTrue(rig.flusher.isIdle());
    }

    @Test
    void takesWhatIsAskedOfManyConnections() {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Connection connection = rig.full();
            rig.send(connection, "r" + i);
            connections.add(connection);
        }
        for (Connection connection : connections) {
            Rig.transport(connection).allow(100);
        }
        rig.settle();
        for (int i = 0; i < 100; i++) {
            assertEquals("r" + i, Rig.transport(connections.get(i)).text());
        }
    }

    @Test
    void aFullSocketIsWaitedForAndNotAskedAgain() throws IOException {
        Connection connection = rig.full();
        rig.send(connection, "record");
        rig.settle();
        int writes = Rig.transport(connection).taken.size();
        for (int pass = 0; pass < 10; pass++) {
            rig.flusher.pass();
        }
        assertEquals(writes, Rig.transport(connection).taken.size());
        assertEquals("record", rig.allow(connection, 100));
    }

    @Test
    void runsTimersInOrderWhenTheyAreDue() throws IOException {
        List<String> ran = new ArrayList<>();
        long nowNs = System.nanoTime();
        rig.flusher.at(nowNs - 1, () -> ran.add("second"));
        rig.flusher.at(nowNs - 2, () -> ran.add("first"));
        rig.flusher.at(nowNs + TimeUnit.HOURS.toNanos(1), () -> ran.add("never"));
        rig.settle();
        assertEquals(List.of("first", "second"), ran);
        assertTrue(rig.selector.lastTimeoutMs > TimeUnit.MINUTES.toMillis(59));
        assertTrue(rig.selector.lastTimeoutMs <= TimeUnit.MINUTES.toMillis(60));
    }

    @Test
    void findsChannelsThatOthersClosed() throws Exception {
        Connection connection = rig.full();
        SendReceipt receipt = rig.send(connection, "record");
        rig.watched.add(connection);
        rig.flusher.pass();
        assertTrue(rig.selector.lastTimeoutMs > 0 && rig.selector.lastTimeoutMs <= 1000);
        Rig.transport(connection).closed = true;
        connection.checkOpen();
        assertEquals(RecordState.FAILED, receipt.state(0));
    }

    @Test
    void sleepsOnWhereNothingIsAskedOfItButNotBeforeItChecksConnections() throws Exception {
        Rig running = new Rig(false);
        Connection connection = running.connection(FakeTransport.ENDLESS);
        Thread thread = new Thread(running.flusher, "flusher under test");
        thread.setDaemon(true);
        thread.start();
        awaitSleep(thread, Thread.State.WAITING);
        running.watched.add(connection);
        running.send(connection, "one");
        awaitSleep(thread, Thread.State.TIMED_WAITING);
        assertEquals(1, running.selector.wakeups);
        // Longer than any pause that makes a burst, so that the next send writes by itself.
        Thread.sleep(3);
        running.send(connection, "two");
        assertEquals("onetwo", Rig.transport(connection).text());
        assertEquals(1, running.selector.wakeups);
    }

    private static void awaitSleep(Thread thread, Thread.State state) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (thread.getState() != state) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "the flusher does not sleep as it should");
            Thread.onSpinWait();
        }
    }

    @Test
    void oneConnectionThatCannotBeRegisteredTakesNothingFromTheOthers() {
        Connection first = rig.connection(0);
        Connection bad = rig.connection(0);
        Connection last = rig.connection(0);
        Rig.transport(bad).registerFailure = new IllegalBlockingModeException();
        SendReceipt a = rig.send(first, "a");
        SendReceipt b = rig.send(bad, "b");
        SendReceipt c = rig.send(last, "c");
        for (Connection connection : List.of(first, last)) {
            Rig.transport(connection).allow(100);
        }
        rig.settle();
        assertEquals(RecordState.SENT, a.state(0));
        assertEquals(RecordState.SENT, c.state(0));
        assertEquals(RecordState.FAILED, b.state(0));
        assertFalse(bad.isOpen());
    }

    @Test
    void lifetimesThatAreOfNoAccountTakeNoPlace() {
        Connection fast = rig.connection(FakeTransport.ENDLESS);
        Connection slow = rig.full();
        SendOptions options = SendOptions.DEFAULT.withLifetime(Duration.ofHours(1));
        for (int i = 0; i < 5000; i++) {
            rig.send(fast, "sent", options);
            rig.send(slow, "taken back", options);
            slow.unsendUrgency(SendOptions.DEFAULT_URGENCY);
            rig.settle();
        }
        assertTrue(rig.flusher.timers() < 200, "timers=" + rig.flusher.timers());
        SendReceipt kept = rig.send(slow, "kept", options);
        SendReceipt brief = rig.send(slow, "brief", SendOptions.DEFAULT.withLifetime(Duration.ofNanos(1)));
        rig.settle();
        assertEquals(RecordState.EXPIRED, brief.state(0));
        assertEquals(RecordState.QUEUED, kept.state(0));
    }

    @Test
    void timersRunInOrderAndOnceUnlessTheyAreCancelled() {
        Timers timers = new Timers();
        List<Integer> ran = new ArrayList<>();
        List<Timers.Timer> added = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int due = i * 7919 % 1000;
            added.add(timers.add(due, () -> ran.add(due)));
        }
        List<Integer> expected = new ArrayList<>();
        for (int due = 0; due < 1000; due++) {
            if (due < 100 || due % 5 == 0) {
                expected.add(due);
            }
        }
        timers.run(99);
        for (int i = 0; i < 1000; i++) {
            int due = i * 7919 % 1000;
            if (due % 5 != 0) {
                added.get(i).cancel();
                added.get(i).cancel();
            }
        }
        timers.run(99);
        assertTrue(timers.size() <= 360, "size=" + timers.size());
        timers.run(1000);
        assertEquals(expected, ran);
        assertTrue(timers.isEmpty() && !timers.hasNew());
    }
}
