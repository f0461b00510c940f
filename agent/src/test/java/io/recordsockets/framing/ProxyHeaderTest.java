package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.FramingAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {
    private static final byte[] SIGNATURE = bytes(13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10);

    @Test
    void findsTheEndOfATextHeaderHoweverItComes() {
        expectHeader(ascii("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n"));
        expectHeader(ascii("PROXY TCP6 2001:db8::1 2001:DB8::2 1 65535\r\n"));
        expectHeader(ascii("PROXY UNKNOWN\r\n"));
        expectHeader(ascii("PROXY UNKNOWN any text~ at all\r\n"));
        expectHeader(ascii("PROXY UNKNOWN " + "f".repeat(91) + "\r\n"));
    }

    @Test
    void findsTheEndOfABinaryHeaderHoweverItComes() {
        expectHeader(withBody(binary(0x21, 0x11, 12), 12));
        expectHeader(withBody(binary(0x21, 0x21, 36), 36));
        expectHeader(withBody(binary(0x21, 0x31, 216), 216));
        expectHeader(withBody(binary(0x21, 0x12, 20), 20));
        expectHeader(withBody(binary(0x21, 0x11, 65_535), 65_535));
        expectHeader(binary(0x20, 0, 0));
    }

    @Test
    void refusesWhatOnlyBeginsAlike() {
        for (String text : new String[] {
            "POST / HTTP/1.1\r\n",
            "PING\r\n",
            "PROXY\r\n",
            "PROXY / HTTP/1.1\r\n",
            "PROXY TCP5 a",
            "PROXY TCP4\r\n",
            "PROXY TCP4 www.example.org b 1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rx",
            "PROXY UNKNOWN\n",
            "PROXY UNKNOWN " + "f".repeat(92) + "\r\n",
            "PROXY TCP4 " + "1".repeat(200),
            "\r\nGET / HTTP/1.1\r\n",
            "\r\n\r\n\0\r\nQUIT\r"
        }) {
            assertEquals(FramingAnswer.NOT_A_RECORD, last(ascii(text)), text);
        }
    }

    @Test
    void refusesBinaryHeadersThatCannotBe() {
        assertEquals(FramingAnswer.NOT_A_RECORD, last(binary(0x11, 0x11, 12)));
        assertEquals(FramingAnswer.NOT_A_RECORD, last(binary(0x22, 0x11, 12)));
        assertEquals(FramingAnswer.NOT_A_RECORD, last(binary(0x21, 0x41, 12)));
        assertEquals(FramingAnswer.NOT_A_RECORD, last(binary(0x21, 0x13, 12)));
        assertEquals(FramingAnswer.NOT_A_RECORD, last(binary(0x21, 0x21, 35)));
    }

    private static void expectHeader(byte[] header) {
        byte[] stream = new byte[header.length + 8];
        System.arraycopy(header, 0, stream, 0, header.length);
        for (Memory memory : Memory.values()) {
            ByteBuffer held = memory.hold(stream);
            int index = memory.head(held, 0, 1).position();
            int wanted = 1;
            for (int there = 1; there <= stream.length; there++) {
                long answer = ProxyHeader.parse(held, index, index + there);
                if (FramingAnswer.isAtLeast(answer)) {
                    assertTrue(FramingAnswer.length(answer) > there, "asks for what it has");
                    assertTrue(FramingAnswer.length(answer) <= ProxyHeader.MAX_HEAD);
                    assertTrue(FramingAnswer.length(answer) <= header.length, "asks for bytes behind the header");
                    wanted = (int) FramingAnswer.length(answer);
                } else {
                    assertEquals(header.length, answer, "at " + there + " bytes");
                    assertTrue(there >= wanted);
                }
            }
        }
    }

    /** The answer when the bytes come one by one; asked no more once it is known. */
    private static long last(byte[] stream) {
        long answer = FramingAnswer.atLeast(1);
        for (int there = 1; there <= stream.length && FramingAnswer.isAtLeast(answer); there++) {
            answer = ProxyHeader.parse(ByteBuffer.wrap(stream), 0, there);
        }
        assertEquals(answer, ProxyHeader.parse(ByteBuffer.wrap(stream), 0, stream.length));
        return answer;
    }

    private static byte[] binary(int command, int family, int length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(SIGNATURE);
        header.writeBytes(bytes(command, family, length >>> 8, length));
        return header.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
