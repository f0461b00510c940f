package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;

/** What a response of the binary protocol says, with the text that goes with an error. */
enum BinaryStatus {
    OK(0x00, ""),
    KEY_NOT_FOUND(0x01, "Not found"),
    KEY_EXISTS(0x02, "Data exists for key."),
    TOO_LARGE(0x03, "Too large."),
    INVALID_ARGUMENTS(0x04, "Invalid arguments"),
    NOT_STORED(0x05, "Not stored."),
    NOT_A_NUMBER(0x06, "Non-numeric server-side value for incr or decr"),
    UNKNOWN_COMMAND(0x81, "Unknown command"),
    OUT_OF_MEMORY(0x82, "Out of memory");

    final int code;
    final byte[] text;

    BinaryStatus(int code, String text) {
        this.code = code;
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }
}
