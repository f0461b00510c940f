package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are regions of files, between others. */
class FileRecordTest {
    @TempDir
    Path folder;

    private final Rig rig = new Rig();
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("file"), "0123456789");
    }

    private RecordHandle region(long position, long length) throws IOException {
        return rig.engine.ofFile(file, position, length);
    }

    @Test
    void aSmallFileRecordBetweenOthersIsSentInItsTurn() throws IOException {
        Connection connection = rig.full();
        SendReceipt before = rig.send(connection, "before ");
        SendReceipt middle;
        try (RecordHandle record = region(2, 5)) {
            middle = connection.sendTracked(record, SendOptions.DEFAULT);
        }
        rig.send(connection, " behind");
        assertEquals("before 23456 behind", rig.allow(connection, FakeTransport.ENDLESS));
        assertEquals(RecordState.SENT, before.state(0));
        assertEquals(RecordState.SENT, middle.state(0));
        Rig.assertEmpty(connection);
    }

    @Test
    void aFileRecordIsWrittenInPieces() throws IOException {
        Connection connection = rig.full();
        try (RecordHandle record = region(0, 10)) {
            SendReceipt receipt = connection.sendTracked(record, SendOptions.DEFAULT);
            rig.send(connection, "next", 0);
            assertEquals("next012", rig.allow(connection, 7));
            assertEquals(RecordState.STARTED, receipt.state(0));
            rig.send(connection, "urgent", 0);
            assertEquals("3456", rig.allow(connection, 4));
            assertEquals("789urgent", rig.allow(connection, 100));
            assertEquals(RecordState.SENT, receipt.state(0));
        }
    }

    private SendReceipt send(Connection connection, long position, long length) throws IOException {
        try (RecordHandle record = region(position, length)) {
            return connection.sendTracked(record, SendOptions.DEFAULT);
        }
    }

    private static void assertShrunk(SendReceipt receipt) {
        assertEquals(RecordState.FAILED, receipt.state(0));
        assertTrue(
                receipt.cause(0).getMessage().contains("shrunk"),
                receipt.cause(0).toString());
    }

    @Test
    void aFileThatShrinksBeforeItsRecordBeginsFailsThatRecordAlone() throws IOException {
        Connection connection = rig.full();
        SendReceipt before = rig.send(connection, "before ");
        SendReceipt cut = send(connection, 0, 10);
        SendReceipt behind = rig.send(connection, "behind");
        Files.writeString(file, "0123");
        assertEquals("before behind", rig.allow(connection, FakeTransport.ENDLESS));
        assertShrunk(cut);
        assertEquals(null, cut.startedAfter(0), "nothing has left");
        assertEquals(RecordState.SENT, before.state(0));
        assertEquals(RecordState.SENT, behind.state(0));
        assertTrue(connection.isOpen());
        Rig.assertEmpty(connection);
    }

    @Test
    void aFileThatIsEmptiedFailsItsRecordsOneByOne() throws IOException {
        Connection connection = rig.full();
        SendReceipt first = send(connection, 0, 5);
        SendReceipt second = send(connection, 5, 5);
        SendReceipt behind = rig.send(connection, "behind");
        Files.writeString(file, "");
        assertEquals("behind", rig.allow(connection, FakeTransport.ENDLESS));
        assertShrunk(first);
        assertShrunk(second);
        assertEquals(RecordState.SENT, behind.state(0));
        Rig.assertEmpty(connection);
    }

    @Test
    void aFileThatShrinksInTheMiddleOfItsRecordResetsAndTellsWhenThatBegan() throws IOException {
        Connection connection = rig.full();
        SendReceipt receipt = send(connection, 0, 10);
        assertEquals("01", rig.allow(connection, 2));
        Files.writeString(file, "0123");
        assertEquals("23", rig.allow(connection, FakeTransport.ENDLESS));
        assertShrunk(receipt);
        assertTrue(receipt.startedAfter(0) != null);
        assertFalse(connection.isOpen());
        assertTrue(Rig.transport(connection).calls.contains("reset"));
        Rig.assertEmpty(connection);
    }

    /** Between the look at the file and the write. */
    @Test
    void whatLeavesWhileTheFileShrinksIsNotForgotten() throws IOException {
        Connection connection = rig.full();
        SendReceipt receipt = send(connection, 0, 10);
        Rig.transport(connection).duringWrite = () -> {
            try {
                Files.writeString(file, "0123");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        assertEquals("0123", rig.allow(connection, FakeTransport.ENDLESS));
        assertShrunk(receipt);
        assertTrue(receipt.startedAfter(0) != null, "bytes of it have left");
        assertTrue(Rig.transport(connection).calls.contains("reset"));
    }

    @Test
    void aConnectionThatFailsUnderAFileRecordFails() throws IOException {
        Connection connection = rig.full();
        SendReceipt receipt = send(connection, 0, 10);
        Rig.transport(connection).fail(new IOException("Broken pipe"));
        rig.settle();
        assertEquals(RecordState.FAILED, receipt.state(0));
        assertEquals("Broken pipe", receipt.cause(0).getMessage());
        assertFalse(connection.isOpen());
    }

    @Test
    void aRecordForWhichThereIsNoMemoryFailsAlone() throws IOException {
        Connection connection = rig.full();
        SendReceipt unlucky = rig.send(connection, "unlucky");
        SendReceipt behind = rig.send(connection, "behind", 7);
        Rig.transport(connection).duringWrite = () -> {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory, says the test");
        };
        assertEquals("behind", rig.allow(connection, FakeTransport.ENDLESS));
        assertEquals(RecordState.FAILED, unlucky.state(0));
        assertEquals(RecordState.SENT, behind.state(0));
        Rig.assertEmpty(connection);
    }

    @Test
    void refusesWhatIsNoRegionOfTheFile() {
        assertThrows(IllegalArgumentException.class, () -> region(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> region(0, 0));
        assertThrows(IllegalArgumentException.class, () -> region(5, 6));
        assertThrows(IllegalArgumentException.class, () -> region(Long.MAX_VALUE, 1));
        assertThrows(IOException.class, () -> rig.engine.ofFile(folder.resolve("none"), 0, 1));
    }

    @Test
    void aSenderThatIsInterruptedLeavesTheFileOpen() throws IOException {
        Connection one = rig.connection(FakeTransport.ENDLESS);
        Connection other = rig.connection(FakeTransport.ENDLESS);
        try (RecordHandle record = region(0, 10)) {
            SendReceipt first;
            Thread.currentThread().interrupt();
            try {
                first = one.sendTracked(record, SendOptions.DEFAULT);
            } finally {
                assertTrue(Thread.interrupted());
            }
            rig.settle();
            assertEquals(RecordState.SENT, first.state(0), () -> String.valueOf(first.cause(0)));
            SendReceipt second = other.sendTracked(record, SendOptions.DEFAULT);
            rig.settle();
            assertEquals(RecordState.SENT, second.state(0), () -> String.valueOf(second.cause(0)));
        }
        assertEquals("0123456789", Rig.transport(other).text());
    }

    /** An interrupt that comes while a thread sends from such a file would close it for all receivers. */
    @Test
    void onlyTheFlusherSendsFromAFileThatAnInterruptCloses() throws IOException {
        Path archive = folder.resolve("archive.zip");
        try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Files.copy(file, files.getPath("file"));
        }
        Connection connection = rig.connection(FakeTransport.ENDLESS);
        try (FileSystem files = FileSystems.newFileSystem(archive)) {
            SendReceipt receipt;
            try (RecordHandle record = rig.engine.ofFile(files.getPath("file"), 2, 8)) {
                receipt = connection.sendTracked(record, SendOptions.DEFAULT);
            }
            assertEquals(RecordState.QUEUED, receipt.state(0));
            rig.settle();
            assertEquals(RecordState.SENT, receipt.state(0), () -> String.valueOf(receipt.cause(0)));
        }
        assertEquals("23456789", Rig.transport(connection).text());
    }

    @Test
    void theBytesOfAFileAreNotToBeHadInMemory() throws IOException {
        try (RecordHandle record = region(0, 10)) {
            assertThrows(UnsupportedOperationException.class, record::bytes);
            assertNotNull(record.toString());
        }
    }
}
