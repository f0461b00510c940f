package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * The header that a load balancer puts in front of a connection, to say for whom it speaks (HAProxy, "The PROXY protocol",
 * versions 1 and 2). It stands before the first byte of whatever protocol follows, TLS too, and only in the direction of
 * requests.
 *
 * <pre>
 *  version 1, at most 107 bytes
 * +------------------------------------------------------+
 * | PROXY TCP4 192.0.2.1 192.0.2.2 56324 443 CR LF       |
 * +------------------------------------------------------+
 *  version 2
 *  0                12        13         14            16
 * +------------------+---------+----------+-------------+---------------------------+
 * | 0D 0A 0D 0A 00   | version | family,  | length      | length bytes:             |
 * | 0D 0A 51 55 49   | 2,      | transport|             | addresses, further fields |
 * | 54 0A            | command |          |             |                           |
 * +------------------+---------+----------+-------------+---------------------------+
 * </pre>
 *
 * <p>What cannot be such a header is none: a family that is not known, addresses with other letters than addresses have, a
 * length below that of the addresses. So a protocol that begins with the same letters is told from it within a few bytes.
 *
 * <p><b>Threading:</b> no state.
 */
public final class ProxyHeader {
    /** Never asks for a head of more bytes. */
    public static final int MAX_HEAD = 107;

    private static final String TEXT = "PROXY ";
    private static final String UNKNOWN = "UNKNOWN";
    private static final String TCP = "TCP";
    private static final int FAMILY_END = TEXT.length() + "TCP4 ".length();
    private static final int LINE_END = 2;

    private static final long SIGNATURE_HIGH = 0x0D0A0D0A000D0A51L;
    private static final int SIGNATURE_LOW = 0x5549540A;
    private static final int SIGNATURE = 12;
    private static final int BINARY_HEADER = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int MAX_FAMILY = 3;
    private static final int MAX_TRANSPORT = 2;
    /** Length of two addresses with their ports: unspecified, IPv4, IPv6, Unix. */
    private static final int[] ADDRESSES = {0, 12, 36, 216};

    private ProxyHeader() {}

    /**
     * Looks at the first bytes of a connection.
     *
     * @param view big-endian; its position and limit do not bound the head
     * @param index where the connection's first byte is
     * @param end where the bytes end that have come in; above {@code index}, and within the limit of the view
     * @return {@link FramingAnswer#record(long)} with the length of the header; {@link FramingAnswer#atLeast(long)} while it
     *     could be one; {@link FramingAnswer#NOT_A_RECORD} where there is none
     */
    public static long parse(ByteBuffer view, int index, int end) {
        return switch (view.get(index)) {
            case 'P' -> text(view, index, end);
            case Ascii.CR -> binary(view, index, end);
            default -> FramingAnswer.NOT_A_RECORD;
        };
    }

    private static long text(ByteBuffer view, int index, int end) {
        int there = Math.min(end - index, MAX_HEAD);
        int at = TEXT.length();
        if (!Ascii.agrees(view, index, index + there, TEXT)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        boolean unknown = there > at && view.get(index + at) == UNKNOWN.charAt(0);
        if (unknown ? !Ascii.agrees(view, index + at, index + there, UNKNOWN) : !isTcp(view, index, there)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        // what follows UNKNOWN on its line is to be ignored, so any text may
        for (int i = unknown ? at + UNKNOWN.length() : FAMILY_END; i < there; i++) {
            byte b = view.get(index + i);
            if (b == Ascii.CR) {
                return lineEnd(view, index, there, i);
            }
            if (unknown ? b < ' ' : !isAddress(b)) {
                return FramingAnswer.NOT_A_RECORD;
            }
        }
        return there == MAX_HEAD ? FramingAnswer.NOT_A_RECORD : FramingAnswer.atLeast(there + 1L);
    }

    private static boolean isTcp(ByteBuffer view, int index, int there) {
        int version = TEXT.length() + TCP.length();
        if (!Ascii.agrees(view, index + TEXT.length(), index + there, TCP)) {
            return false;
        }
        return (there <= version || view.get(index + version) == '4' || view.get(index + version) == '6')
                && (there <= version + 1 || view.get(index + version + 1) == ' ');
    }

    private static boolean isAddress(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F' || b == '.' || b == ':' || b == ' ';
    }

    private static long lineEnd(ByteBuffer view, int index, int there, int cr) {
        int length = cr + LINE_END;
        if (length > there) {
            return length > MAX_HEAD ? FramingAnswer.NOT_A_RECORD : FramingAnswer.atLeast(length);
        }
        return view.get(index + cr + 1) == Ascii.LF ? FramingAnswer.record(length) : FramingAnswer.NOT_A_RECORD;
    }

    private static long binary(ByteBuffer view, int index, int end) {
        int there = end - index;
        for (int i = 0; i < Math.min(there, SIGNATURE); i++) {
            if (view.get(index + i) != signature(i)) {
                return FramingAnswer.NOT_A_RECORD;
            }
        }
        if (there < BINARY_HEADER) {
            // only a whole signature is certain to have the rest of the header behind it
            return FramingAnswer.atLeast(there < SIGNATURE ? there + 1 : BINARY_HEADER);
        }
        int command = view.get(index + SIGNATURE) & 0xFF;
        int family = (view.get(index + SIGNATURE + 1) & 0xFF) >>> 4;
        int transport = view.get(index + SIGNATURE + 1) & 0x0F;
        int length = view.getShort(index + SIGNATURE + 2) & 0xFFFF;
        if ((command != LOCAL && command != PROXY) || family > MAX_FAMILY || transport > MAX_TRANSPORT) {
            return FramingAnswer.NOT_A_RECORD;
        }
        boolean tooShort = command == PROXY && length < ADDRESSES[family];
        return tooShort ? FramingAnswer.NOT_A_RECORD : FramingAnswer.record(BINARY_HEADER + length);
    }

    private static byte signature(int index) {
        return (byte)
                (index < Long.BYTES
                        ? SIGNATURE_HIGH >>> 8 * (Long.BYTES - 1 - index)
                        : SIGNATURE_LOW >>> 8 * (SIGNATURE - 1 - index));
    }
}
