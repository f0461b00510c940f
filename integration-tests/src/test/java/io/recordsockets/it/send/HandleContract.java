package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Records in memory: what they hold, how long they live, and taking them back by their handle. */
public class HandleContract {
    private final long number = Frame.number();

    @Test
    void copyHoldsWhatTheBufferHeld() throws Exception {
        try (Wire wire = Wire.open()) {
            ByteBuffer source = inside(ByteBuffer.allocate(3_000), 1_000);
            RecordHandle copy = RecordHandle.copyOf(source);
            assertEquals(7, source.position());
            assertEquals(1_000, copy.length());
            assertEquals(Frame.bytes(number, 1_000), copy.bytes());
            for (int i = source.position(); i < source.limit(); i++) {
                source.put(i, (byte) -1);
            }
            wire.socket.send(copy);
            wire.far.awaitCount(1);
            copy.close();
        }
    }

    @Test
    void wrapsEveryKindOfBuffer() throws Exception {
        for (ByteBuffer buffer : List.of(
                inside(ByteBuffer.allocate(60_000), 50_000),
                inside(ByteBuffer.allocateDirect(60_000), 50_000),
                inside(ByteBuffer.allocate(60_000), 50_000).asReadOnlyBuffer(),
                inside(ByteBuffer.allocateDirect(60_000), 50_000).slice().order(ByteOrder.LITTLE_ENDIAN),
                inside(ByteBuffer.allocate(60_000), 50_000).slice())) {
            int position = buffer.position();
            try (Wire wire = Wire.open(Wire.Kind.NON_BLOCKING, Wire.TINY);
                    RecordHandle handle = RecordHandle.wrap(buffer)) {
                assertEquals(50_000, handle.length());
                wire.socket.send(handle);
                wire.far.awaitCount(1);
                assertEquals(position, buffer.position());
                // The handle has a position of its own: the application's may move while it is sent.
                assertEquals(Frame.bytes(number, 50_000), handle.bytes().order(ByteOrder.BIG_ENDIAN));
            }
        }
    }

    @Test
    void movingTheWrappedBufferDoesNotMoveTheRecord() throws Exception {
        ByteBuffer buffer = inside(ByteBuffer.allocateDirect(60_000), 50_000);
        try (Plugged plugged = new Plugged();
                RecordHandle handle = RecordHandle.wrap(buffer)) {
            SendReceipt receipt = plugged.wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            buffer.clear().limit(1);
            plugged.expect(List.of(new Plugged.Sent(number, receipt)));
        }
    }

    @Test
    void nothingIsNoRecord() {
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.copyOf(ByteBuffer.allocate(0)));
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.wrap(ByteBuffer.allocateDirect(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordHandle.copyOf(ByteBuffer.allocate(10).position(10)));
    }

    @Test
    void bytesCannotBeWrittenAndEndWithTheHandle() {
        for (RecordHandle handle :
                List.of(Frame.handle(number, 100), RecordHandle.wrap(inside(ByteBuffer.allocateDirect(200), 100)))) {
            ByteBuffer bytes = handle.bytes();
            assertTrue(bytes.isReadOnly());
            assertThrows(ReadOnlyBufferException.class, () -> bytes.put((byte) 1));
            bytes.position(50);
            assertEquals(100, handle.bytes().remaining(), "each caller has a position of its own");
            assertFalse(handle.isClosed());
            handle.close();
            handle.close();
            assertTrue(handle.isClosed());
            assertThrows(IllegalStateException.class, handle::bytes);
            assertEquals(100, handle.length());
        }
    }

    @Test
    void closedHandleIsNotSent() throws Exception {
        try (Wire wire = Wire.open()) {
            RecordHandle handle = Frame.handle(number, 100);
            handle.close();
            assertThrows(IllegalStateException.class, () -> wire.socket.send(handle));
            assertThrows(IllegalStateException.class, () -> wire.socket.sendTracked(handle, SendOptions.DEFAULT));
        }
    }

