package io.recordsockets.framing;

import java.nio.ByteBuffer;

/**
 * Tells TLS from other protocols by the first bytes of a connection. What is encrypted has no records that we could see, so
 * such connections are plain TCP, whatever the rule says.
 *
 * <pre>
 *  0      1               3        5               6
 * +------+---------------+--------+---------------+-----
 * | 0x16 | 0x03 0x00..04 | length | 0x01 or 0x02  | ...     handshake record with ClientHello or ServerHello (RFC 8446, 5.1)
 * +------+---------------+--------+---------------+-----
 * </pre>
 *
 * <p><b>Threading:</b> no state.
 */
public final class TlsDetector {
    /** What the bytes at hand tell. */
    public enum Answer {
        /** A TLS handshake begins here. */
        TLS,
        /** It does not. */
        NOT_TLS,
        /** So far it could be: there are fewer than {@link TlsDetector#BYTES} bytes. */
        UNKNOWN
    }

    /** So many bytes are always enough. */
    public static final int BYTES = 6;

    private static final int HANDSHAKE = 0x16;
    private static final int MAJOR_VERSION = 3;
    private static final int MAX_MINOR_VERSION = 4;
    /** A handshake message has a header of 4 bytes; a record is at most 2^14 bytes long, or 2^14 + 2048 once encrypted. */
    private static final int MIN_LENGTH = 4;

    private static final int MAX_LENGTH = 16_384 + 2048;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;

    private TlsDetector() {}

    /**
     * Looks at the first bytes of one direction of a connection.
     *
     * @param head the bytes from position to limit, in big-endian order; none of them is consumed
     */
    public static Answer detect(ByteBuffer head) {
        int there = Math.min(BYTES, head.remaining());
        for (int i = 0; i < there; i++) {
            if (!fits(head, head.position(), i)) {
                return Answer.NOT_TLS;
            }
        }
        return there == BYTES ? Answer.TLS : Answer.UNKNOWN;
    }

    private static boolean fits(ByteBuffer head, int start, int index) {
        int b = head.get(start + index) & 0xFF;
        switch (index) {
            case 0 -> {
                return b == HANDSHAKE;
            }
            case 1 -> {
                return b == MAJOR_VERSION;
            }
            case 2 -> {
                return b <= MAX_MINOR_VERSION;
            }
            case 3 -> {
                return b <= MAX_LENGTH >>> 8;
            }
            case 4 -> {
                int length = (head.get(start + 3) & 0xFF) << 8 | b;
                return length >= MIN_LENGTH && length <= MAX_LENGTH;
            }
            default -> {
                return b == CLIENT_HELLO || b == SERVER_HELLO;
            }
        }
    }
}
