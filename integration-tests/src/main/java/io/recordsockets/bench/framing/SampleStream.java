package io.recordsockets.bench.framing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A stream of ordinary requests for each framing, about a mebibyte long, that ends with a whole record.
 *
 * <p>Stateless.
 */
final class SampleStream {
    /** The framings that there is a stream for. */
    static final List<String> FRAMINGS =
            List.of("length-field", "varint", "line", "memcached", "resp", "http1", "kafka", "mqtt", "postgresql");

    private static final int BYTES = 1 << 20;
    private static final int BODY_BYTES = 1024;
    private static final int VALUE_BYTES = 100;

    private SampleStream() {}

    /** The parameters of the rule that fits the stream. */
    static Map<String, String> parameters(String framing) {
        return framing.equals("length-field") ? Map.of("offset", "0", "length", "4") : Map.of();
    }

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException where there is no stream for this framing
     */
    static ByteBuffer of(String framing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(start(framing));
        for (int index = 0; out.size() < BYTES; index++) {
            out.writeBytes(record(framing, index));
        }
        byte[] bytes = out.toByteArray();
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** What opens a connection, where a protocol has that. */
    private static byte[] start(String framing) {
        return switch (framing) {
            case "postgresql" ->
                ByteBuffer.allocate(17)
                        .putInt(17)
                        .putInt(0x0003_0000)
                        .put(ascii("user\0me\0\0"))
                        .array();
            case "mqtt" ->
                ByteBuffer.allocate(16)
                        .put((byte) 0x10)
                        .put((byte) 14)
                        .put(ascii("\0\4MQTT\4\2\0\74\0\2me"))
                        .array();
            default -> new byte[0];
        };
    }

    private static byte[] record(String framing, int index) {
        return switch (framing) {
            case "length-field" -> prefixed(4, BODY_BYTES);
            case "kafka" ->
                ByteBuffer.allocate(4 + BODY_BYTES)
                        .putInt(BODY_BYTES)
                        .putShort((short) 0)
                        .putShort((short) 9)
                        .putInt(index)
                        .putShort((short) 4)
                        .put(ascii("test"))
                        .array();
            case "varint" ->
                ByteBuffer.allocate(2 + 300).put((byte) 0xAC).put((byte) 0x02).array();
            case "line" -> ascii("2026-01-01T00:00:00Z host-17 service[4242]: request 0815 took 12 ms, status=ok\n");
            case "memcached" ->
                index % 10 == 0
                        ? ascii("set key-10042 0 0 " + VALUE_BYTES + "\r\n" + "v".repeat(VALUE_BYTES) + "\r\n")
                        : ascii("get key-10042\r\n");
            case "resp" ->
                ascii("*3\r\n$3\r\nSET\r\n$9\r\nkey-10042\r\n$" + VALUE_BYTES + "\r\n" + "v".repeat(VALUE_BYTES)
                        + "\r\n");
            case "http1" -> ascii("""
                    POST /orders/4711?state=open HTTP/1.1\r
                    Host: shop.example.org\r
                    User-Agent: sample/1.0 (any; thing)\r
                    Accept: application/json\r
                    Accept-Encoding: gzip, deflate\r
                    Content-Type: application/json\r
                    Cookie: session=0123456789abcdef0123456789abcdef\r
                    Content-Length: 100\r
                    \r
                    """ + "b".repeat(100));
            case "mqtt" ->
                ByteBuffer.allocate(2 + VALUE_BYTES)
                        .put((byte) 0x30)
                        .put((byte) VALUE_BYTES)
                        .put(ascii("\0\7a/topic"))
                        .array();
            case "postgresql" ->
                ByteBuffer.allocate(1 + 4 + 60)
                        .put((byte) 'Q')
                        .putInt(4 + 60)
                        .put(ascii("select * from orders where id = 4711"))
                        .array();
            default -> throw new IllegalArgumentException("no sample stream for this framing: framing=" + framing);
        };
    }

    private static byte[] prefixed(int headerBytes, int bodyBytes) {
        return ByteBuffer.allocate(headerBytes + bodyBytes).putInt(bodyBytes).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