    @Test
    void handleMayBeClosedWhileItIsQueued() throws Exception {
        try (Plugged plugged = new Plugged()) {
            List<Plugged.Sent> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(plugged.send(1 + Frame.HEADER + i * 50, SendOptions.DEFAULT));
            }
            // What is made now must not land in the memory of those.
            List<RecordHandle> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(Frame.handle(Frame.number(), 1 + Frame.HEADER + i * 50));
            }
            plugged.expect(sent);
            others.forEach(RecordHandle::close);
        }
    }

    @Test
    void manyThreadsMayCloseWhileItIsSent() throws Exception {
        try (Wire wire = Wire.open()) {
            AtomicBoolean over = new AtomicBoolean();
            List<RecordHandle> handles = Collections.synchronizedList(new ArrayList<>());
            Thread closer = new Thread(() -> {
                while (!over.get()) {
                    for (RecordHandle handle : handles.toArray(new RecordHandle[0])) {
                        handle.close();
                    }
                    Thread.yield();
                }
            });
            closer.start();
            int accepted = 0;
            for (int i = 0; i < 5_000; i++) {
                RecordHandle handle = Frame.handle(Frame.number(), 100 + i % 3_000);
                handles.add(handle);
                try {
                    accepted += wire.socket.send(handle).accepted();
                } catch (IllegalStateException e) {
                    assertTrue(handle.isClosed());
                }
                handle.close();
                if (handles.size() > 50) {
                    handles.clear();
                }
            }
            over.set(true);
            closer.join();
            wire.far.awaitCount(accepted);
            Await.sleep(20);
            assertEquals(accepted, wire.far.count());
        }
    }

    @Test
    void unsendCountsEachTimeItIsQueued() throws Exception {
        try (Plugged plugged = new Plugged()) {
            RecordSocket socket = plugged.wire.socket;
            RecordHandle handle = Frame.handle(number, 100);
            List<SendReceipt> receipts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                receipts.add(socket.sendTracked(handle, SendOptions.DEFAULT));
            }
            handle.close();
            assertEquals(Collections.nCopies(5, socket), handle.unsend().unsent());
            receipts.forEach(receipt -> assertEquals(RecordState.UNSENT, receipt.state(0)));
            UnsendResult again = handle.unsend();
            assertEquals(List.of(), again.unsent());
            assertEquals(5, again.ended().size());
            plugged.expect(List.of());
        }
    }

    @Test
    void unsendTellsWhatWasSentAndWhatHasBegun() throws Exception {
        try (Plugged plugged = new Plugged();
                Wire other = Wire.open();
                RecordHandle handle = Frame.handle(number, 3 << 20)) {
            SendReceipt sent = other.socket.sendTracked(handle, SendOptions.DEFAULT);
            SendReceipt queued = plugged.wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            Await.until(() -> sent.state(0) == RecordState.SENT, "sent at one");
            try (Wire third = Wire.stalled(Wire.Kind.BLOCKING)) {
                SendReceipt begun = third.socket.sendTracked(handle, SendOptions.DEFAULT);
                Await.until(() -> begun.state(0) == RecordState.STARTED, "begun at another");
                UnsendResult answer = handle.unsend();
                assertEquals(List.of(other.socket), answer.sent());
                assertEquals(List.of(third.socket), answer.started());
                assertEquals(List.of(plugged.wire.socket), answer.unsent());
                assertEquals(List.of(), answer.ended());
                third.far.resume();
                third.far.awaitCount(1);
                Await.until(() -> begun.state(0) == RecordState.SENT, "what has begun is finished");
            }
            assertEquals(RecordState.UNSENT, queued.state(0));
            other.far.awaitCount(1);
        }
    }

    @Test
    void unsendKnowsUntrackedSendsToo() throws Exception {
        try (Wire wire = Wire.open();
                RecordHandle handle = Frame.handle(number, 100)) {
            wire.socket.send(handle);
            wire.far.awaitCount(1);
            Await.until(() -> wire.socket.backlog().records() == 0, "sent");
            UnsendResult answer = handle.unsend();
            assertEquals(List.of(wire.socket), answer.sent());
            assertEquals(List.of(), answer.unsent());
        }
    }

    @Test
    void unsendOfWhatWasNeverSentFindsNothing() {
        try (RecordHandle handle = Frame.handle(number, 100)) {
            assertEquals(UnsendResult.of(List.of(), List.of(), List.of(), List.of()), handle.unsend());
        }
    }

    /** A buffer with the record from position 7 on, and something else around it. */
    private ByteBuffer inside(ByteBuffer buffer, int length) {
        buffer.position(7);
        buffer.put(Frame.bytes(number, length));
        return buffer.limit(7 + length).position(7);
    }
}
