package io.recordsockets.it.contract;

import java.nio.ByteBuffer;
import java.util.Random;

/** Bytes to send: whole records of the framing in force, or arbitrary bytes. */
public final class Payload {
    private static final String KIND = System.getProperty("recordsockets.it.payload", "bytes");

    private Payload() {}

    /** One record of this many bytes, at least 5; the same bytes for the same length. */
    public static byte[] of(int length) {
        return of(length, length);
    }

    /** One record of this many bytes, at least 5; the same bytes for the same seed. */
    public static byte[] of(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        switch (KIND) {
            case "length-field" -> ByteBuffer.wrap(bytes).putInt(length - 4);
            case "line" -> line(bytes);
            default -> {}
        }
        return bytes;
    }

    private static void line(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + (bytes[i] & 15));
        }
        bytes[bytes.length - 1] = '\n';
    }
}
