package io.recordsockets.bench.wild;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Traffic that was met, each under the rule that one would write for it. */
public enum Situation {
    /** A chunked response with an event every 50 ms, as token streams and watches have; a message is an event. */
    EVENTS("http1", Manner.GET),
    /** Twenty lines, then bytes that are no lines, as after STARTTLS; a message is a write. */
    STARTTLS("line", Manner.SINK),
    /** A length, and a body that comes in 16 KiB steps, to a server that closes for what is announced. */
    REFUSED("length-field", Manner.REFUSE),
    /** Urgent data between the pieces of records, as heart-beats; a message is a record. */
    URGENT("length-field", Manner.SINK),
    /** A head at once, and 200 KB of body over one second and a half; a message is a write. */
    SLOW_BODY("http1", Manner.GET),
    /** Answers to HEAD, which announce a body that never comes. */
    HEAD("http1", Manner.HEAD),
    /** A head that expects 100-continue and is refused, and another request behind it. */
    EXPECT("http1", Manner.UNAUTHORIZED),
    /** A length that counts itself, under a rule that does not know: four bytes are missing for ever. */
    SELF_COUNTED("length-field", Manner.SINK),
    /** A PROXY protocol header in front of a protocol with a length. */
    PROXY("length-field", Manner.SINK),
    /** Five clients that send a byte of a record now and then, and a quick one, to a program that polls. */
    POLLED("length-field", Manner.POLL),
    /** Records of 1 MB as fast as they go, to a receive buffer that the program has set; a message is a record. */
    SMALL_BUFFER("length-field", Manner.SMALL_BUFFER);

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MB = 1_000_000;

    private final String framing;
    private final Manner manner;

    Situation(String framing, Manner manner) {
        this.framing = framing;
        this.manner = manner;
    }

    /** The name of the row. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The framing of the rule. */
    public String framing() {
        return framing;
    }

    /** How the program behaves. */
    public Manner manner() {
        return manner;
    }

    /** The traffic, that takes about so many milliseconds, and in some cases longer. */
    public Traffic traffic(int lengthMs) {
        Traffic.Builder to = new Traffic.Builder();
        long lengthNs = lengthMs * MS;
        switch (this) {
            case EVENTS -> events(to, lengthNs);
            case STARTTLS -> startTls(to, lengthNs);
            case REFUSED -> {
                return refused(to, lengthNs);
            }
            case URGENT -> urgent(to, lengthNs);
            case SLOW_BODY -> slowBody(to);
            case HEAD -> head(to, lengthNs);
            case EXPECT -> expect(to, lengthNs);
            case SELF_COUNTED -> selfCounted(to, lengthNs);
            case PROXY -> proxy(to, lengthNs);
            case POLLED -> polled(to, lengthNs);
            case SMALL_BUFFER -> smallBuffer(to, lengthMs);
        }
        return to.build();
    }

    /** Records of a length and pieces of 100 bytes, each a write, from peers with Nagle's algorithm on. */
    public static Traffic nagle(int pieces, int lengthMs) {
        Traffic.Builder to = new Traffic.Builder();
        byte[] body = Samples.record("length-field", 100 * pieces);
        for (int i = 0; i < 2; i++) {
            to.connection(i * MS);
            while (to.atNs() < lengthMs * MS) {
                to.part(Arrays.copyOf(body, 4));
                to.inPieces(Arrays.copyOfRange(body, 4, body.length), 100, 0).pause(10 * MS);
            }
        }
        return to.build().withNagle();
    }

    private static void events(Traffic.Builder to, long lengthNs) {
        for (int i = 0; i < 4; i++) {
            to.connection(i * MS);
            to.message(Samples.ascii(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + "Transfer-Encoding: chunked\r\n\r\n"));
            while (to.atNs() < lengthNs) {
                to.pause(50 * MS).message(Samples.ascii("40\r\n{\"token\":\"" + "t".repeat(50) + "\"}\n\r\n"));
            }
            to.message(Samples.ascii("0\r\n\r\n"));
        }
    }

