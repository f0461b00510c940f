package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import io.recordsockets.outbound.write.SharedRecords;
import io.recordsockets.store.SharedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedRecordsTest {
    private static final int LARGE = 100_000;
    private static final int ONE_PAGE_MORE = 102_400;

    private final Path directory = memoryFolder();

    private SharedStore store;
    private final Rig rig = new Rig(true, () -> store());

    private static Path memoryFolder() {
        try {
            return Files.createTempDirectory(Path.of("/dev/shm"), "records-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void remove() throws IOException {
        Files.delete(directory);
    }

    private SharedStore store() {
        if (store == null) {
            store = new SharedStore(directory, 1 << 20);
        }
        return store;
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static int fromFile(Connection connection) {
        return Rig.transport(connection).fromFile;
    }

    private long used() {
        return store == null ? 0 : store.used();
    }

    @Test
    void storesOneCopyForReceiversThatLagAndNoneForTheFirst() {
        Connection[] receivers = {rig.connection(50_000), rig.connection(50_000), rig.connection(50_000)};
        byte[] record = bytes(LARGE, 1);
        try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(record))) {
            for (Connection receiver : receivers) {
                receiver.send(handle, SendOptions.DEFAULT);
            }
            rig.settle();
        }
        assertEquals(0, fromFile(receivers[0]), "for one alone a copy costs less");
        assertEquals(1, fromFile(receivers[1]));
        assertEquals(1, fromFile(receivers[2]));
        assertEquals(ONE_PAGE_MORE, used());
        assertEquals(2 * 50_000, rig.engine.statistics().sharedBytes());
        for (Connection receiver : receivers) {
            rig.allow(receiver, LARGE);
            assertArrayEquals(record, Rig.transport(receiver).written());
        }
        assertEquals(0, used(), "no queue names it, and the handle is closed");
    }

    @Test
    void copiesToReceiversThatKeepUp() {
        Connection first = rig.connection(FakeTransport.ENDLESS);
        Connection second = rig.connection(FakeTransport.ENDLESS);
        for (int i = 0; i < 5; i++) {
            try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(bytes(LARGE, i)))) {
                first.send(handle, SendOptions.DEFAULT);
                second.send(handle, SendOptions.DEFAULT);
                rig.settle();
            }
        }
        assertEquals(0, fromFile(first));
        assertEquals(1, fromFile(second), "the one before it was seen to keep up");
        assertEquals(0, used());
    }

    @Test
    void sharesLargeRecordsThatGoToManyEvenWhereTheyKeepUp() {
        assertShared(SharedRecords.MANY, SharedRecords.WORTH_SHARING_WITH_MANY, true);
    }

    @Test
    void copiesLargeRecordsThatGoToFewerWhoKeepUp() {
        assertShared(SharedRecords.MANY - 1, SharedRecords.WORTH_SHARING_WITH_MANY, false);
    }

    @Test
    void copiesShorterRecordsToManyWhoKeepUp() {
        assertShared(SharedRecords.MANY, SharedRecords.WORTH_SHARING_WITH_MANY - 1, false);
    }

    private void assertShared(int receivers, int length, boolean expected) {
        RecordGroup group = rig.engine.group(GroupPolicy.DEFAULT);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            Connection connection = rig.connection(FakeTransport.ENDLESS);
            // A large write that is taken whole shows that it keeps up.
            rig.send(connection, "x".repeat(SharedStore.WORTH_SHARING));
            connections.add(connection);
            group.add(connection);
        }
        rig.settle();
        byte[] record = bytes(length, 5);
        try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(record))) {
            group.send(handle, SendOptions.DEFAULT);
            rig.settle();
        }
        assertEquals(0, fromFile(connections.get(0)), "for one alone a copy costs less");
        for (Connection connection : connections.subList(1, receivers)) {
            assertEquals(expected ? 1 : 0, fromFile(connection));
            byte[] written = Rig.transport(connection).written();
            assertArrayEquals(record, Arrays.copyOfRange(written, written.length - length, written.length));
        }
        assertEquals(0, used());
    }

    @Test
    void goesBackToCopiesWhenAReceiverRecovers() {
        Connection slow = rig.connection(10);
        Connection other = rig.connection(10);
        byte[] all = new byte[3 * LARGE];
        for (int i = 0; i < 3; i++) {
            byte[] record = bytes(LARGE, i);
            System.arraycopy(record, 0, all, i * LARGE, LARGE);
            try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(record))) {
                slow.send(handle, SendOptions.DEFAULT);
                other.send(handle, SendOptions.DEFAULT);
                rig.settle();
            }
            rig.allow(slow, FakeTransport.ENDLESS);
        }
        assertArrayEquals(all, Rig.transport(slow).written());
        assertEquals(true, fromFile(slow) < 3, "shared writes " + fromFile(slow));
        other.close();
        rig.settle();
    }

    @Test
    void copiesSmallRecordsAndAroundLargeOnes() {
        Connection[] receivers = {rig.connection(60), rig.connection(60)};
        byte[] large = bytes(LARGE, 3);
        for (Connection receiver : receivers) {
            rig.send(receiver, "small");
        }
        try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(large))) {
            for (Connection receiver : receivers) {
                receiver.send(handle, SendOptions.DEFAULT);
                rig.send(receiver, "after");
            }
        }
        rig.settle();
        for (Connection receiver : receivers) {
            rig.allow(receiver, FakeTransport.ENDLESS);
            byte[] written = Rig.transport(receiver).written();
            assertEquals("small", new String(written, 0, 5));
            assertArrayEquals(large, Arrays.copyOfRange(written, 5, 5 + LARGE));
            assertEquals("after", new String(written, 5 + LARGE, 5));
        }
    }

    @Test
    void copiesWhereTheStoreIsFull() {
        store = new SharedStore(directory, 50_000);
        RecordGroup group = rig.engine.group(GroupPolicy.DEFAULT);
        Connection[] receivers = new Connection[5];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = rig.connection(10);
            group.add(receivers[i]);
        }
        byte[] record = bytes(LARGE, 4);
        try (RecordHandle handle = rig.engine.copyOf(ByteBuffer.wrap(record))) {
            group.send(handle, SendOptions.DEFAULT);
            rig.settle();
        }
        for (Connection receiver : receivers) {
            rig.allow(receiver, FakeTransport.ENDLESS);
            assertEquals(0, fromFile(receiver));
            assertArrayEquals(record, Rig.transport(receiver).written());
        }
        assertEquals(1, store.refused(), "asked once for each record");
    }
}
