package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;

/** Writes the responses of the binary protocol. */
final class BinaryReply {
    private static final int FLAGS_EXTRAS = 4;
    private static final byte[] NOTHING = {};

    private final Output out;

    BinaryReply(Output out) {
        this.out = out;
    }

    private void header(
            BinaryHeader request, BinaryStatus status, int extrasLength, int keyLength, int valueLength, long cas) {
        out.put(BinaryHeader.RESPONSE);
        out.put(request.opcode);
        out.putShort(keyLength);
        out.put(extrasLength);
        out.put(0);
        out.putShort(status.code);
        out.putInt(extrasLength + keyLength + valueLength);
        out.putInt(request.opaque);
        out.putLong(cas);
    }

    void done(BinaryHeader request, long cas) {
        header(request, BinaryStatus.OK, 0, 0, 0, cas);
    }

    void fail(BinaryHeader request, BinaryStatus status) {
        header(request, status, 0, 0, status.text.length, 0);
        out.put(status.text);
    }

    /** There is no item; the client wants to see the key again. */
    void missed(BinaryHeader request, byte[] bytes, int keyOffset, int keyLength) {
        header(request, BinaryStatus.KEY_NOT_FOUND, 0, keyLength, 0, 0);
        out.put(bytes, keyOffset, keyLength);
    }

    void item(BinaryHeader request, Item item, boolean withKey, boolean withValue) {
        byte[] key = withKey ? item.key : NOTHING;
        int valueLength = withValue ? item.valueLength() : 0;
        header(request, BinaryStatus.OK, FLAGS_EXTRAS, key.length, valueLength, item.cas);
        out.putInt(item.flags);
        out.put(key);
        out.putValue(item.value, valueLength);
    }

    void number(BinaryHeader request, long value, long cas) {
        header(request, BinaryStatus.OK, 0, 0, Long.BYTES, cas);
        out.putLong(value);
    }

    /** A line of statistics, or with an empty key another text. */
    void text(BinaryHeader request, String key, String value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.US_ASCII);
        byte[] valueBytes = value.getBytes(StandardCharsets.US_ASCII);
        header(request, BinaryStatus.OK, 0, keyBytes.length, valueBytes.length, 0);
        out.put(keyBytes);
        out.put(valueBytes);
    }
}
