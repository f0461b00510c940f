package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSender;
import io.recordsockets.SendOptions;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SendResult;
import io.recordsockets.SocketPolicy;
import io.recordsockets.outbound.queue.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A send says what happened. */
class SendResultTest {
    private static final SocketPolicy SMALL = SocketPolicy.DEFAULT.withLimits(10, 2);

    private final Rig rig = new Rig();

    private SendResult send(RecordSender to, int length) {
        return send(to, length, SendOptions.DEFAULT);
    }

    private SendResult send(RecordSender to, int length, SendOptions options) {
        try (RecordHandle record = rig.record("x".repeat(length))) {
            return to.send(record, options);
        }
    }

    private Connection small() {
        Connection connection = rig.full();
        connection.policy(SMALL);
        return connection;
    }

    private static void expect(SendOutcome outcome, SendResult result) {
        assertEquals(outcome, result.outcome(), result::toString);
        assertEquals(outcome == SendOutcome.ACCEPTED, result.isAccepted());
        assertEquals(1, result.receivers());
        assertEquals(outcome == SendOutcome.ACCEPTED ? 1 : 0, result.accepted());
        assertEquals(1, result.count(outcome));
        assertEquals(1, result.receiversWith(outcome).size());
        assertTrue(result.toString().startsWith("SendResult["), result::toString);
    }

