package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFramings;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.RuleStatistics;
import io.recordsockets.SendOptions;
import io.recordsockets.it.contract.Background;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Receiving whole records, whatever the pieces in which they come. */
public class ReceiveContract {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofSeconds(10);

    private SocketChannel near;
    private SocketChannel far;
    private RecordSocket socket;

    @AfterEach
    void close() throws IOException {
        if (far != null) {
            far.close();
            near.close();
        }
    }

    private void open(Wire.Kind kind) throws IOException {
        SocketChannel[] pair = Wire.pair(kind, Wire.USUAL);
        near = pair[0];
        far = pair[1];
        socket = RecordSocket.attach(near, Wire.framing());
    }

    @ParameterizedTest
    @EnumSource(
            value = Wire.Kind.class,
            names = {"BLOCKING", "NON_BLOCKING"})
    void recordsAreWholeWhateverTheCuts(Wire.Kind kind) throws Exception {
        open(kind);
        Random random = new Random(kind.ordinal());
        List<Long> numbers = new ArrayList<>();
        Background<Object> writer = Background.run(() -> {
            for (int i = 0; i < 400; i++) {
                int length = i % 20 == 0 ? 100_000 + random.nextInt(200_000) : Frame.HEADER + random.nextInt(3_000);
                long number = Frame.number();
                synchronized (numbers) {
                    numbers.add(number);
                }
                ByteBuffer bytes = Frame.bytes(number, length);
                while (bytes.hasRemaining()) {
                    int piece = Math.min(bytes.remaining(), piece(random, length));
                    ByteBuffer part = bytes.slice(bytes.position(), piece);
                    bytes.position(bytes.position() + piece);
                    while (part.hasRemaining()) {
                        far.write(part);
                    }
                }
            }
            return null;
        });
        for (int i = 0; i < 400; i++) {
            try (RecordHandle record = next(i)) {
                assertNotNull(record);
                long number = Frame.numberOf(record.bytes());
                synchronized (numbers) {
                    assertEquals(numbers.get(i), number);
                }
            }
        }
        writer.result();
        assertNull(socket.tryReceive());
        for (RuleStatistics rule : RecordSockets.status().rules()) {
            assertNull(rule.plainConnections().get("foreign-selector"), "a record socket that receives is no doubt");
        }
    }

