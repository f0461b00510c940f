package io.recordsockets.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("line", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("lines of many lengths")
                        .record("\n")
                        .record("a\n")
                        .record("abcdefg\n")
                        .record("abcdefgh\n")
                        .record("bytes beside LF: \u000b\u0009\u008a\u0000\r\n"),
                Sample.requests("longest").record("x".repeat(65_535) + "\n").record("y\n"),
                Sample.requests("too long").record("y\n").plain("x".repeat(65_536) + "\n"),
                Sample.requests("mail")
                        .record("EHLO a\r\n")
                        .record("starttls\r\n")
                        .unframed("\u0016\u0003"),
                Sample.requests("post office").record("STLS\n").unframed("\u0016\u0003"),
                Sample.requests("files").record("AUTH TLS\r\n").unframed("\u0016\u0003"),
                Sample.requests("older files").record("auth ssl\r\n").unframed("\u0016\u0003"),
                Sample.requests("IMAP").record("a001 STARTTLS\r\n").unframed("\u0016\u0003"),
                Sample.requests("compressed").record("A7 Compress Deflate\r\n").unframed("x"),
                Sample.requests("compressed news")
                        .record("COMPRESS DEFLATE\r\n")
                        .unframed("x"),
                Sample.requests("text about it")
                        .record("STARTTLS now\r\n")
                        .record("no STARTTLS\r\n")
                        .record("12 of 20 used STARTTLS\r\n")
                        .record("a1 STLS\r\n")
                        .record("XSTARTTLS\r\n")
                        .record("starttls\t\r\n")
                        .record("x".repeat(100) + "1 STARTTLS\r\n"),
                Sample.responses("answers")
                        .record("STARTTLS\r\n")
                        .record("x".repeat(300) + "\r\n")
                        .record("ok\n"));
    }

    @Test
    void passesTheMiddleOfLines() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        byte[] line = new byte[1000];
        Arrays.fill(line, (byte) 'x');
        assertEquals(FramingAnswer.part(900, 1), parser.parse(ByteBuffer.wrap(line, 0, 900)));
        line[960] = '\n';
        assertEquals(FramingAnswer.record(61), parser.parse(ByteBuffer.wrap(line, 900, 100)));
    }

    @Test
    void answersFollowTheRequestsThatChangeTheProtocol() {
        PairedParser parser = (PairedParser) framing().parser(StreamDirection.RESPONSES);
        assertTrue(send(parser, "EHLO example.org\r\nSTART"));
        assertEquals(FramingAnswer.record(8), parser.parse(ByteBuffer.wrap("220 hi\r\n".getBytes(US_ASCII))));
        assertFalse(send(parser, "TLS\r\n\u0016\u0003"), "needs to see no more");
        assertEquals(FramingAnswer.UNFRAMED, parser.parse(ByteBuffer.wrap("220 go\r\n".getBytes(US_ASCII))));
        assertFalse(send(parser, "x\r\n"));
    }

    @Test
    void answersGoOnWhereNothingChangesTheProtocol() {
        PairedParser parser = (PairedParser) framing().parser(StreamDirection.RESPONSES);
        boolean interested = true;
        for (int i = 0; i < 1000 && interested; i++) {
            interested = send(parser, "MAIL FROM STARTTLS " + i + "\r\n");
        }
        assertFalse(interested, "not for ever");
        assertFalse(send(parser, "STARTTLS\r\n"));
        assertEquals(FramingAnswer.record(5), parser.parse(ByteBuffer.wrap("220\r\n".getBytes(US_ASCII))));
        PairedParser other = (PairedParser) framing().parser(StreamDirection.RESPONSES);
        assertFalse(other.unseen(1));
        assertFalse(send(other, "STARTTLS\r\n"));
    }

    private static boolean send(PairedParser parser, String text) {
        return parser.sent(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), 0, text.length());
    }
}
