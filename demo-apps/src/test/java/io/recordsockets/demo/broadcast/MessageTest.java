package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    void hasTheDocumentedLayout() {
        // The checksum is the check value of CRC-32C for these nine characters.
        ByteBuffer content = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        Message message = Message.of(Message.Kind.VOTE, 0x0102030405060708L, 0x1112131415161718L, 0x21L, content);
        byte[] expected = HexFormat.of()
                .parseHex("00000026" + "02" + "0102030405060708" + "1112131415161718" + "0000000000000021" + "e3069283"
                        + "313233343536373839");
        byte[] bytes = new byte[message.length()];
        message.bytes().get(0, bytes);
        assertArrayEquals(expected, bytes);
        assertEquals(0, message.bytes().position());
        assertEquals(9, content.remaining(), "the content is not used up");
    }

    @Test
    void keepsLargeRecordsInDirectMemory() {
        assertTrue(Message.of(Message.Kind.BLOCK, 1, 1, 1, ByteBuffer.allocate(1 << 20))
                .bytes()
                .isDirect());
        assertFalse(Message.of(Message.Kind.VOTE, 1, 1, 1, ByteBuffer.allocate(64))
                .bytes()
                .isDirect());
    }

    @Test
    void kindsHaveNumbersFromOne() {
        assertEquals(Message.Kind.BLOCK, Message.Kind.of(1));
        assertEquals(Message.Kind.RETRACTION, Message.Kind.of(3));
        assertNull(Message.Kind.of(0));
        assertNull(Message.Kind.of(4));
    }
}