    private static int piece(Random random, int length) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(16);
            case 2 -> length > 50_000 ? 1 + random.nextInt(length) : 1 + random.nextInt(5_000);
            default -> length;
        };
    }

    private RecordHandle next(int i) throws Exception {
        if (i % 3 == 0) {
            return socket.receive();
        }
        if (i % 3 == 1) {
            return socket.receive(LATER);
        }
        long deadline = System.nanoTime() + LATER.toNanos();
        RecordHandle record = null;
        while (record == null && System.nanoTime() - deadline < 0) {
            record = socket.tryReceive();
        }
        return record;
    }

    @Test
    void timesOutAndKeepsWhatHasCome() throws Exception {
        open(Wire.Kind.BLOCKING);
        assertNull(socket.tryReceive());
        long start = System.nanoTime();
        assertNull(socket.receive(SOON));
        long ms = (System.nanoTime() - start) / 1_000_000;
        assertTrue(ms >= 99 && ms < 3_000, () -> "time-out: ms=" + ms);
        long number = Frame.number();
        ByteBuffer bytes = Frame.bytes(number, 500);
        far.write(bytes.limit(200));
        assertNull(socket.receive(SOON));
        assertNull(socket.tryReceive());
        far.write(bytes.limit(500));
        try (RecordHandle record = socket.receive(LATER)) {
            assertEquals(number, Frame.numberOf(record.bytes()));
        }
    }

    @Test
    void noTimeAndNegativeTimeDoNotWait() throws Exception {
        open(Wire.Kind.BLOCKING);
        long start = System.nanoTime();
        assertNull(socket.receive(Duration.ZERO));
        assertNull(socket.receive(Duration.ofSeconds(-1)));
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    @Test
    void endAtABoundaryAndInTheMiddleAreToldApart() throws Exception {
        open(Wire.Kind.BLOCKING);
        far.write(Frame.bytes(Frame.number(), 100));
        far.shutdownOutput();
        socket.receive().close();
        EOFException boundary = assertThrows(EOFException.class, socket::receive);
        assertThrows(EOFException.class, socket::tryReceive);
        assertThrows(EOFException.class, () -> socket.receive(SOON));
        close();
        open(Wire.Kind.BLOCKING);
        far.write(Frame.bytes(Frame.number(), 100).limit(60));
        far.shutdownOutput();
        EOFException middle = assertThrows(EOFException.class, socket::receive);
        assertNotNull(boundary.getMessage());
        assertNotNull(middle.getMessage());
        assertFalse(boundary.getMessage().equals(middle.getMessage()), middle.getMessage());
        assertTrue(middle.getMessage().contains("middle"), middle.getMessage());
    }

    @Test
    void endInsideAHeaderIsInTheMiddle() throws Exception {
        open(Wire.Kind.NON_BLOCKING);
        far.write(Frame.bytes(Frame.number(), 100).limit(2));
        far.shutdownOutput();
        EOFException middle = assertThrows(EOFException.class, socket::receive);
        assertTrue(middle.getMessage().contains("middle"), middle.getMessage());
    }

    @Test
    void recordOverTheLimitAndForeignBytesAreErrors() throws Exception {
        open(Wire.Kind.BLOCKING);
        socket.policy(Wire.PATIENT.withLimits(10_000, 100));
        far.write(Frame.bytes(Frame.number(), 10_000));
        socket.receive().close();
        far.write(Frame.bytes(Frame.number(), 10_001));
        assertInstanceOf(IOException.class, assertThrows(Exception.class, socket::receive));
        close();
        open(Wire.Kind.BLOCKING);
        far.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, 1, 2, 3, 4}));
        assertInstanceOf(IOException.class, assertThrows(Exception.class, socket::receive));
    }

    @Test
    void resetIsAnError() throws Exception {
        open(Wire.Kind.BLOCKING);
        Background<Throwable> receiving = Background.failure(socket::receive);
        Await.sleep(50);
        far.setOption(StandardSocketOptions.SO_LINGER, 0);
        far.close();
        assertInstanceOf(IOException.class, receiving.result());
    }

    @Test
    void closeEndsAReceiveThatWaits() throws Exception {
        open(Wire.Kind.BLOCKING);
        Background<Throwable> receiving = Background.failure(socket::receive);
        Await.sleep(50);
        socket.close();
        assertInstanceOf(IOException.class, receiving.result());
        assertThrows(IOException.class, socket::receive);
        assertThrows(IOException.class, socket::tryReceive);
    }

    @Test
    void interruptEndsAReceiveAndKeepsWhatHasCome() throws Exception {
        open(Wire.Kind.BLOCKING);
        long number = Frame.number();
        ByteBuffer bytes = Frame.bytes(number, 500);
        far.write(bytes.limit(200));
        Background<Throwable> receiving = Background.failure(socket::receive);
        Await.sleep(50);
        receiving.interrupt();
        assertInstanceOf(InterruptedException.class, receiving.result());
        assertTrue(near.isOpen());
        far.write(bytes.limit(500));
        try (RecordHandle record = socket.receive(LATER)) {
            assertEquals(number, Frame.numberOf(record.bytes()));
        }
    }

    @Test
    void furtherReceiversWaitAndEachRecordComesOnce() throws Exception {
        open(Wire.Kind.BLOCKING);
        List<Background<List<Long>>> receivers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            receivers.add(Background.run(() -> {
                List<Long> got = new ArrayList<>();
                try {
                    while (true) {
                        try (RecordHandle record = socket.receive()) {
                            got.add(Frame.numberOf(record.bytes()));
                        }
                    }
                } catch (EOFException e) {
                    return got;
                }
            }));
        }
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long number = Frame.number();
            sent.add(number);
            ByteBuffer bytes = Frame.bytes(number, Frame.HEADER + i * 7);
            while (bytes.hasRemaining()) {
                far.write(bytes);
            }
        }
        far.shutdownOutput();
        List<Long> all = new ArrayList<>();
        for (Background<List<Long>> receiver : receivers) {
            all.addAll(receiver.result());
        }
        all.sort(null);
        assertEquals(sent, all);
    }

    @Test
    void receivedRecordGoesOnToAGroup() throws Exception {
        open(Wire.Kind.BLOCKING);
        List<Wire> wires = List.of(Wire.open(), Wire.open(Wire.Kind.BLOCKING, Wire.TINY), Wire.open());
        RecordGroup group = RecordGroup.create();
        wires.forEach(wire -> group.add(wire.socket));
        for (int i = 0; i < 50; i++) {
            ByteBuffer bytes = Frame.bytes(Frame.number(), i % 10 == 0 ? 200_000 : 100 + i);
            Background<Object> writer = Background.run(() -> {
                while (bytes.hasRemaining()) {
                    far.write(bytes);
                }
                return null;
            });
            try (RecordHandle record = socket.receive()) {
                assertEquals(3, group.send(record, SendOptions.ofUrgency(0)).accepted());
            }
            writer.result();
        }
        for (Wire wire : wires) {
            wire.far.awaitCount(50);
        }
        Wire.closeAll(wires);
    }

    @Test
    void releaseGivesTheChannelBackInItsMode() throws Exception {
        for (Wire.Kind kind : new Wire.Kind[] {Wire.Kind.BLOCKING, Wire.Kind.NON_BLOCKING}) {
            open(kind);
            assertFalse(near.isBlocking(), "non-blocking while it is a record socket");
            far.write(Frame.bytes(Frame.number(), 100));
            socket.receive(LATER).close();
            Plugged.Sent sent = Plugged.send(socket, 100, SendOptions.DEFAULT);
            Await.until(() -> sent.state().isEnd(), "sent");
            socket.detach();
            assertEquals(kind == Wire.Kind.BLOCKING, near.isBlocking());
            assertTrue(near.isOpen());
            assertFalse(socket.isOpen(), "a released socket accepts no records");
            ByteBuffer read = ByteBuffer.allocate(200);
            while (read.position() < 100) {
                far.read(read);
            }
            near.write(ByteBuffer.wrap(new byte[10]));
            far.read(read.clear());
            assertEquals(10, read.position());
            RecordSocket again = RecordSocket.attach(near);
            assertTrue(again.isOpen());
            again.close();
            close();
        }
    }

    @Test
    void isNotReleasedWithSomethingQueuedOrPartOfARecord() throws Exception {
        open(Wire.Kind.BLOCKING);
        far.write(Frame.bytes(Frame.number(), 100).limit(60));
        assertNull(socket.receive(SOON));
        Throwable refused = Background.failure(() -> {
                    socket.detach();
                    return null;
                })
                .result();
        if (refused == null) {
            // Under the agent the part may have stayed with the channel: then the application gets it from there.
            ByteBuffer part = ByteBuffer.allocate(100);
            while (part.position() < 60 && near.read(part) >= 0) {}
            assertEquals(60, part.position());
        } else {
            assertInstanceOf(IllegalStateException.class, refused);
        }
        try (Plugged plugged = new Plugged()) {
            assertThrows(IllegalStateException.class, plugged.wire.socket::detach);
            assertTrue(plugged.wire.socket.isOpen());
            plugged.expect(List.of());
        }
    }

    @Test
    void madeOnceForAChannel() throws Exception {
        open(Wire.Kind.BLOCKING);
        assertEquals(socket, RecordSocket.attach(near));
        assertEquals(near, socket.channel());
        assertEquals(socket, RecordSocket.attach(near, Wire.framing()), "an equal framing");
        assertEquals(socket, RecordSocket.find(near));
        String differs = assertThrows(
                        IllegalStateException.class, () -> RecordSocket.attach(near, RecordFramings.line()))
                .getMessage();
        assertTrue(differs.contains("length-field(") && differs.contains("delimiter("), differs);
        // Under the agent, the rule knows which end this is.
        String which = assertThrows(RuntimeException.class, () -> RecordSocket.attach(near, RecordFramings.http1()))
                .getMessage();
        assertTrue(which.contains("atServer()") || which.contains("asked for=http1 at the server"), which);
        SocketChannel unconnected = SocketChannel.open();
        assertThrows(NotYetConnectedException.class, () -> RecordSocket.attach(unconnected));
        unconnected.close();
        assertThrows(ClosedChannelException.class, () -> RecordSocket.attach(unconnected));
    }

    @Test
    void connectionsWithoutFramingDoNotReceive() throws Exception {
        // The connecting end: no rule of these tests matches it.
        SocketChannel[] pair = Wire.pair(Wire.Kind.BLOCKING, Wire.USUAL);
        near = pair[0];
        far = pair[1];
        RecordSocket sender = RecordSocket.attach(far);
        assertThrows(IllegalStateException.class, sender::receive);
        assertThrows(IllegalStateException.class, sender::tryReceive);
        sender.close();
    }
}