    private static void startTls(Traffic.Builder to, long lengthNs) {
        Random random = new Random(5);
        for (int i = 0; i < 4; i++) {
            to.connection(i * MS);
            for (int line = 0; line < 20; line++) {
                to.message(Samples.record("line", 40)).pause(2 * MS);
            }
            while (to.atNs() < lengthNs) {
                byte[] bytes = new byte[40 + random.nextInt(400)];
                random.nextBytes(bytes);
                to.message(bytes).pause(15 * MS);
            }
        }
    }

    private static Traffic refused(Traffic.Builder to, long lengthNs) {
        byte[] body = Samples.text(16 * 1024);
        for (int i = 0; i * 30 * MS < lengthNs; i++) {
            to.connection(i * 30 * MS).message(new byte[] {1, 0, 0, 0});
            for (int piece = 0; piece < 6; piece++) {
                to.pause(5 * MS).part(body);
            }
        }
        return to.build().cutShort();
    }

    private static void urgent(Traffic.Builder to, long lengthNs) {
        byte[] record = Samples.record("length-field", 300);
        for (int i = 0; i < 4; i++) {
            to.connection(i * MS);
            while (to.atNs() < lengthNs) {
                for (int from = 0; from < 300; from += 100) {
                    to.part(Arrays.copyOfRange(record, from, from + 100)).pause(2 * MS);
                    to.urgent().pause(2 * MS);
                }
                to.message(Arrays.copyOfRange(record, 300, record.length)).pause(8 * MS);
            }
        }
    }

    private static void slowBody(Traffic.Builder to) {
        for (int i = 0; i < 4; i++) {
            to.connection(i * MS).message(Samples.ascii("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"));
            to.units(Samples.text(200_000), 6_667, 50 * MS);
        }
    }

    private static void head(Traffic.Builder to, long lengthNs) {
        byte[] answer = Samples.ascii("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i * 40 * MS < lengthNs; i++) {
            to.connection(i * 40 * MS);
            for (int request = 0; request < 5; request++) {
                to.awaitHead().message(answer).pause(2 * MS);
            }
        }
    }

    private static void expect(Traffic.Builder to, long lengthNs) {
        byte[] refused = Samples.ascii(
                "PUT /file HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + "Content-Length: 5000\r\n\r\n");
        byte[] next = Samples.ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i * 40 * MS < lengthNs; i++) {
            to.connection(i * 40 * MS);
            to.message(refused).awaitHead().pause(2 * MS);
            to.message(next).awaitHead().pause(2 * MS).message(next).awaitHead();
        }
    }

    private static void selfCounted(Traffic.Builder to, long lengthNs) {
        byte[] record = Samples.record("length-field", 60);
        record[3] += 4;
        for (int i = 0; i * 40 * MS < lengthNs; i++) {
            to.connection(i * 40 * MS);
            for (int request = 0; request < 5; request++) {
                to.message(record).pause(10 * MS);
            }
        }
    }

    private static void proxy(Traffic.Builder to, long lengthNs) {
        byte[] header = Samples.ascii("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n");
        byte[] record = Samples.record("length-field", 60);
        for (int i = 0; i * 40 * MS < lengthNs; i++) {
            to.connection(i * 40 * MS).message(Samples.join(header, record)).pause(10 * MS);
            for (int request = 0; request < 3; request++) {
                to.message(record).pause(10 * MS);
            }
        }
    }

    private static void polled(Traffic.Builder to, long lengthNs) {
        byte[] record = Samples.record("length-field", 100);
        for (int i = 0; i < 5; i++) {
            to.connection(i * MS);
            while (to.atNs() < lengthNs) {
                // not a message: that of a slow client may wait, if only the quick one does not
                for (byte b : record) {
                    to.part(new byte[] {b}).pause(40 * MS);
                }
            }
        }
        to.connection(5 * MS);
        while (to.atNs() < lengthNs) {
            to.message(record).pause(5 * MS);
        }
    }

    private static void smallBuffer(Traffic.Builder to, int lengthMs) {
        byte[] record = Samples.record("length-field", MB);
        to.connection(0);
        for (int i = 0; i < lengthMs / 8; i++) {
            to.message(record);
        }
    }
}
