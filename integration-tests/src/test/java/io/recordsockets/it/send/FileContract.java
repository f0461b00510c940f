package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are regions of files. */
public class FileContract {
    private static final int LENGTH = 3 << 20;
    private static final int BEFORE = 1_234;

    @TempDir
    Path folder;

    private final long number = Frame.number();

    @ParameterizedTest
    @EnumSource(Wire.Kind.class)
    void sendsExactlyTheRegion(Wire.Kind kind) throws Exception {
        try (Wire wire = Wire.open(kind, Wire.USUAL);
                RecordHandle handle = RecordHandle.ofFile(file(), BEFORE, LENGTH)) {
            assertEquals(LENGTH, handle.length());
            SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            RecordHandle after = Frame.handle(Frame.number(), 100);
            wire.socket.send(after);
            after.close();
            wire.far.awaitCount(2);
            assertEquals(number, wire.far.numbers()[0]);
            Await.until(() -> receipt.state(0) == RecordState.SENT, "sent");
        }
    }

    @Test
    void sendsToAGroupThroughSmallBuffers() throws Exception {
        List<Wire> wires = new ArrayList<>();
        RecordGroup group = RecordGroup.create();
        for (int i = 0; i < 10; i++) {
            wires.add(Wire.open(Wire.Kind.values()[i % 3], 64 << 10));
            group.add(wires.get(i).socket);
        }
        try (RecordHandle handle = RecordHandle.ofFile(file(), BEFORE, LENGTH)) {
            assertEquals(10, group.send(handle).accepted());
        }
        for (Wire wire : wires) {
            wire.far.awaitCount(1);
        }
        Wire.closeAll(wires);
    }

    /** A thread that is interrupted while it uses a file closes it; not under the others that receive the record. */
    @Test
    void anInterruptOfTheSenderFailsNobody() throws Exception {
        int rounds = 30;
        List<Wire> wires = new ArrayList<>();
        RecordGroup group = RecordGroup.create();
        for (int i = 0; i < 6; i++) {
            wires.add(Wire.open(Wire.Kind.values()[i % 3], Wire.USUAL));
            group.add(wires.get(i).socket);
        }
        for (int round = 0; round < rounds; round++) {
            try (RecordHandle handle = RecordHandle.ofFile(file(Frame.number()), BEFORE, LENGTH)) {
                CountDownLatch begun = new CountDownLatch(1);
                FutureTask<SendReceipt> send = new FutureTask<>(() -> {
                    begun.countDown();
                    return group.sendTracked(handle, SendOptions.DEFAULT);
                });
                Thread sender = new Thread(send, "sender");
                sender.start();
                begun.await();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1_000_000));
                sender.interrupt();
                SendReceipt receipt = send.get();
                for (int i = 0; i < wires.size(); i++) {
                    int receiver = i;
                    Await.until(() -> receipt.state(receiver).isEnd(), () -> "ends, " + receipt.state(receiver));
                    assertEquals(
                            RecordState.SENT, receipt.state(receiver), () -> String.valueOf(receipt.cause(receiver)));
                }
            }
        }
        for (Wire wire : wires) {
            wire.far.awaitCount(rounds);
        }
        Wire.closeAll(wires);
    }

    @Test
    void fileMayBeUnlinkedOnceTheHandleIsMade() throws Exception {
        Path file = file();
        try (Plugged plugged = new Plugged()) {
            RecordHandle handle = RecordHandle.ofFile(file, BEFORE, LENGTH);
            Files.delete(file);
            SendReceipt receipt = plugged.wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            handle.close();
            plugged.expect(List.of(new Plugged.Sent(number, receipt)));
        }
    }

    @Test
    void refusesRegionsThatAreNotThere() throws Exception {
        Path file = file();
        long size = Files.size(file);
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, -1, 10));
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, 1, size));
        assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, Long.MAX_VALUE, 2));
        assertThrows(IOException.class, () -> RecordHandle.ofFile(folder.resolve("missing"), 0, 1));
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            assertThrows(IllegalArgumentException.class, () -> RecordHandle.ofFile(file, 1, size));
        }
        assertTrue(descriptors() < before + 50, "descriptors of refused files are closed");
    }

    @Test
    void hasNoBytesInMemory() throws Exception {
        try (RecordHandle handle = RecordHandle.ofFile(file(), BEFORE, LENGTH)) {
            assertThrows(UnsupportedOperationException.class, handle::bytes);
        }
    }

    @Test
    void closesItsDescriptorAfterTheLastSend() throws Exception {
        Path file = file();
        long before = open(file);
        try (Plugged plugged = new Plugged()) {
            RecordHandle handle = RecordHandle.ofFile(file, BEFORE, LENGTH);
            SendReceipt receipt = plugged.wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            assertEquals(before + 1, open(file));
            handle.close();
            assertEquals(before + 1, open(file));
            plugged.expect(List.of(new Plugged.Sent(number, receipt)));
            Await.until(() -> openOrZero(file) == before, "descriptor closed");
        }
    }

    @Test
    void disconnectsReceiversInTheMiddleOfARecordWhoseFileShrinks() throws Exception {
        Path file = file();
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING);
                RecordHandle handle = RecordHandle.ofFile(file, BEFORE, LENGTH)) {
            SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            Await.until(() -> receipt.state(0) == RecordState.STARTED, "begins");
            shrink(file, BEFORE + 5_000);
            wire.far.resume();
            Await.until(() -> receipt.state(0).isEnd(), () -> "ends, " + receipt.state(0));
            assertEquals(RecordState.FAILED, receipt.state(0));
            assertNotNull(receipt.cause(0));
            Await.until(() -> !wire.socket.isOpen(), "disconnected");
            wire.far.awaitEnd();
            assertTrue(wire.far.end().contains("reset"), () -> "ends inside a record: " + wire.far);
            assertEquals(0, wire.far.count());
            assertTrue(receipt.startedAfter(0) != null, "has begun");
        }
    }

    @Test
    void failsARecordWhoseFileShrankWhileItWasQueued() throws Exception {
        Path file = file();
        try (Plugged plugged = new Plugged();
                RecordHandle handle = RecordHandle.ofFile(file, BEFORE, LENGTH)) {
            SendReceipt receipt = plugged.wire.socket.sendTracked(handle, SendOptions.DEFAULT);
            Plugged.Sent behind = plugged.send(1_000, SendOptions.DEFAULT);
            // Half of it is there; it does not begin.
            shrink(file, BEFORE + LENGTH / 2);
            plugged.expect(List.of(behind));
            assertEquals(RecordState.FAILED, receipt.state(0));
            assertNotNull(receipt.cause(0));
            assertEquals(null, receipt.startedAfter(0));
            assertEquals("end of stream", plugged.wire.far.end());
        }
    }

    private Path file() throws IOException {
        return file(number);
    }

    private Path file(long number) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(BEFORE + LENGTH + 77);
        content.position(BEFORE);
        content.put(Frame.bytes(number, LENGTH));
        return Files.write(folder.resolve("file"), content.array());
    }

    private static void shrink(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static long descriptors() throws IOException {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }

    private static long openOrZero(Path file) {
        try {
            return open(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** How often this process has the file open. */
    private static long open(Path file) throws IOException {
        long count = 0;
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                try {
                    count += Files.readSymbolicLink(entry).equals(file) ? 1 : 0;
                } catch (IOException e) {
                    // Closed meanwhile.
                    continue;
                }
            }
        }
        return count;
    }
}
