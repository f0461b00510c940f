package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;

/** The fixed answers of the text protocol. */
final class Replies {
    static final byte[] STORED = line("STORED");
    static final byte[] NOT_STORED = line("NOT_STORED");
    static final byte[] EXISTS = line("EXISTS");
    static final byte[] NOT_FOUND = line("NOT_FOUND");
    static final byte[] DELETED = line("DELETED");
    static final byte[] TOUCHED = line("TOUCHED");
    static final byte[] OK = line("OK");
    static final byte[] END = line("END");
    static final byte[] RESET = line("RESET");
    static final byte[] META_NOOP = line("MN");
    static final byte[] META_MISS = line("EN");
    static final byte[] VERSION = line("VERSION " + Version.PROTOCOL);

    static final byte[] ERROR = line("ERROR");
    static final byte[] SHUTDOWN_OFF = line("ERROR: shutdown not enabled");
    static final byte[] BAD_FORMAT = line("CLIENT_ERROR bad command line format");
    static final byte[] BAD_DELETE = line("CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]");
    static final byte[] BAD_CHUNK = line("CLIENT_ERROR bad data chunk");
    static final byte[] BAD_EXPTIME = line("CLIENT_ERROR invalid exptime argument");
    static final byte[] BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
    static final byte[] BAD_SHUTDOWN = line("CLIENT_ERROR invalid shutdown mode");
    static final byte[] NOT_A_NUMBER = line("CLIENT_ERROR cannot increment or decrement non-numeric value");
    static final byte[] LINE_TOO_LONG = line("CLIENT_ERROR line too long");
    static final byte[] TOO_LARGE = line("SERVER_ERROR object too large for cache");
    static final byte[] NO_MEMORY = line("SERVER_ERROR out of memory storing object");
    static final byte[] LIMIT_TOO_SMALL = line("MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m");
    static final byte[] LIMIT_TOO_LARGE = line("MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes");

    private Replies() {}

    static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
