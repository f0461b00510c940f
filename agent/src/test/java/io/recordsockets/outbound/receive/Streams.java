package io.recordsockets.outbound.receive;

import io.recordsockets.framing.MessageFraming;
import io.recordsockets.rules.RuleSet;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream of messages of a framing, with where each ends. */
public record Streams(String framing, byte[] bytes, List<Integer> ends) {
    public static final String LENGTH_FIELD = "length-field(offset=0,length=4)";

    public static List<Streams> all() {
        return List.of(lengthField(0, 1, 0, 100, 7), memcached(), http1());
    }

    RecordParser parser() {
        return MessageFraming.messages(RuleSet.framing(framing), StreamDirection.REQUESTS);
    }

    /** Records of a length field and so many bytes of body each. */
    public static Streams lengthField(int... bodies) {
        List<byte[]> records = new ArrayList<>();
        for (int body : bodies) {
            records.add(record(body));
        }
        return of(LENGTH_FIELD, records);
    }

    /** A length field and a body of so many bytes. */
    public static byte[] record(int body) {
        ByteBuffer record = ByteBuffer.allocate(4 + body).putInt(body);
        while (record.hasRemaining()) {
            record.put((byte) (record.position() * 31 + body));
        }
        return record.array();
    }

    static Streams memcached() {
        return text(
                "memcached",
                "get a b c\r\n",
                "set key 0 0 5\r\nhello\r\n",
                "add key 1 60 0 noreply\r\n\r\n",
                "set key 0 0 120\r\n" + "v".repeat(120) + "\r\n",
                "incr n 1\r\n");
    }

    static Streams http1() {
        return text(
                "http1",
                "GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" + "40\r\n" + "c".repeat(64)
                        + "\r\n0\r\nTrailer: x\r\n\r\n",
                "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
    }

    private static Streams text(String framing, String... records) {
        List<byte[]> bytes = new ArrayList<>();
        for (String record : records) {
            bytes.add(record.getBytes(StandardCharsets.ISO_8859_1));
        }
        return of(framing, bytes);
    }

    private static Streams of(String framing, List<byte[]> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>();
        for (byte[] record : records) {
            bytes.writeBytes(record);
            ends.add(bytes.size());
        }
        return new Streams(framing, bytes.toByteArray(), ends);
    }

    ByteBuffer slice(int from, int to) {
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    /** Whether a record ends there. */
    boolean isEnd(int position) {
        return position == 0 || ends.contains(position);
    }
}
