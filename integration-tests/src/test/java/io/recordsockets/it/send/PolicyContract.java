package io.recordsockets.it.send;

import static io.recordsockets.Overflow.BLOCK;
import static io.recordsockets.Overflow.DISCONNECT;
import static io.recordsockets.Overflow.DROP_OLDEST;
import static io.recordsockets.Overflow.FAIL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Overflow;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SocketPolicy;
import io.recordsockets.it.contract.Background;
import io.recordsockets.it.send.Plugged.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens at the limits of one socket. */
public class PolicyContract {
    private static final int RECORDS = 8;
    private static final SocketPolicy FEW = Wire.PATIENT.withLimits(64L << 20, RECORDS);

    @Test
    void failRefusesTheNewRecordAndKeepsTheOld() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(FAIL))) {
            List<Sent> accepted = new ArrayList<>();
            Sent refused = fill(plugged, SendOptions.DEFAULT, accepted);
            refused.expectFailed();
            assertEquals(
                    refused.receipt(),
                    refused.receipt().ended().toCompletableFuture().get(5, TimeUnit.SECONDS));
            plugged.send(100, SendOptions.ofUrgency(0)).expectFailed();
            try (RecordHandle handle = Frame.handle(Frame.number(), 100)) {
                assertEquals(0, plugged.wire.socket.send(handle).accepted());
            }
            plugged.expect(accepted);
        }
    }

    @Test
    void bytesAreLimitedToo() throws Exception {
        try (Plugged plugged = new Plugged()) {
            plugged.awaitStandstill();
            long limit = plugged.wire.socket.backlog().bytes() + 10_000;
            plugged.wire.socket.policy(Wire.PATIENT.withLimits(limit, 1000).withOverflow(FAIL));
            List<Sent> accepted = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                accepted.add(plugged.send(1_000, SendOptions.DEFAULT));
                assertEquals(RecordState.QUEUED, accepted.get(i).state());
            }
            plugged.send(1_001, SendOptions.DEFAULT).expectFailed();
            accepted.add(plugged.send(1_000, SendOptions.DEFAULT));
            plugged.send(Frame.HEADER, SendOptions.DEFAULT).expectFailed();
            assertTrue(plugged.wire.socket.backlog().bytes() <= limit);
            plugged.expect(accepted);
        }
    }

    @Test
    void oneRecordIsAcceptedIntoAnEmptyQueueHoweverLong() throws Exception {
        for (Overflow overflow : Overflow.values()) {
            try (Wire wire = Wire.open()) {
                wire.socket.policy(Wire.PATIENT.withLimits(100, 1).withOverflow(overflow));
                Sent sent = Plugged.send(wire.socket, 3 << 20, SendOptions.DEFAULT);
                wire.far.awaitCount(1);
                Await.until(() -> sent.state() == RecordState.SENT, () -> overflow + ": " + sent.state());
            }
        }
    }

    @Test
    void dropOldestTakesTheOldestOfTheSameOrLowerUrgency() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(DROP_OLDEST))) {
            Sent three = plugged.send(100, SendOptions.ofUrgency(3));
            Sent five = plugged.send(100, SendOptions.ofUrgency(5));
            Sent one = plugged.send(100, SendOptions.ofUrgency(1));
            List<Sent> zeros = new ArrayList<>();
            while (three.state() == RecordState.QUEUED) {
                zeros.add(plugged.send(100, SendOptions.ofUrgency(0)));
                assertTrue(zeros.size() <= RECORDS, "a limit of " + RECORDS);
            }
            three.expectFailed();
            assertTrue(zeros.size() >= RECORDS - 3, () -> "dropped too early, records=" + (zeros.size() + 3));
            Sent two = plugged.send(100, SendOptions.ofUrgency(2));
            five.expectFailed();
            assertEquals(RecordState.QUEUED, one.state(), "more urgent than the new one");
            Sent seven = plugged.send(100, SendOptions.ofUrgency(7));
            seven.expectFailed();
            assertEquals(RecordState.QUEUED, two.state(), "more urgent than the new one");
            zeros.add(plugged.send(100, SendOptions.ofUrgency(0)));
            one.expectFailed();
            zeros.add(two);
            plugged.expect(zeros);
        }
    }

    @Test
    void dropOldestMakesRoomInBytesForALongRecord() throws Exception {
        try (Plugged plugged = new Plugged()) {
            plugged.awaitStandstill();
            long limit = plugged.wire.socket.backlog().bytes() + 10_000;
            plugged.wire.socket.policy(Wire.PATIENT.withLimits(limit, 1000).withOverflow(DROP_OLDEST));
            List<Sent> old = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                old.add(plugged.send(1_000, SendOptions.DEFAULT));
            }
            Sent large = plugged.send(3_500, SendOptions.DEFAULT);
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        i < 4 ? RecordState.FAILED : RecordState.QUEUED,
                        old.get(i).state(),
                        "old record " + i);
            }
            List<Sent> rest = new ArrayList<>(old.subList(4, 10));
            rest.add(large);
            plugged.expect(rest);
        }
    }

    @Test
    void dropOldestNeverTouchesWhatHasBegun() throws Exception {
        try (Plugged plugged = new Plugged(Wire.PATIENT.withLimits(100, 1).withOverflow(DROP_OLDEST))) {
            for (int i = 0; i < 10; i++) {
                plugged.send(100, SendOptions.ofUrgency(0)).expectFailed();
            }
            assertEquals(RecordState.STARTED, plugged.plug.state(0));
            plugged.expect(List.of());
        }
    }

    @Test
    void disconnectEndsTheReceiver() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(DISCONNECT))) {
            List<Sent> accepted = new ArrayList<>();
            Sent last = fill(plugged, SendOptions.DEFAULT, accepted);
            last.expectFailed();
            assertThrows(
                    ExecutionException.class,
                    () -> plugged.wire.socket.closed().toCompletableFuture().get(5, TimeUnit.SECONDS));
            accepted.forEach(Sent::expectFailed);
            assertEquals(RecordState.FAILED, plugged.plug.state(0));
            assertFalse(plugged.wire.socket.isOpen());
            plugged.wire.far.resume();
            plugged.wire.far.awaitEnd();
            assertEquals(0, plugged.wire.far.count());
        }
    }

    @Test
    void blockWaitsForRoom() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(BLOCK))) {
            List<Sent> accepted = new ArrayList<>();
            Background<Sent> blocked = block(plugged, accepted);
            plugged.wire.far.resume();
            accepted.add(blocked.result());
            plugged.expect(accepted);
        }
    }

    @Test
    void blockEndsWhenRoomIsMadeByUnsend() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(BLOCK))) {
            List<Sent> accepted = new ArrayList<>();
            Background<Sent> blocked = block(plugged, accepted);
            assertEquals(
                    accepted.size(),
                    plugged.wire.socket.unsendUrgency(3).unsent().size());
            Sent sent = blocked.result();
            assertEquals(RecordState.QUEUED, sent.state());
            plugged.expect(List.of(sent));
        }
    }

    @Test
    void interruptEndsTheWaitAndTheRecordFails() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(BLOCK))) {
            List<Sent> accepted = new ArrayList<>();
            Background<Sent> blocked = block(plugged, accepted);
            blocked.interrupt();
            blocked.result().expectFailed();
            assertTrue(plugged.wire.socket.isOpen(), "open after an interrupt of a sender");
            plugged.expect(accepted);
        }
    }

    @Test
    void closeAndResetEndTheWait() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            try (Plugged plugged = new Plugged(FEW.withOverflow(BLOCK))) {
                Background<Sent> blocked = block(plugged, new ArrayList<>());
                if (reset) {
                    plugged.wire.far.reset();
                } else {
                    plugged.wire.socket.close();
                }
                Sent sent = blocked.result();
                sent.expectFailed();
            }
        }
    }

    @Test
    void lifetimeAndOtherUrgencyDoNotBlockOthers() throws Exception {
        try (Plugged plugged = new Plugged(FEW.withOverflow(BLOCK));
                Wire other = Wire.open()) {
            Background<Sent> blocked = block(plugged, new ArrayList<>());
            Sent there = Plugged.send(other.socket, 100, SendOptions.DEFAULT);
            other.far.awaitCount(1);
            assertTrue(blocked.running());
            Await.until(() -> there.state() == RecordState.SENT, "another socket goes on");
            // Answers while a sender waits.
            assertNotNull(plugged.wire.socket.backlog());
            plugged.wire.far.resume();
            blocked.result();
        }
    }

    @Test
    void newPolicyCountsFromTheNextSendOn() throws Exception {
        try (Plugged plugged = new Plugged()) {
            List<Sent> accepted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                accepted.add(plugged.send(100, SendOptions.DEFAULT));
            }
            SocketPolicy small = FEW.withOverflow(FAIL);
            plugged.wire.socket.policy(small);
            assertEquals(small, plugged.wire.socket.policy());
            plugged.send(100, SendOptions.DEFAULT).expectFailed();
            plugged.wire.socket.policy(Wire.PATIENT);
            accepted.add(plugged.send(100, SendOptions.DEFAULT));
            plugged.expect(accepted);
        }
    }

    @Test
    void lowUrgencyDoesNotStarve() throws Exception {
        try (Plugged plugged = new Plugged(Wire.PATIENT.withMaxWait(Duration.ofMillis(200)))) {
            Sent low = plugged.send(100, SendOptions.ofUrgency(7));
            for (int i = 0; i < 200; i++) {
                plugged.send(2_000, SendOptions.ofUrgency(0));
            }
            Await.sleep(300);
            plugged.wire.far.resume();
            plugged.wire.far.awaitCount(202);
            long[] came = plugged.wire.far.numbers();
            assertEquals(plugged.plugNumber, came[0]);
            // The urgent class has waited as long; it may go first, once.
            int place = java.util.stream.LongStream.of(came).boxed().toList().indexOf(low.number());
            assertTrue(place == 1 || place == 2, () -> "starves, place=" + place);
        }
    }

    @Test
    void lowUrgencyWaitsForItsTurnBeforeThat() throws Exception {
        try (Plugged plugged = new Plugged()) {
            Sent low = plugged.send(100, SendOptions.ofUrgency(7));
            List<Sent> order = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                order.add(plugged.send(200, SendOptions.ofUrgency(0)));
            }
            Await.sleep(50);
            order.add(low);
            plugged.expect(order);
        }
    }

    /** Sends until one is not queued; answers that one. */
    private static Sent fill(Plugged plugged, SendOptions options, List<Sent> accepted) {
        while (true) {
            Sent sent = plugged.send(100, options);
            if (sent.state() != RecordState.QUEUED) {
                assertTrue(accepted.size() >= RECORDS - 1, () -> "refused too early, records=" + accepted.size());
                return sent;
            }
            accepted.add(sent);
            assertTrue(accepted.size() <= RECORDS, () -> "over the limit, records=" + accepted.size());
        }
    }

    /** Sends up to the limit, and one more in another thread. */
    private static Background<Sent> block(Plugged plugged, List<Sent> accepted) {
        while (plugged.wire.socket.backlog().records() < RECORDS) {
            accepted.add(plugged.send(100, SendOptions.DEFAULT));
        }
        Background<Sent> blocked = Background.run(() -> plugged.send(100, SendOptions.DEFAULT));
        Await.sleep(100);
        assertTrue(blocked.running(), "waits for room");
        return blocked;
    }
}
