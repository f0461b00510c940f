package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no record, or more than one, is refused before anything is sent. */
class RecordCheckTest {
    @TempDir
    Path folder;

    private final Rig rig = Rig.checking();
    private final Counting lengthDigit = new Counting();

    /** A digit tells how many bytes follow it; counts how often it looks. */
    private static final class Counting implements RecordFraming, RecordParser {
        private int looks;

        @Override
        public RecordParser parser(StreamDirection direction) {
            return this;
        }

        @Override
        public long parse(ByteBuffer head) {
            looks++;
            int digit = head.get(head.position()) - '0';
            return digit < 0 || digit > 9 ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(1 + digit);
        }

        @Override
        public int headLength() {
            return 1;
        }
    }

    private void assertRefused(String text, String why) {
        Connection connection = rig.connection(FakeTransport.ENDLESS, lengthDigit);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> rig.send(connection, text, SendOptions.DEFAULT));
        assertTrue(e.getMessage().contains(why), e.getMessage());
        rig.settle();
        assertEquals("", Rig.transport(connection).text());
        Rig.assertEmpty(connection);
    }

    @Test
    void refusesWhatIsNoRecord() {
        assertRefused("x", "no record");
    }

    @Test
    void refusesTwoRecordsInOne() {
        assertRefused("1a1b", "ends after 2");
    }

    @Test
    void refusesAPartOfARecord() {
        assertRefused("5ab", "part of a record of length=6");
    }

    @Test
    void sendsWhatIsARecord() {
        Connection connection = rig.connection(FakeTransport.ENDLESS, lengthDigit);
        rig.send(connection, "3abc");
        rig.settle();
        assertEquals("3abc", Rig.transport(connection).text());
    }

    @Test
    void looksOnceForAllMembersAndSends() {
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        for (int i = 0; i < 10; i++) {
            group.add(rig.connection(FakeTransport.ENDLESS, lengthDigit));
        }
        try (RecordHandle record = rig.record("3abc")) {
            assertEquals(10, group.send(record).accepted());
            assertEquals(10, group.send(record).accepted());
        }
        assertEquals(1, lengthDigit.looks);
    }

    @Test
    void aGroupSendsToNobodyWhatAMemberCannotUnderstand() {
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT.withLimits(10, 1));
        Connection any = rig.connection(FakeTransport.ENDLESS);
        Connection framed = rig.connection(FakeTransport.ENDLESS, lengthDigit);
        group.add(any);
        group.add(framed);
        assertThrows(IllegalArgumentException.class, () -> rig.send(group, "1a1b", SendOptions.DEFAULT));
        rig.settle();
        assertEquals("", Rig.transport(any).text());
        assertEquals(0, group.backlog().records());
        group.remove(framed);
        rig.send(group, "1a1b", SendOptions.DEFAULT);
        rig.settle();
        assertEquals("1a1b", Rig.transport(any).text());
    }

    @Test
    void checksTheHeadOfAFile() throws IOException {
        Connection connection = rig.connection(FakeTransport.ENDLESS, lengthDigit);
        Path file = Files.writeString(folder.resolve("file"), "3abc3abc");
        try (RecordHandle two = rig.engine.ofFile(file, 0, 8);
                RecordHandle one = rig.engine.ofFile(file, 4, 4)) {
            assertThrows(IllegalArgumentException.class, () -> connection.send(two));
            assertEquals(1, connection.send(one).accepted());
        }
    }

    /** Where a record ends may depend on those before it: a parser by itself does not know. */
    @Test
    void leavesFramingsAloneThatRemember() {
        Connection connection = rig.connection(FakeTransport.ENDLESS, direction -> new Counting());
        rig.send(connection, "x");
        rig.settle();
        assertEquals("x", Rig.transport(connection).text());
    }
}
