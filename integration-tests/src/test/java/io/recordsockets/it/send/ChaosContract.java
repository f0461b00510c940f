package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Backlog;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import io.recordsockets.it.send.Chaos.Sent;
import io.recordsockets.it.send.Chaos.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Chaos} was told is true of what the receivers saw. */
@Timeout(7200)
public class ChaosContract {
    private Chaos chaos;
    private Totals totals;
    private Map<Wire, Set<Long>> seen;

    @Test
    void everyAnswerIsTrue() {
        Trial.forSeconds("chaos", Trial.seconds(15, 1800), this::run);
    }

    private void run(Random random) throws Exception {
        Totals before = Totals.quiet();
        chaos = new Chaos(random);
        try {
            chaos.run(Trial.NIGHTLY ? 5_000 : 1_500);
            totals = Totals.quiet().minus(before);
            seen = new HashMap<>();
            for (Wire wire : chaos.wires) {
                wire.far.verify();
                Set<Long> numbers = new HashSet<>();
                for (long number : wire.far.numbers()) {
                    numbers.add(number);
                }
                seen.put(wire, numbers);
            }
            receiptsAreTrue();
            unsendsAreTrue();
            chaos.wires.forEach(this::orderIsKept);
            sumsAgree();
        } finally {
            Wire.closeAll(chaos.wires);
        }
    }

    private void receiptsAreTrue() {
        for (Sent sent : chaos.sends) {
            SendReceipt receipt = sent.receipt();
            for (int i = 0; receipt != null && i < receipt.receivers(); i++) {
                Wire wire = chaos.bySocket.get(receipt.receiver(i));
                boolean came = seen.get(wire).contains(sent.number());
                String what = "number=" + sent.number() + ", " + sent.options() + ", state=" + receipt.state(i)
                        + ", cause=" + receipt.cause(i) + ", " + wire.far;
                switch (receipt.state(i)) {
                    case SENT -> assertTrue(came || wire.far.cut(), () -> "sent and did not come: " + what);
                    case UNSENT, EXPIRED, SUPERSEDED, FAILED -> assertFalse(came, () -> "came: " + what);
                    default -> throw new AssertionError("no end: " + what);
                }
                assertEquals(receipt.state(i) == RecordState.FAILED, receipt.cause(i) != null, () -> "cause: " + what);
                timesAreInOrder(receipt, i, what);
            }
        }
    }

    private static void timesAreInOrder(SendReceipt receipt, int i, String what) {
        Duration started = receipt.startedAfter(i);
        Duration ended = receipt.endedAfter(i);
        assertTrue(!ended.isNegative(), () -> "ended before queued, endedAfter=" + ended + ", " + what);
        switch (receipt.state(i)) {
            case SENT -> {
                assertTrue(started != null && !started.isNegative(), () -> "startedAfter: " + what);
                assertTrue(ended.compareTo(started) >= 0, () -> "ended before started: " + what);
            }
            case FAILED -> {}
            default -> assertEquals(null, started, () -> "startedAfter: " + what);
        }
    }

    private void unsendsAreTrue() {
        for (Taken taken : chaos.unsends) {
            UnsendResult answer = taken.answer();
            Sent sent = taken.sent();
            List<RecordSocket> all = new ArrayList<>(answer.unsent());
            all.addAll(answer.started());
            all.addAll(answer.sent());
            all.addAll(answer.ended());
            assertEquals(all.size(), new HashSet<>(all).size(), "a receiver is there twice, sent once");
            for (RecordSocket socket : answer.unsent()) {
                assertFalse(came(sent, socket), () -> "taken back and came, number=" + sent.number());
                expectState(sent, socket, RecordState.UNSENT);
            }
            for (RecordSocket socket : answer.ended()) {
                assertFalse(came(sent, socket), () -> "ended and came, number=" + sent.number());
            }
            for (RecordSocket socket : answer.sent()) {
                assertTrue(came(sent, socket) || cut(socket), () -> "sent and did not come, number=" + sent.number());
                expectState(sent, socket, RecordState.SENT);
            }
            for (RecordSocket socket : answer.started()) {
                assertTrue(came(sent, socket) || cut(socket), () -> "began and did not come, number=" + sent.number());
            }
        }
    }

    private boolean came(Sent sent, RecordSocket socket) {
        return seen.get(chaos.bySocket.get(socket)).contains(sent.number());
    }

    private boolean cut(RecordSocket socket) {
        return chaos.bySocket.get(socket).far.cut();
    }

    private static void expectState(Sent sent, RecordSocket socket, RecordState state) {
        SendReceipt receipt = sent.receipt();
        for (int i = 0; receipt != null && i < receipt.receivers(); i++) {
            if (receipt.receiver(i) == socket) {
                assertEquals(state, receipt.state(i), "state after unsend, number=" + sent.number());
            }
        }
    }

    /** What one thread sent with one urgency came in that order, and its fenced records after all it had sent before. */
    private void orderIsKept(Wire wire) {
        Map<Long, Sent> byNumber = new HashMap<>();
        chaos.sends.forEach(sent -> byNumber.put(sent.number(), sent));
        long[][] lastOfUrgency = new long[3][8];
        long[] came = wire.far.numbers();
        // Numbers of one thread grow with its sends.
        for (long number : came) {
            Sent sent = byNumber.get(number);
            assertNotNull(sent, () -> "never sent: number=" + number);
            long[] ofThread = lastOfUrgency[sent.thread()];
            int urgency = sent.options().urgency();
            assertTrue(
                    ofThread[urgency] < number,
                    () -> "order of urgency=" + urgency + ", after=" + byNumber.get(ofThread[urgency]) + ", came="
                            + sent);
            ofThread[urgency] = number;
        }
        long[] least = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        for (int i = came.length - 1; i >= 0; i--) {
            Sent sent = byNumber.get(came[i]);
            int thread = sent.thread();
            if (sent.options().fenced()) {
                assertTrue(
                        least[thread] > came[i],
                        () -> "fenced=" + sent.number() + " came before an earlier one=" + least[thread]);
            }
            least[thread] = Math.min(least[thread], came[i]);
        }
    }

    private void sumsAgree() {
        Map<RecordState, Long> tracked = new HashMap<>();
        long accepted = 0;
        for (Sent sent : chaos.sends) {
            accepted += sent.accepted();
            for (RecordState state : RecordState.values()) {
                if (sent.receipt() != null) {
                    tracked.merge(state, (long) sent.receipt().count(state), Long::sum);
                }
            }
        }
        long trackedSum = tracked.values().stream().mapToLong(n -> n).sum();
        assertEquals(0, totals.queued(), "queuedRecords");
        assertEquals(0, totals.queuedBytes(), "queuedBytes");
        long came = 0;
        boolean cut = false;
        for (Wire wire : chaos.wires) {
            came += wire.far.count();
            cut |= wire.far.cut();
        }
        long sum = totals.sum();
        long expected = trackedSum + accepted;
        assertTrue(sum >= expected, () -> "ends=" + totals + ", of records=" + expected);
        assertTrue(totals.sent() == came || cut && totals.sent() >= came, "sent=" + totals.sent() + ", came=" + came);
        assertTrue(totals.unsent() >= tracked.getOrDefault(RecordState.UNSENT, 0L), () -> totals.toString());
        for (Wire wire : chaos.wires) {
            assertEquals(Backlog.EMPTY, wire.socket.backlog());
            assertFalse(wire.socket.isOpen());
        }
        chaos.groups.forEach(group -> {
            assertEquals(0, group.size(), "closed members leave their group");
            assertEquals(Backlog.EMPTY, group.backlog());
        });
    }
}
