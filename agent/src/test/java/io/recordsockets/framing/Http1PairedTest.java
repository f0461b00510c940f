package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.FramingDriver.Asking;
import io.recordsockets.framing.FramingDriver.Outcome;
import io.recordsockets.framing.FramingDriver.Rest;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the parser of responses knows from the requests that it is shown. */
class Http1PairedTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nContent-Length: 300\r\n\r\n" + "HEAD / HTTP/1.1\r\n\r\n".repeat(15) + "v".repeat(15);
    private static final String CHUNKED = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHEAD \r\n0\r\n\r\n";

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    @Test
    void aResponseToHeadEndsWithItsHead() {
        PairedParser parser = parser();
        assertTrue(send(parser, HEAD));
        expect(parser, Rest.MORE, OK);
        assertTrue(send(parser, GET));
        expect(parser, Rest.MORE, OK + "hello");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() {
        PairedParser parser = parser();
        assertTrue(send(parser, GET + HEAD + POST + HEAD + CHUNKED + "\r\n" + HEAD));
        expect(parser, Rest.MORE, OK + "hello", OK, CONTINUE, OK + "hello", OK, OK + "hello", OK);
    }

    @Test
    void knowsTheRequestsHoweverTheyAreWritten() {
        String requests = GET + HEAD + POST + HEAD + CHUNKED + HEAD + GET;
        String[] responses = {OK + "hello", OK, OK + "hello", OK, OK + "hello", OK, OK + "hello"};
        byte[] bytes = requests.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(8);
        for (int run = 0; run < 300; run++) {
            int most = run == 0 ? 1 : 1 + random.nextInt(200);
            PairedParser parser = parser();
            Memory memory = Memory.values()[run % Memory.values().length];
            ByteBuffer held = memory.hold(bytes);
            for (int at = 0, n; at < bytes.length; at += n) {
                n = Math.min(1 + random.nextInt(most), bytes.length - at);
                int index = memory.head(held, at, n).position();
                ByteBuffer view =
                        held.duplicate().order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                assertTrue(parser.sent(view, index, n));
            }
            expect(parser, Rest.MORE, responses);
        }
    }

    @Test
    void aRefusedBodyLeavesTheRequestsBehindItKnown() {
        PairedParser parser = parser();
        send(parser, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 300\r\n\r\n");
        expect(parser, Rest.MORE, "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n");
        send(parser, HEAD);
        expect(parser, Rest.MORE, OK);
    }

    @Test
    void aTunnelHasNoRecordsWhateverLengthItNames() {
        PairedParser parser = parser();
        assertFalse(send(parser, "CONNECT a:443 HTTP/1.1\r\n\r\nabc"));
        expect(parser, Rest.UNFRAMED, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "\u0016\u0003");
    }

    @Test
    void aRefusedTunnelHasABody() {
        PairedParser parser = parser();
        send(parser, GET + "CONNECT a:443 HTTP/1.1\r\n\r\n");
        expect(parser, Rest.MORE, OK + "hello", "HTTP/1.1 407 X\r\nContent-Length: 2\r\n\r\nno");
    }

    @Test
    void moreRequestsThanAreRememberedAreTakenForOthers() {
        PairedParser parser = parser();
        assertTrue(send(parser, HEAD.repeat(Http1Sent.MAX)));
        assertFalse(send(parser, HEAD));
        assertFalse(send(parser, GET));
        String[] responses = new String[Http1Sent.MAX + 2];
        for (int i = 0; i < responses.length; i++) {
            responses[i] = i < Http1Sent.MAX ? OK : OK + "hello";
        }
        expect(parser, Rest.MORE, responses);
    }

    @Test
    void goesOnForAnyNumberOfRequests() {
        PairedParser parser = parser();
        for (int i = 0; i < 1000; i++) {
            boolean head = i % 7 % 3 == 0;
            assertTrue(send(parser, head ? HEAD : GET));
            expect(parser, Rest.MORE, head ? OK : OK + "hello");
        }
    }

    @Test
    void anAnswerThatOvertakesItsRequestDoesNotShiftTheOthers() {
        PairedParser parser = parser();
        expect(parser, Rest.MORE, OK + "hello");
        send(parser, HEAD + HEAD);
        expect(parser, Rest.MORE, OK);
        expect(parser, Rest.MORE, OK + "hello");
    }

    @Test
    void whatIsNotHttpEndsTheInterest() {
        for (String other : new String[] {
            "\u0016\u0003\u0001", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n\u0081", "GET /\r\n"
        }) {
            PairedParser parser = parser();
            send(parser, HEAD);
            assertFalse(send(parser, other));
            assertFalse(send(parser, HEAD));
            expect(parser, Rest.MORE, OK);
        }
    }

    @Test
    void bodiesMayLeaveUnseenAndHeadsMayNot() {
        PairedParser parser = parser();
        assertTrue(send(parser, "PUT / HTTP/1.1\r\nContent-Length: 5000000000\r\n\r\nab"));
        assertTrue(parser.unseen(4_999_999_990L));
        assertTrue(send(parser, "12345678" + HEAD));
        expect(parser, Rest.MORE, OK + "hello", OK);
        assertFalse(parser.unseen(1));
        assertFalse(send(parser, HEAD));
    }

    @Test
    void sendingAndReceivingAtOnceStaysInStep() throws InterruptedException {
        int exchanges = 20_000;
        PairedParser parser = parser();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        // requests are shown before they go out, and no more are outstanding than are remembered
        ArrayBlockingQueue<Boolean> wire = new ArrayBlockingQueue<>(16);
        Thread sender = new Thread(() -> {
            try {
                Random random = new Random(1);
                for (int i = 0; i < exchanges; i++) {
                    boolean head = random.nextBoolean();
                    assertTrue(send(parser, head ? HEAD : POST));
                    wire.put(head);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        sender.start();
        ByteBuffer head = ByteBuffer.wrap(OK.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < exchanges; i++) {
            Boolean isHead = wire.poll(20, TimeUnit.SECONDS);
            assertEquals(
                    FramingAnswer.record(OK.length() + (Boolean.TRUE.equals(isHead) ? 0 : 5)),
                    parser.parse(head),
                    () -> "failure=" + failure.get());
        }
        sender.join();
        assertEquals(null, failure.get());
    }

    private static PairedParser parser() {
        return (PairedParser) Framings.find("http1", Map.of(), null).parser(StreamDirection.RESPONSES);
    }

    private static boolean send(PairedParser parser, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(("x" + text).getBytes(StandardCharsets.ISO_8859_1));
        return parser.sent(bytes, 1, text.length());
    }

    /** Shows the responses in one head; each text is a record, but for the last where the rest is not. */
    private static void expect(PairedParser parser, Rest rest, String... responses) {
        Sample sample = Sample.responses("answers");
        for (int i = 0; i < responses.length; i++) {
            if (rest != Rest.MORE && i == responses.length - 1) {
                sample.unframed(responses[i]);
            } else {
                sample.record(responses[i]);
            }
        }
        byte[] stream = sample.stream();
        Outcome outcome =
                new FramingDriver(parser, Memory.HEAP.hold(stream), Memory.HEAP, Asking.EAGER).run(stream.length);
        assertEquals(sample.outcome(), outcome, () -> String.join("|", List.of(responses)));
    }
}
