package io.recordsockets.bench.wild;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How the program under test behaves towards its peers; in all of them it reads whatever there is. */
public enum Manner {
    /** Reads and says nothing. */
    SINK,
    /** Closes where the length in front of the first record is more than it accepts. */
    REFUSE,
    /** Answers each head with 401, and reads on. */
    UNAUTHORIZED,
    /** Has set a receive buffer of its own. */
    SMALL_BUFFER,
    /** One thread asks blocking channels in turn what is available, and reads that. */
    POLL,
    /** A client that asks once. */
    GET,
    /** A client that asks for heads, the next one when it has one. */
    HEAD;

    private static final int ACCEPTED_BYTES = 64 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final byte[] ANSWER_401 = ascii("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] ASK_GET = ascii("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    private static final byte[] ASK_HEAD = ascii("HEAD /file HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /** Whether it connects; else it listens. */
    public boolean dials() {
        return this == GET || this == HEAD;
    }

    /** Its name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Manner of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    void connected(SocketChannel channel) throws IOException {
        say(channel, this == HEAD ? ASK_HEAD : ASK_GET);
    }

    void received(SocketChannel channel, ByteBuffer bytes, boolean first) throws IOException {
        if (this == REFUSE && first && bytes.remaining() >= Integer.BYTES && bytes.getInt(0) > ACCEPTED_BYTES) {
            channel.close();
        } else if (this == UNAUTHORIZED && endsHead(bytes)) {
            say(channel, ANSWER_401);
        } else if (this == HEAD && endsHead(bytes)) {
            say(channel, ASK_HEAD);
        }
    }

    /** Whether the last bytes end a head. */
    static boolean endsHead(ByteBuffer bytes) {
        int from = bytes.limit() - END_OF_HEAD.length();
        for (int i = 0; i < END_OF_HEAD.length(); i++) {
            if (from < 0 || bytes.get(from + i) != END_OF_HEAD.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** So few bytes that a socket which is read from takes them at once. */
    private static void say(SocketChannel channel, byte[] bytes) throws IOException {
        if (channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
            throw new IOException("peer does not read: bytes=" + bytes.length);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
