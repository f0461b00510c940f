package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The built-in framings, typed; and any framing by its text, as in rules. Framings that are made with the same arguments are equal.
 *
 * <p>Where a protocol's requests and responses look different ({@link #http1()}, {@link #memcached()}, {@link #resp()}, {@link
 * #zookeeper()}, {@link #postgresql()}), say which end this is: {@code RecordFramings.http1().atServer()}. All others are the
 * same at both ends.
 *
 * <p>Every method throws an {@link IllegalStateException} where there is no engine, with what to do.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class RecordFramings {
    private RecordFramings() {}

    /**
     * A framing by its name and parameters, as rules have it, such as {@code length-field(offset=0,length=4,endian=little)};
     * also one of the application's own {@linkplain io.recordsockets.spi.RecordFramingProvider providers}.
     *
     * @param text name and parameters
     * @return the framing
     * @throws IllegalArgumentException if there is no such framing, with the names that there are; or if a parameter is wrong
     * @throws IllegalStateException if there is no engine
     * @throws NullPointerException if the text is null
     */
    public static RecordFraming of(String text) {
        return RecordSocketsProvider.engine().framing(Objects.requireNonNull(text, "text"));
    }

    /**
     * Records with a big-endian length field, which counts the bytes behind it.
     *
     * @param offset bytes before the field
     * @param length bytes of the field: 1, 2, 3, 4 or 8
     * @return the framing
     * @throws IllegalArgumentException if a number is out of range
     */
    public static RecordFraming lengthField(int offset, int length) {
        return of("length-field(offset=" + offset + ",length=" + length + ")");
    }

    /**
     * Records with a length field. A record is as long as {@code header} + value of the field + {@code adjust}.
     *
     * @param offset bytes before the field
     * @param length bytes of the field: 1, 2, 3, 4 or 8
     * @param order of its bytes
     * @param header bytes that the value does not count; 0 where it counts the whole record
     * @param adjust what comes on top; may be negative
     * @return the framing
     * @throws IllegalArgumentException if a number is out of range
     * @throws NullPointerException if the order is null
     */
    public static RecordFraming lengthField(int offset, int length, ByteOrder order, int header, int adjust) {
        Objects.requireNonNull(order, "order");
        return of("length-field(offset=" + offset + ",length=" + length + ",endian="
                + (order == ByteOrder.BIG_ENDIAN ? "big" : "little") + ",header=" + header + ",adjust=" + adjust + ")");
    }

    /**
     * Records with a base-128 length in front, as in the delimited messages of Protocol Buffers.
     *
     * @return the framing
     */
    public static RecordFraming varint() {
        return of("varint");
    }

    /**
     * Records of one length.
     *
     * @param length in bytes, above 0
     * @return the framing
     * @throws IllegalArgumentException if it is not positive
     */
    public static RecordFraming fixed(int length) {
        return of("fixed(length=" + length + ")");
    }

    /**
     * Records that end with the same bytes, at most 64 KiB long.
     *
     * @param bytes 1 to 64 bytes that no record has inside
     * @return the framing
     * @throws IllegalArgumentException if there are none, or too many
     * @throws NullPointerException if the array is null
     */
    public static RecordFraming delimiter(byte... bytes) {
        return of("delimiter(bytes=" + HexFormat.of().formatHex(Objects.requireNonNull(bytes, "bytes")) + ")");
    }

    /**
     * Records that end with a line feed, at most 64 KiB long.
     *
     * @return the framing
     */
    public static RecordFraming line() {
        return of("line");
    }

    /**
     * Memcached: text, meta and binary commands and answers. Needs {@link RecordFraming#atServer()} or {@link
     * RecordFraming#atClient()}.
     *
     * @return the framing
     */
    public static RecordFraming memcached() {
        return of("memcached");
    }

    /**
     * RESP2 and RESP3, as spoken by Redis and Valkey. Needs {@link RecordFraming#atServer()} or {@link
     * RecordFraming#atClient()}.
     *
     * @return the framing
     */
    public static RecordFraming resp() {
        return of("resp");
    }

    /**
     * HTTP/1.0 and 1.1. Needs {@link RecordFraming#atServer()} or {@link RecordFraming#atClient()}.
     *
     * @return the framing
     */
    public static RecordFraming http1() {
        return of("http1");
    }

    /**
     * Kafka requests and responses.
     *
     * @return the framing
     */
    public static RecordFraming kafka() {
        return of("kafka");
    }

    /**
     * ZooKeeper requests and responses. Needs {@link RecordFraming#atServer()} or {@link RecordFraming#atClient()}.
     *
     * @return the framing
     */
    public static RecordFraming zookeeper() {
        return of("zookeeper");
    }

    /**
     * DNS over TCP.
     *
     * @return the framing
     */
    public static RecordFraming dns() {
        return of("dns");
    }

    /**
     * MQTT 3.1 to 5.0 packets.
     *
     * @return the framing
     */
    public static RecordFraming mqtt() {
        return of("mqtt");
    }

    /**
     * PostgreSQL protocol 3 messages. Needs {@link RecordFraming#atServer()} or {@link RecordFraming#atClient()}.
     *
     * @return the framing
     */
    public static RecordFraming postgresql() {
        return of("postgresql");
    }
}
