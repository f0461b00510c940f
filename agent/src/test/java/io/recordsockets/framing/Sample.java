package io.recordsockets.framing;

import io.recordsockets.spi.StreamDirection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream of one direction, written down record by record. Characters are bytes. */
final class Sample {
    private final String name;
    private final StreamDirection direction;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Long> ends = new ArrayList<>();
    private FramingDriver.Rest rest = FramingDriver.Rest.MORE;

    private Sample(String name, StreamDirection direction) {
        this.name = name;
        this.direction = direction;
    }

    static Sample requests(String name) {
        return new Sample(name, StreamDirection.REQUESTS);
    }

    static Sample responses(String name) {
        return new Sample(name, StreamDirection.RESPONSES);
    }

    Sample record(String text) {
        return record(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Sample record(byte[] record) {
        bytes.writeBytes(record);
        ends.add((long) bytes.size());
        return this;
    }

    /** What follows is not a record, and this is how it begins. */
    Sample plain(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        rest = FramingDriver.Rest.NOT_A_RECORD;
        return this;
    }

    /** No records follow, by the protocol, and this is what comes instead. */
    Sample unframed(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        rest = FramingDriver.Rest.UNFRAMED;
        return this;
    }

    StreamDirection direction() {
        return direction;
    }

    byte[] stream() {
        return bytes.toByteArray();
    }

    /** Each record as a head of its own. */
    List<ByteBuffer> heads() {
        List<ByteBuffer> heads = new ArrayList<>();
        byte[] stream = stream();
        int from = 0;
        for (long end : ends) {
            heads.add(ByteBuffer.wrap(stream, from, (int) end - from));
            from = (int) end;
        }
        return heads;
    }

    FramingDriver.Outcome outcome() {
        return new FramingDriver.Outcome(ends, rest);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Bytes from numbers, for binary headers. */
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** A header and as many bytes of body as asked for. */
    static byte[] withBody(byte[] header, int length) {
        byte[] record = new byte[header.length + length];
        System.arraycopy(header, 0, record, 0, header.length);
        for (int i = header.length; i < record.length; i++) {
            record[i] = (byte) (i * 31);
        }
        return record;
    }
}