    @Test
    void isTheSameObjectWhereAllIsWell() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        expect(SendOutcome.ACCEPTED, send(connection, 1));
        assertSame(send(connection, 1), send(connection, 2));
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        assertTrue(send(group, 1).isAccepted(), "of nobody");
        assertTrue(group.add(connection));
        expect(SendOutcome.ACCEPTED, send(group, 1));
        assertSame(send(group, 1), send(group, 2));
    }

    @Test
    void tellsWhichLimitOfTheSocket() {
        Connection connection = small();
        expect(SendOutcome.ACCEPTED, send(connection, 8));
        expect(SendOutcome.SOCKET_BYTES_LIMIT, send(connection, 3));
        expect(SendOutcome.ACCEPTED, send(connection, 1));
        expect(SendOutcome.SOCKET_RECORDS_LIMIT, send(connection, 1));
        assertEquals(2, rig.engine.statistics().refused());
    }

    @Test
    void tellsWhichLimitOfTheGroup() {
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT.withLimits(10, 2));
        group.add(rig.full());
        expect(SendOutcome.ACCEPTED, send(group, 8));
        expect(SendOutcome.GROUP_BYTES_LIMIT, send(group, 3));
        expect(SendOutcome.ACCEPTED, send(group, 1));
        expect(SendOutcome.GROUP_RECORDS_LIMIT, send(group, 1));
    }

    @Test
    void tellsHowManyMembersAndWhich() {
        Group group = rig.burstGroup(GroupPolicy.DEFAULT);
        Connection full = small();
        Connection open = rig.connection(FakeTransport.ENDLESS);
        group.add(full);
        group.add(open);
        expectBoth(full, open, send(group, 9), 2);
        expectBoth(full, open, send(group, 9), 1);
    }

    private static void expectBoth(Connection full, Connection open, SendResult result, int accepted) {
        assertEquals(2, result.receivers());
        assertEquals(accepted, result.accepted(), result::toString);
        assertEquals(2 - accepted, result.count(SendOutcome.SOCKET_BYTES_LIMIT));
        assertEquals(accepted == 2 ? List.of() : List.of(full), result.receiversWith(SendOutcome.SOCKET_BYTES_LIMIT));
        assertTrue(result.receiversWith(SendOutcome.ACCEPTED).contains(open));
    }

    @Test
    void tellsOfTheEnd() {
        Connection connection = rig.full();
        connection.close();
        expect(SendOutcome.CLOSED, send(connection, 1));
        Connection disconnected = small();
        disconnected.policy(SMALL.withOverflow(Overflow.DISCONNECT));
        send(disconnected, 9);
        expect(SendOutcome.SOCKET_BYTES_LIMIT, send(disconnected, 9));
        expect(SendOutcome.CLOSED, send(disconnected, 9));
        Connection byRecords = small();
        byRecords.policy(SMALL.withOverflow(Overflow.DISCONNECT));
        send(byRecords, 1);
        send(byRecords, 1);
        expect(SendOutcome.SOCKET_RECORDS_LIMIT, send(byRecords, 1));
    }

    @Test
    void tellsHowAWaitForRoomEnded() throws Exception {
        Connection connection = small();
        connection.policy(SMALL.withOverflow(Overflow.BLOCK));
        send(connection, 9);
        expect(SendOutcome.EXPIRED, send(connection, 9, SendOptions.DEFAULT.withLifetime(Duration.ofNanos(1))));
        Thread.currentThread().interrupt();
        expect(SendOutcome.INTERRUPTED, send(connection, 9));
        assertTrue(Thread.interrupted());
        AtomicReference<SendResult> result = new AtomicReference<>();
        RecordHandle record = rig.record("x".repeat(9));
        Thread sender = new Thread(() -> result.set(connection.send(record)));
        sender.start();
        OutboundTest.awaitWaiting(sender);
        record.unsend();
        sender.join();
        expect(SendOutcome.UNSENT, result.get());
        Thread other = new Thread(() -> result.set(send(connection, 9)));
        other.start();
        OutboundTest.awaitWaiting(other);
        rig.allow(connection, 100);
        other.join();
        expect(SendOutcome.ACCEPTED, result.get());
    }

    @Test
    void theReceiptHasTheResultAndACauseThatCanBeNamed() {
        Connection connection = small();
        send(connection, 9);
        SendReceipt receipt = rig.send(connection, "x".repeat(9));
        expect(SendOutcome.SOCKET_BYTES_LIMIT, receipt.result());
        SendRefusedException cause = assertInstanceOf(SendRefusedException.class, receipt.cause(0));
        assertEquals(SendOutcome.SOCKET_BYTES_LIMIT, cause.outcome());
        assertEquals(9, cause.queuedBytes());
        assertEquals(1, cause.queuedRecords());
        assertTrue(cause.getMessage().contains("records=1, bytes=9; "), cause::getMessage);
        assertEquals("SendReceipt[length=9, urgency=3, receivers=1, FAILED=1]", receipt.toString());
    }

    @Test
    void nullNamesTheArgument() {
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        RecordHandle record = rig.record("x");
        assertEquals("record must not be null", message(() -> connection.send(null)));
        assertEquals("options", message(() -> connection.send(record, null)));
        assertEquals("timeout", message(() -> connection.receive(null)));
        assertEquals("policy", message(() -> connection.policy(null)));
        assertEquals("key", message(() -> connection.unsendKey(null)));
        assertEquals("outcome", message(() -> connection.send(record).count(null)));
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        assertEquals("record socket must not be null", message(() -> group.add(null)));
        assertEquals(0, group.backlog().bytes(), "of sends that failed");
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(NullPointerException.class, call).getMessage();
    }

    // -- Who looks

    private String told(boolean look) {
        Connection connection = small();
        send(connection, 9);
        SendResult refused = send(connection, 9);
        UnseenRefusals unseen = new UnseenRefusals(0);
        unseen.count((Refusals) refused);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(lines, true));
        try {
            for (int i = 0; i < 3; i++) {
                unseen.watch((Refusals) refused, rig.flusher);
                if (look) {
                    assertFalse(refused.isAccepted());
                }
                rig.settle();
            }
        } finally {
            System.setErr(before);
        }
        return lines.toString();
    }

    @Test
    void aRefusalThatNobodyLooksAtIsToldOnce() {
        String told = told(false);
        assertEquals(1, told.lines().count(), told);
        assertTrue(told.contains("SOCKET_BYTES_LIMIT=1"), told);
        assertTrue(told.contains("wait for writable()"), told);
    }

    @Test
    void aRefusalThatSomebodyLooksAtIsNot() {
        assertEquals("", told(true));
    }
}
