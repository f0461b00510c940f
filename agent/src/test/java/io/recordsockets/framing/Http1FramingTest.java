package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Http1FramingTest extends FramingContract {
    private static final String GET =
            "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nUpgrade-Insecure-Requests: 1\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nUpgrade: h2c\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    @Override
    RecordFraming framing() {
        return Framings.find("http1", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return Stream.of(requests(), lastRequests(), doubtfulRequests(), responses(), doubtfulResponses())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Sample> requests() {
        return List.of(
                Sample.requests("pipelined")
                        .record(GET)
                        .record("POST / HTTP/1.1\r\ncontent-length:\t5 \r\n\r\nhello")
                        .record("PUT /x HTTP/1.0\r\nContent-Length: 300\r\n\r\n" + "\r\n".repeat(150))
                        .record("POST / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n")
                        .record("OPTIONS * HTTP/1.1\r\nConnection: upgrade\r\n\r\n")
                        .record(GET),
                Sample.requests("chunked")
                        .record("POST / HTTP/1.1\r\nTRANSFER-ENCODING: gzip, Chunked\r\n\r\n")
                        .record("5\r\nhello\r\n")
                        .record("1F4 ;name=\"a;b\"\r\n" + "v".repeat(500) + "\r\n")
                        .record("3;" + "x".repeat(300) + "\r\nabc\r\n")
                        .record("000\r\n\r\n")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .record("0\r\nTrailer: x\r\nOther: y\r\n\r\n")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .record("0;" + "x".repeat(300) + "\r\nTrailer: " + "y".repeat(300) + "\r\n\r\n")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .record("0\r\n\n")
                        .record(GET),
                Sample.requests("client that waits for 100 Continue")
                        .record("POST / HTTP/1.1\r\nContent-Length: 300\r\nExpect: 100-continue\r\n\r\n")
                        .record("b".repeat(300))
                        .record("PUT / HTTP/1.1\r\nexpect: 100-Continue\r\n" + CHUNKED)
                        .record("5\r\nhello\r\n")
                        .record("0\r\n\r\n")
                        .record("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n")
                        .record("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
                        .record(GET),
                Sample.requests("client that was refused and goes on")
                        .record("POST / HTTP/1.1\r\nContent-Length: 300\r\nExpect: 100-continue\r\n\r\n")
                        .record("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
                        .record("PUT / HTTP/1.1\r\nExpect: 100-continue\r\n" + CHUNKED)
                        .record("DELETE /a HTTP/1.1\r\n\r\n")
                        .record("PUT / HTTP/1.1\r\nExpect: 100-continue\r\n" + CHUNKED)
                        .record("HEAD /a HTTP/1.1\r\n\r\n"),
                Sample.requests("bodies that resemble a request")
                        .record("PUT / HTTP/1.1\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n")
                        .record("GET what you want")
                        .record("PUT / HTTP/1.1\r\nContent-Length: 15\r\nExpect: 100-continue\r\n\r\n")
                        .record("GET / HTTP/1.1\n")
                        .record("PUT / HTTP/1.1\r\nContent-Length: 30\r\nExpect: 100-continue\r\n\r\n")
                        .record("ABCDEFGHIJKLMNOPQRSTUVWXYZ1234")
                        .record("PUT / HTTP/1.1\r\nExpect: 100-continue\r\n" + CHUNKED)
                        .record("DE ;x\r\n" + "v".repeat(222) + "\r\n")
                        .record("0\r\n\r\n"),
                Sample.requests("long headers")
                        .record("GET / HTTP/1.1\r\nExpect: " + "x".repeat(500) + "\r\nCookie: " + "c".repeat(3000)
                                + "\r\nContent-Language: " + "de ".repeat(100) + "\r\nContent-Length-Of-What: "
                                + "1".repeat(200) + "\r\n\r\n")
                        .record("GET /" + "a".repeat(2000) + " HTTP/1.1\r\n\r\n")
                        .record("POST /" + "a".repeat(2000) + " HTTP/1.1\r\nContent-Length: 1\n\nx"),
                Sample.requests("lone line feeds and empty lines")
                        .record("GET / HTTP/1.1\nHost: a\n\n")
                        .record("\r\n")
                        .record("\n")
                        .record(GET),
                Sample.requests("longest head").record("GET / HTTP/1.1\r\nA: " + "x".repeat(65_513) + "\r\n\r\n"),
                Sample.requests("head too long").plain("GET / HTTP/1.1\r\nA: " + "x".repeat(65_514) + "\r\n\r\n"),
                Sample.requests("many headers").record("GET / HTTP/1.1\r\n" + "Accept: *\r\n".repeat(1000) + "\r\n"),
                Sample.requests("too many headers")
                        .record(GET)
                        .plain("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(11_000)));
    }

    private static List<Sample> lastRequests() {
        return List.of(
                Sample.requests("upgrade")
                        .record("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                        .unframed("\u0081\u0085"),
                Sample.requests("upgrade with a long header")
                        .record("GET /chat HTTP/1.1\r\nUpgrade: " + "x".repeat(500) + "\r\n\r\n")
                        .unframed("\u0081\u0085"),
                Sample.requests("upgrade with a body")
                        .record("POST / HTTP/1.1\r\nupgrade: h2c\r\n" + CHUNKED)
                        .record("1\r\nx\r\n")
                        .record("0\r\n\r\n")
                        .unframed("PRI"),
                Sample.requests("CONNECT")
                        .record("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")
                        .unframed("\u0016\u0003"),
                Sample.requests("HTTP/2").unframed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Sample.requests("HTTP/2 after a request").record(GET).unframed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static List<Sample> doubtfulRequests() {
        return List.of(
                Sample.requests("length and coding")
                        .record(GET)
                        .plain("POST / HTTP/1.1\r\nContent-Length: 5\r\n" + CHUNKED + "0\r\n\r\n"),
                Sample.requests("lengths that differ")
                        .plain("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                Sample.requests("30 digits").plain("POST / HTTP/1.1\r\nContent-Length: " + "9".repeat(30) + "\r\n\r\n"),
                Sample.requests("negative").plain("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
                Sample.requests("list").plain("POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello"),
                Sample.requests("signed").plain("POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello"),
                Sample.requests("no length").plain("POST / HTTP/1.1\r\nContent-Length: \r\n\r\nhello"),
                Sample.requests("not chunked last")
                        .plain("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),
                Sample.requests("resembles chunked").plain("POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n"),
                Sample.requests("chunked twice").plain("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CHUNKED),
                Sample.requests("chunked in 1.0").plain("POST / HTTP/1.0\r\n" + CHUNKED + "0\r\n\r\n"),
                Sample.requests("folded").plain("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"),
                Sample.requests("blank before colon").plain("POST / HTTP/1.1\r\nContent-Length : 5\r\n\r\nhello"),
                Sample.requests("bad chunk")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("xyz\r\n"),
                Sample.requests("negative chunk")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("-1\r\n"),
                Sample.requests("absurd chunk")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("f".repeat(17) + "\r\n"),
                Sample.requests("chunk of all ones")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("f".repeat(16) + "\r\n"),
                Sample.requests("lone line feed in chunks")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("0\n\n"),
                Sample.requests("HTTP/0.9").plain("GET /\r\n"),
                Sample.requests("coding in a long header")
                        .plain("POST / HTTP/1.1\r\nTransfer-Encoding: " + "gzip, ".repeat(50) + "chunked\r\n\r\n"),
                Sample.requests("length in a long header")
                        .plain("POST / HTTP/1.1\r\nContent-Length: " + " ".repeat(120) + "5\r\n\r\nhello"),
                Sample.requests("long extension without a carriage return")
                        .record("POST / HTTP/1.1\r\n" + CHUNKED)
                        .plain("5;" + "x".repeat(200) + "\nhello\r\n"),
                Sample.requests("long path without a version").plain("GET /" + "a".repeat(200) + "\r\n\r\n"),
                Sample.requests("TLS").plain("\u0016\u0003\u0001\u0002\u0000\u0001"),
                Sample.requests("HTTP/3").plain("GET / HTTP/3.0\r\n\r\n"));
    }

    private static List<Sample> responses() {
        return List.of(
                Sample.responses("with length")
                        .record(OK + "Content-Length: 5\r\n\r\nhello")
                        .record("HTTP/1.0 404\r\nContent-Length: 0\r\n\r\n")
                        .record("HTTP/1.1 302 \r\nlocation: /\r\ncontent-length: 700\r\n\r\n" + "v".repeat(700)),
                Sample.responses("without body")
                        .record("HTTP/1.1 100 Continue\r\n\r\n")
                        .record("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
                        .record("HTTP/1.1 204 No Content\r\n\r\n")
                        .record("HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n\r\n")
                        .record(OK + "Content-Length: 1\r\n\r\nx"),
                Sample.responses("chunked")
                        .record(OK + CHUNKED)
                        .record("a\r\n0123456789\r\n")
                        .record("0\r\n\r\n")
                        .record(OK + CHUNKED)
                        .record("1000\r\n" + "v".repeat(4096) + "\r\n")
                        .record("1\r\nx\r\n")
                        .record("0\r\nETag: a\r\n\r\n")
                        .record(OK + "Content-Length: 1\r\n\r\nx"),
                Sample.responses("switched protocols")
                        .record("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
                        .unframed("HTTP/1.1 200"),
                Sample.responses("up to the end of the connection")
                        .record("HTTP/1.1 204 No Content\r\n\r\n")
                        .record(OK + "\r\n")
                        .unframed("abc"),
                Sample.responses("not chunked")
                        .record(OK + "Transfer-Encoding: gzip\r\n\r\n")
                        .unframed("abc"),
                Sample.responses("events")
                        .record("HTTP/1.1 200 OK\r\ncontent-type:text/event-stream; charset=utf-8\r\n" + CHUNKED)
                        .unframed("5\r\ndata:\r\n"),
                Sample.responses("events with a long header")
                        .record("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream;" + "x".repeat(200) + "\r\n\r\n")
                        .unframed("data:"),
                Sample.responses("no events")
                        .record("HTTP/1.1 304 X\r\nContent-Type: text/event-stream\r\n\r\n")
                        .record("HTTP/1.1 200 " + "OK".repeat(200)
                                + "\r\nContent-Type: text/event-streams\r\nContent-Length: 1\r\n\r\nx")
                        .record("HTTP/1.1 204 X\r\n\r\n"));
    }

    private static List<Sample> doubtfulResponses() {
        return List.of(
                Sample.responses("bad status").plain("HTTP/1.1 2x0 OK\r\n"),
                Sample.responses("status below 100").plain("HTTP/1.1 099 OK\r\n"),
                Sample.responses("no status").plain("HTTP/1.1\r\n"),
                Sample.responses("other protocol").plain("SSH-2.0-OpenSSH_9.6\r\n"),
                Sample.responses("empty line").plain("\r\n" + OK));
    }

    @Test
    void doesNotShowChunksToItself() {
        RecordParser parser = framing().parser(StreamDirection.RESPONSES);
        String head = OK + CHUNKED;
        assertEquals(FramingAnswer.record(head.length()), parser.parse(ascii(head + "100000\r\nabc")));
        assertEquals(FramingAnswer.record(8 + 0x100000 + 2), parser.parse(ascii("100000\r\nabc")));
        assertEquals(FramingAnswer.record(5), parser.parse(ascii("0\r\n\r\n")));
    }

    @Test
    void namesTheWholeRecordFromItsHead() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        String head = "PUT / HTTP/1.1\r\nContent-Length: 5000000000\r\n\r\n";
        assertEquals(FramingAnswer.record(head.length() + 5_000_000_000L), parser.parse(ascii(head)));
    }

    @Test
    void passesWhatCannotMatter() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        // all but the version that may end there, and the two line ends that must come
        assertEquals(FramingAnswer.part(90, 12), parser.parse(ascii("GET /" + "x".repeat(95))));
        assertEquals(FramingAnswer.part(22, 4), parser.parse(ascii(" HTTP/1.1\r\n".repeat(1) + "Cookie: a\r\nCo")));
        assertEquals(FramingAnswer.part(104, 2), parser.parse(ascii("Cook" + "i".repeat(100))));
        assertEquals(FramingAnswer.part(2, 1), parser.parse(ascii("\r\n")));
        assertEquals(FramingAnswer.record(2), parser.parse(ascii("\r\n")));
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
