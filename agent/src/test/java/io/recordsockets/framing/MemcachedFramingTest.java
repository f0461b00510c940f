package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemcachedFramingTest extends FramingContract {
    private static final byte[] BINARY_SET = {
        (byte) 0x80, 1, 0, 3, 8, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    @Override
    RecordFraming framing() {
        return Framings.find("memcached", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("commands with data")
                        .record("set key 0 0 5\r\nhello\r\n")
                        .record("add key 1 60 0 noreply\r\n\r\n")
                        .record("replace key 0 0 7\r\na\r\nEND\n\r\n")
                        .record("append  key 0 0 1\r\nx\r\n")
                        .record("prepend key 0 0 1\r\nx\r\n")
                        .record("cas key 0 0 3 987654321 noreply\r\nabc\r\n")
                        .record("ms key 2 T0 S2\r\nhi\r\n")
                        .record(" set key 0 0 300\r\n" + "v".repeat(300) + "\r\n"),
                Sample.requests("commands of one line")
                        .record("get a b c\r\n")
                        .record("gets a\n")
                        .record("gat 0 a b\r\n")
                        .record("mg key t v\r\n")
                        .record("mn\r\n")
                        .record("md key q\r\n")
                        .record("incr n 1\r\n")
                        .record("stats items\r\n")
                        .record("settle 1 2 3 4\r\n")
                        .record("set key\r\n")
                        .record("\r\n")
                        .record("nonsense\r\n")
                        .record("quit\r\n"),
                Sample.requests("long lines with data")
                        .record("set " + "k".repeat(250) + " 4294967295 -2147483648 3 noreply\r\nabc\r\n")
                        .record("   " + " ".repeat(300) + "add " + "k".repeat(300) + " 0 0 0\r\n\r\n")
                        .record("ms " + "k".repeat(250) + " 2 T0" + " F1".repeat(300) + "\r\nhi\r\n")
                        .record("set " + "k".repeat(250) + " 0 0 \r\n")
                        .record("set " + "k".repeat(250) + "\r\n"),
                Sample.requests("size too large behind a long key")
                        .plain("set " + "k".repeat(250) + " 0 0 9999999999999999999999\r\n"),
                Sample.responses("long lines")
                        .record("VALUE " + "k".repeat(250) + " 0 3 18446744073709551615\r\nabc\r\n" + "VALUE "
                                + "l".repeat(250) + " 0 0\r\n\r\nEND\r\n")
                        .record("STAT a " + "x".repeat(300) + "\r\nEND\r\n")
                        .record("VA 3" + " fabc".repeat(100) + "\r\nabc\r\n")
                        .record("SERVER_ERROR " + "x".repeat(300) + "\r\n"),
                Sample.responses("long line that does not belong in a list")
                        .plain("STAT a 1\r\n" + "x".repeat(300) + "\r\n"),
                Sample.requests("binary")
                        .record(withBody(BINARY_SET, 16))
                        .record(bytes(0x80, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                        .record(withBody(BINARY_SET, 16)),
                Sample.requests("size too large for a number").plain("set k 0 0 99999999999999999999\r\n"),
                Sample.requests("negative size").record("get a\r\n").plain("set k 0 0 -1\r\nabc\r\n"),
                Sample.requests("longest line").record("get" + " abcdefg".repeat(8191) + " x\r\n"),
                Sample.requests("line too long").record("mn\r\n").plain("get" + " abcdefg".repeat(8192) + "\r\n"),
                Sample.responses("lists")
                        .record("VALUE a 0 3\r\nabc\r\nVALUE b 32 5 17\r\nEND\r\n\r\nEND\r\n")
                        .record("END\r\n")
                        .record("VALUE big 0 1000\r\n" + "v".repeat(1000) + "\r\nEND\r\n")
                        .record("VALUE none 0 0\r\n\r\nEND\r\n")
                        .record("STAT pid 1\r\nSTAT version 1.6.21\r\nEND\r\n")
                        .record("ITEM key [1 b; 0 s]\r\nEND\r\n")
                        .record("VALUE a 0 1\r\nx\r\nSERVER_ERROR out of memory writing get response\r\n"),
                Sample.responses("lines")
                        .record("STORED\r\n")
                        .record("HD\r\n")
                        .record("VA 5 t-1 s5\r\nhello\r\n")
                        .record("VA 0\r\n\r\n")
                        .record("EN\r\n")
                        .record("ME key exp=-1 la=3\r\n")
                        .record("MN\r\n")
                        .record("42\r\n")
                        .record("CLIENT_ERROR bad command line format\r\n")
                        .record("VERSION 1.6.21\r\n"),
                Sample.responses("binary")
                        .record(bytes(0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                        .record(withBody(
                                bytes(0x81, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 256)),
                Sample.responses("bad size").record("HD\r\n").plain("VALUE a 0 99999999999999999999\r\nabc"),
                Sample.responses("list that goes on otherwise").plain("STAT pid 1\r\n\r\n"),
                Sample.responses("no size").plain("VALUE a 0\r\nabc"),
                Sample.responses("bad meta size").plain("VA x\r\nabc"),
                Sample.responses("line too long").plain("x".repeat(65_536) + "\r\n"));
    }

    @Test
    void doesNotShowBodiesToItself() {
        RecordParser parser = framing().parser(StreamDirection.RESPONSES);
        long answer = parser.parse(ascii("VALUE a 0 1048576\r\nabc"));
        assertTrue(FramingAnswer.isPart(answer));
        assertEquals(19 + 1_048_576 + 2, FramingAnswer.length(answer));
        assertEquals(4, FramingAnswer.following(answer));
        assertEquals(FramingAnswer.record(5), parser.parse(ascii("END\r\n")));
    }

    @Test
    void namesTheWholeRecordFromItsFirstLine() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        assertEquals(FramingAnswer.record(22 + 1_048_576 + 2), parser.parse(ascii("set key 0 60 1048576\r\n")));
    }

    @Test
    void takesBinaryLengthsAsUnsigned() {
        byte[] header = BINARY_SET.clone();
        Arrays.fill(header, 8, 12, (byte) 0xFF);
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        assertEquals(FramingAnswer.record(24 + 0xFFFF_FFFFL), parser.parse(ByteBuffer.wrap(header)));
    }

    @Test
    void passesWhatCannotMatter() {
        RecordParser requests = framing().parser(StreamDirection.REQUESTS);
        assertEquals(FramingAnswer.part(244, 1), requests.parse(ascii("get " + "abcdefgh".repeat(30))));
        assertEquals(FramingAnswer.record(3), requests.parse(ascii("x\r\n")));
        // of a line with a size only that
        assertEquals(FramingAnswer.part(259, 4), requests.parse(ascii("set " + "k".repeat(250) + " 0 0 012")));
        assertEquals(FramingAnswer.record(7 + 1234 + 2), requests.parse(ascii("01234\r\n")));
        RecordParser responses = framing().parser(StreamDirection.RESPONSES);
        assertEquals(FramingAnswer.part(259, 3 + 5), responses.parse(ascii("VALUE " + "k".repeat(250) + " 0 123")));
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
