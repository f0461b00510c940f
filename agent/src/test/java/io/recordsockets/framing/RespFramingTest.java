package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RespFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("resp", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("commands")
                        .record("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n")
                        .record("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$500\r\n" + "v".repeat(500) + "\r\n")
                        .record("*1\r\n$4\r\nPING\r\n")
                        .record("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n")
                        .record("*0\r\n")
                        .record("*-1\r\n")
                        .record("*2\r\n$4\r\nECHO\r\n$6\r\n$1\r\na\n\r\n"),
                Sample.requests("inline commands")
                        .record("PING\r\n")
                        .record("\r\n")
                        .record("$5\r\n")
                        .record("set a b\n")
                        .record("*1\r\n$4\r\nQUIT\r\n"),
                Sample.requests("array in a command").plain("*1\r\n*1\r\n$1\r\na\r\n"),
                Sample.requests("number in a command").record("PING\r\n").plain("*2\r\n$3\r\nGET\r\n:1\r\n"),
                Sample.requests("null in a command").plain("*2\r\n$3\r\nGET\r\n$-1\r\n"),
                Sample.requests("negative count").plain("*-2\r\n"),
                Sample.requests("absurd size").plain("*1\r\n$99999999999999999999\r\n"),
                Sample.requests("absurd count").plain("*99999999999999\r\n"),
                Sample.responses("RESP2")
                        .record("+OK\r\n")
                        .record("-ERR unknown command\r\n")
                        .record(":1000\r\n")
                        .record("$5\r\nhello\r\n")
                        .record("$-1\r\n")
                        .record("*-1\r\n")
                        .record("*0\r\n")
                        .record("*3\r\n:1\r\n*2\r\n+a\r\n$2\r\n\r\n\r\n$-1\r\n")
                        .record("$1000\r\n" + "\r\n".repeat(500) + "\r\n")
                        .record("*2\r\n$300\r\n" + "v".repeat(300) + "\r\n$300\r\n" + "w".repeat(300) + "\r\n"),
                Sample.responses("RESP3")
                        .record("_\r\n")
                        .record("#t\r\n")
                        .record(",1.5e10\r\n")
                        .record("(3492890328409238509324850943850943825024385\r\n")
                        .record("!21\r\nSYNTAX invalid syntax\r\n")
                        .record("=15\r\ntxt:Some string\r\n")
                        .record("%2\r\n+first\r\n:1\r\n+second\r\n*1\r\n_\r\n")
                        .record("~2\r\n+orange\r\n#f\r\n")
                        .record(">3\r\n+message\r\n+channel\r\n$2\r\nhi\r\n")
                        .record("|1\r\n+key-popularity\r\n%1\r\n$1\r\na\r\n,0.19\r\n*2\r\n:1\r\n:2\r\n")
                        .record("*2\r\n|0\r\n:1\r\n|1\r\n+a\r\n+b\r\n+c\r\n"),
                Sample.responses("deep")
                        .record("*1\r\n".repeat(1000) + ":1\r\n")
                        .record("+OK\r\n"),
                Sample.responses("replication")
                        .record("+PONG\r\n")
                        .record("+FULLRESYNC 8de1787ba490483314a4d30f1c628bc5025eb761 0\r\n")
                        .unframed("$5\r\nREDIS*1\r\n"),
                Sample.responses("a text that resembles it")
                        .record("+FULLRESYNCED\r\n")
                        .record("+OK\r\n"),
                Sample.responses("not as a reply")
                        .record("*1\r\n+FULLRESYNC a 0\r\n")
                        .record("+OK\r\n"),
                Sample.responses("streamed string").record("+OK\r\n").plain("$?\r\n;4\r\nHell\r\n"),
                Sample.responses("streamed array").plain("*?\r\n:1\r\n.\r\n"),
                Sample.responses("lone line feed").plain("+OK\n+OK\r\n"),
                Sample.responses("unknown type").record(":1\r\n").plain("x\r\n"),
                Sample.responses("no number").plain("$1a\r\n"),
                Sample.responses("empty number").plain("$\r\n"),
                Sample.responses("longest line").record("+" + "x".repeat(65_533) + "\r\n"),
                Sample.responses("line too long").plain("+" + "x".repeat(65_534) + "\r\n"));
    }

    @Test
    void asksForAsManyBytesAsTheMissingElementsHaveAtLeast() {
        RecordParser parser = framing().parser(StreamDirection.RESPONSES);
        long answer = parser.parse(ascii("*100\r\n+a"));
        assertTrue(FramingAnswer.isPart(answer));
        assertEquals(7, FramingAnswer.length(answer));
        assertEquals(128, FramingAnswer.following(answer), "and no more than may be kept");
        assertEquals(FramingAnswer.part(1, 128), parser.parse(ascii("+a")));
    }

    @Test
    void doesNotShowBodiesToItself() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        long answer = parser.parse(ascii("*3\r\n$3\r\nSET\r\n$1048576\r\nab"));
        assertTrue(FramingAnswer.isPart(answer));
        assertEquals(4 + 9 + 10 + 1_048_576 + 2, FramingAnswer.length(answer));
        assertEquals(6, FramingAnswer.following(answer));
        assertEquals(FramingAnswer.record(10 + 1_048_576 + 2), parser.parse(ascii("$1048576\r\n")));
    }

    @Test
    void passesTheMiddleOfLines() {
        byte[] line = "+abcdefgh".repeat(30).getBytes(StandardCharsets.US_ASCII);
        // the last byte may be a carriage return
        assertEquals(
                FramingAnswer.part(199, 2),
                framing().parser(StreamDirection.RESPONSES).parse(ByteBuffer.wrap(line, 0, 200)));
        assertEquals(
                FramingAnswer.part(200, 1),
                framing().parser(StreamDirection.REQUESTS).parse(ByteBuffer.wrap(line, 0, 200)));
    }

    @Test
    void keepsCountsThatNestWithoutEndInBounds() {
        RecordParser parser = framing().parser(StreamDirection.RESPONSES);
        ByteBuffer heads = ascii("*2147483647\r\n".repeat(1000));
        assertEquals(FramingAnswer.NOT_A_RECORD, parser.parse(heads));
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
