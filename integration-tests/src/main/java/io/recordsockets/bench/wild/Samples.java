package io.recordsockets.bench.wild;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Records of each framing, whole and never ending, and bytes that are none.
 *
 * <p>Stateless.
 */
public final class Samples {
    /** The framings that there are samples for. */
    public static final List<String> FRAMINGS = List.of(
            "length-field",
            "varint",
            "fixed",
            "delimiter",
            "line",
            "memcached",
            "resp",
            "http1",
            "kafka",
            "zookeeper",
            "dns",
            "mqtt",
            "postgresql");

    /** The length of the records of {@code fixed}. */
    static final int FIXED_BYTES = 512;

    private static final int HUGE_BYTES = 99_999_999;
    private static final int DNS_MAX = 65_535;
    private static final int LONG_LINE = 60_000;
    private static final int TLS_HEADER = 5;
    private static final int TLS_DATA = 0x17;

    private Samples() {}

    /** The framing as a rule names it. */
    public static String rule(String framing) {
        return switch (framing) {
            case "length-field" -> "length-field(offset=0,length=4)";
            case "fixed" -> "fixed(length=" + FIXED_BYTES + ")";
            case "delimiter" -> "delimiter(bytes=0d0a)";
            default -> framing;
        };
    }

    /** What opens a connection, where a protocol has that; else nothing. */
    public static byte[] opening(String framing) {
        return switch (framing) {
            case "postgresql" ->
                bytes(17, to -> to.putInt(17).putInt(0x0003_0000).put(ascii("user\0me\0\0")));
            case "mqtt" -> bytes(16, to -> to.put((byte) 0x10).put((byte) 14).put(ascii("\0\4MQTT\4\2\0\74\0\2me")));
            case "zookeeper" -> bytes(4 + 44, to -> to.putInt(44));
            default -> new byte[0];
        };
    }

    /** One record of about so many bytes; those of {@code fixed} have their own length. */
    public static byte[] record(String framing, int bodyBytes) {
        return switch (framing) {
            case "fixed" -> text(FIXED_BYTES);
            case "delimiter" -> join(text(bodyBytes), ascii("\r\n"));
            case "line" -> join(text(bodyBytes), ascii("\n"));
            default -> join(head(framing, bodyBytes), text(bodyBytes), tail(framing));
        };
    }

    /** The begin of a record that is announced as huge, as far as the framing has such, and a hundred bytes of it. */
    public static byte[] announcement(String framing) {
        return switch (framing) {
            case "fixed" -> text(100);
            case "delimiter", "line" -> text(LONG_LINE);
            case "resp" -> ascii("*99999999\r\n$");
            case "dns" -> join(bytes(2, to -> to.putShort((short) DNS_MAX)), text(100));
            default -> join(head(framing, HUGE_BYTES), text(100));
        };
    }

    /** One request of a protocol that the framing is not for. */
    static byte[] foreign(String framing, Random random) {
        return switch (framing) {
            case "http1", "memcached", "resp", "line", "delimiter" -> {
                byte[] body = new byte[40 + random.nextInt(200)];
                random.nextBytes(body);
                yield join(bytes(4, to -> to.putInt(body.length)), body);
            }
            default -> record("http1", 40 + random.nextInt(200));
        };
    }

    /** One record of TLS, with application data. */
    public static byte[] tls(int bodyBytes, Random random) {
        byte[] record = new byte[TLS_HEADER + bodyBytes];
        random.nextBytes(record);
        ByteBuffer.wrap(record).put((byte) TLS_DATA).put((byte) 3).put((byte) 3).putShort((short) bodyBytes);
        return record;
    }

    private static byte[] head(String framing, int bodyBytes) {
        return switch (framing) {
            case "length-field", "kafka", "zookeeper" -> bytes(4, to -> to.putInt(bodyBytes));
            case "dns" -> bytes(2, to -> to.putShort((short) bodyBytes));
            case "varint" -> base128(bodyBytes);
            case "mqtt" -> join(new byte[] {0x30}, base128(bodyBytes));
            case "postgresql" -> bytes(5, to -> to.put((byte) 'Q').putInt(4 + bodyBytes));
            case "memcached" -> ascii("set key-10042 0 0 " + bodyBytes + "\r\n");
            case "resp" -> ascii("*3\r\n$3\r\nSET\r\n$9\r\nkey-10042\r\n$" + bodyBytes + "\r\n");
            case "http1" ->
                ascii("POST /orders/4711 HTTP/1.1\r\nHost: shop.example.org\r\nContent-Length: " + bodyBytes
                        + "\r\n\r\n");
            default -> throw new IllegalArgumentException("no samples for this framing: framing=" + framing);
        };
    }

    private static byte[] tail(String framing) {
        return framing.equals("memcached") || framing.equals("resp") ? ascii("\r\n") : new byte[0];
    }

    /** Seven bits a byte, the least significant first, the highest bit set in all but the last. */
    private static byte[] base128(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    /** Letters, no line end among them. */
    public static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + i % 26);
        }
        return text;
    }

    /** The characters as bytes. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One behind the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private interface Filling {
        void fill(ByteBuffer to);
    }

    private static byte[] bytes(int length, Filling filling) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        filling.fill(bytes);
        return bytes.array();
    }
}
