package io.recordsockets.framing;

import java.nio.ByteBuffer;

/**
 * Commands of text protocols behind which both streams are something else: TLS (SMTP, IMAP, NNTP and others RFC 3207, 9051, 4642;
 * POP3 RFC 2595; FTP RFC 4217) or compressed (IMAP RFC 4978, NNTP RFC 8054).
 *
 * <pre>
 *  STARTTLS      STLS      AUTH TLS      AUTH SSL      COMPRESS DEFLATE
 *  a001 STARTTLS                                       a001 COMPRESS DEFLATE      with the tag of IMAP
 * </pre>
 *
 * <p>The command must be the whole line, in any case. A tag is a short word with a digit, as all clients make them; so a
 * line of prose that ends with such a word is no command. A line that is taken for one by mistake costs the framing of that
 * connection, no more.
 *
 * <p><b>Threading:</b> no state.
 */
final class ProtocolVerbs {
    /** No such line is longer, without its delimiter. */
    static final int MAX_LINE = 40;

    private static final String[] VERBS = {"starttls", "stls", "auth tls", "auth ssl", "compress deflate"};
    private static final String START_TLS = "starttls";
    private static final String COMPRESS = "compress deflate";
    private static final int SHORTEST = "stls".length();
    private static final int MAX_TAG = 20;

    private ProtocolVerbs() {}

    /** Whether the line between the two positions, perhaps with a CR at its end, is such a command. */
    static boolean changeProtocol(ByteBuffer head, int from, int lineEnd) {
        int to = lineEnd > from && head.get(lineEnd - 1) == Ascii.CR ? lineEnd - 1 : lineEnd;
        if (to - from < SHORTEST || to - from > MAX_LINE || !endsAlike(head, to)) {
            return false;
        }
        return isTagged(head, from, to)
                || is(head, from, to, "stls")
                || is(head, from, to, "auth tls")
                || is(head, from, to, "auth ssl")
                || isTagged(head, behindTag(head, from, to), to);
    }

    /** Whether a line that begins with these bytes, and has not ended, may be such a command: few do after some letters. */
    static boolean mayChangeProtocol(ByteBuffer head, int from, int to) {
        if (to - from < SHORTEST || begins(head, from, to)) {
            return true;
        }
        boolean digit = false;
        for (int at = from; at < Math.min(to, from + MAX_TAG); at++) {
            byte b = head.get(at);
            if (b == ' ') {
                return digit && begins(head, at + 1, to);
            }
            digit |= b >= '0' && b <= '9';
        }
        return digit && to - from < MAX_TAG;
    }

    private static boolean begins(ByteBuffer head, int from, int to) {
        for (String verb : VERBS) {
            int length = Math.min(to - from, verb.length());
            if (Ascii.agreesIgnoringCase(head, from, from + length, verb)) {
                return true;
            }
        }
        return false;
    }

    /** The last three letters are those of all lines that matter, and of few others. */
    private static boolean endsAlike(ByteBuffer head, int to) {
        return is(head, to - 3, to, "tls") || is(head, to - 3, to, "ssl") || is(head, to - 3, to, "ate");
    }

    private static boolean isTagged(ByteBuffer head, int from, int to) {
        return is(head, from, to, START_TLS) || is(head, from, to, COMPRESS);
    }

    private static boolean is(ByteBuffer head, int from, int to, String text) {
        return to - from == text.length() && Ascii.agreesIgnoringCase(head, from, to, text);
    }

    /** Where the text begins behind a tag; {@code from} where there is none. */
    private static int behindTag(ByteBuffer head, int from, int to) {
        boolean digit = false;
        for (int at = from; at < Math.min(to, from + MAX_TAG); at++) {
            byte b = head.get(at);
            if (b == ' ') {
                return digit ? at + 1 : from;
            }
            digit |= b >= '0' && b <= '9';
        }
        return from;
    }
}
