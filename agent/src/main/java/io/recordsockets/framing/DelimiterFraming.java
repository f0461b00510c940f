package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Records that end with the same bytes. {@code delimiter(bytes=0d0a)}; {@code line} is {@code delimiter(bytes=0a)}:
 *
 * <pre>
 *  stream               records
 * +------------------+  +---------+  +-------+
 * | abc CR LF d CR LF|  |abc CR LF|  |d CR LF|
 * +------------------+  +---------+  +-------+
 * </pre>
 *
 * <p>A record with its delimiter is at most {@code max} bytes long; what is longer is not a record.
 *
 * <p>A line is what the protocols of lines act on; a greeting, an answer, a word that asks for one. Where several lines
 * are one answer they are sent at once, and each is of use. Text that ends without a delimiter, such as a prompt, is no
 * record: that is for the engine's guard, and for the rule.
 *
 * <p>No records follow a request that is nothing but one of the {@linkplain ProtocolVerbs words} for a change of protocol, such
 * as STARTTLS. A connection that sends it sees none from then on, if it is {@linkplain PairedParser shown}.
 */
final class DelimiterFraming implements RecordFraming {
    static final String NAME = "delimiter";
    static final List<String> PARAMETERS = List.of("bytes", "text", "max");
    static final String LINE_NAME = "line";
    static final List<String> LINE_PARAMETERS = List.of("max");

    private static final int MAX_DELIMITER = 64;
    private static final int HEAD = 256;

    private final byte[] delimiter;
    private final int max;

    DelimiterFraming(byte[] delimiter, int max) {
        this.delimiter = delimiter.clone();
        this.max = max;
    }

    static DelimiterFraming of(Parameters parameters) {
        String hex = parameters.text("bytes");
        String text = parameters.text("text");
        if ((hex == null) == (text == null)) {
            throw parameters.incomplete("either bytes=HEX, such as bytes=0d0a, or text=TEXT");
        }
        byte[] delimiter = hex == null ? text.getBytes(StandardCharsets.UTF_8) : bytes(hex, parameters);
        if (delimiter.length == 0 || delimiter.length > MAX_DELIMITER) {
            String name = hex == null ? "text" : "bytes";
            throw parameters.refused(name, hex == null ? text : hex, "1 to " + MAX_DELIMITER + " bytes", null);
        }
        return new DelimiterFraming(delimiter, max(parameters));
    }

    static DelimiterFraming line(Parameters parameters) {
        return new DelimiterFraming(new byte[] {Ascii.LF}, max(parameters));
    }

    private static int max(Parameters parameters) {
        return (int) parameters.number("max", Ascii.MAX_LINE, MAX_DELIMITER, Integer.MAX_VALUE);
    }

    private static byte[] bytes(String hex, Parameters parameters) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < hex.length(); i++) {
            int digit = Character.digit(hex.charAt(i), 16);
            if (digit < 0 || hex.length() % 2 != 0) {
                throw parameters.refused("bytes", hex, "two hexadecimal digits for each byte, such as 0d0a", null);
            }
            bytes[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
        }
        return bytes;
    }

    @Override
    public boolean recordsStandAlone() {
        return true;
    }

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new Requests(this) : new Responses(this);
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof DelimiterFraming other
                && Arrays.equals(other.delimiter, delimiter)
                && other.max == max;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(delimiter) + max;
    }

    @Override
    public String toString() {
        return NAME + "(bytes=" + HexFormat.of().formatHex(delimiter)
                + (max == Ascii.MAX_LINE ? ")" : ",max=" + max + ")");
    }

    private boolean matches(ByteBuffer head, int at, int length) {
        for (int i = 1; i < length; i++) {
            if (head.get(at + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** Finds the next delimiter. */
    private abstract static class Parser implements RecordParser, RangeParser {
        private final DelimiterFraming rule;
        /** Texts up to this length are wanted whole; below 0 for none. */
        private final int wanted;
        /** From the head's first byte: no delimiter begins before it. */
        private int scanned;
        /** Bytes of the record before the head. */
        private int passed;

        Parser(DelimiterFraming rule, int wanted) {
            this.rule = rule;
            this.wanted = wanted;
        }

        @Override
        public final long parse(ByteBuffer head) {
            return parse(head, head.position(), head.limit());
        }

        @Override
        public long parse(ByteBuffer head, int start, int limit) {
            byte[] delimiter = rule.delimiter;
            byte first = delimiter[0];
            int at = start + scanned;
            while ((at = Ascii.indexOf(head, at, limit, first)) >= 0) {
                int there = Math.min(delimiter.length, limit - at);
                if (!rule.matches(head, at, there)) {
                    at++;
                } else if (there == delimiter.length) {
                    return whole(head, start, at);
                } else {
                    return incomplete(head, start, at - start);
                }
            }
            return incomplete(head, start, limit - start);
        }

        private long whole(ByteBuffer head, int start, int at) {
            int length = at - start + rule.delimiter.length;
            if ((long) passed + length > rule.max) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (at - start <= wanted && passed == 0) {
                found(head, start, at);
            }
            passed = 0;
            scanned = 0;
            return FramingAnswer.record(length);
        }

        /** No delimiter begins within the first so many bytes. */
        private long incomplete(ByteBuffer head, int start, int text) {
            int length = rule.delimiter.length;
            if ((long) passed + text + length > rule.max) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (text == 0 || (passed == 0 && text <= wanted && mayBeFound(head, start, start + text))) {
                scanned = text;
                return FramingAnswer.atLeast(text + length);
            }
            passed += text;
            scanned = 0;
            return FramingAnswer.part(text, length);
        }

        /** Whether a text that begins with what lies between the two positions is wanted. */
        boolean mayBeFound(ByteBuffer head, int from, int to) {
            return ProtocolVerbs.mayChangeProtocol(head, from, to);
        }

        /** A record ends whose text is wanted, and lies between the two positions. */
        abstract void found(ByteBuffer head, int from, int to);

        @Override
        public int headLength() {
            return HEAD;
        }
    }

    private static final class Requests extends Parser implements LastRecordParser {
        private boolean changed;

        Requests(DelimiterFraming rule) {
            super(rule, ProtocolVerbs.MAX_LINE);
        }

        @Override
        public boolean wasLast() {
            return changed;
        }

        @Override
        public long parse(ByteBuffer head, int start, int limit) {
            return changed ? FramingAnswer.UNFRAMED : super.parse(head, start, limit);
        }

        @Override
        void found(ByteBuffer head, int from, int to) {
            changed = ProtocolVerbs.changeProtocol(head, from, to);
        }
    }

    /** Of its fields {@code changed} is written by who sends and read by who receives, {@code sent} and {@code looked} are the sender's. */
    private static final class Responses extends Parser implements PairedParser {
        /** Such words come early; what is sent later is not looked at. */
        private static final int LOOK = 16 * 1024;

        private volatile boolean changed;
        private SentStream sent;
        private Requests requests;
        private int looked;

        Responses(DelimiterFraming rule) {
            super(rule, -1);
        }

        @Override
        public long parse(ByteBuffer head, int start, int limit) {
            return changed ? FramingAnswer.UNFRAMED : super.parse(head, start, limit);
        }

        @Override
        public boolean sent(ByteBuffer view, int index, int length) {
            if (looked >= LOOK) {
                return false;
            }
            if (sent == null) {
                requests = new Requests(super.rule);
                sent = new SentStream(requests);
            }
            boolean goesOn = sent.follow(view, index, Math.min(length, LOOK - looked));
            looked += Math.min(length, LOOK - looked);
            changed = requests.changed;
            if (changed || !goesOn || looked == LOOK) {
                return unseen(length);
            }
            return true;
        }

        @Override
        public boolean unseen(long length) {
            looked = LOOK;
            sent = null;
            requests = null;
            return false;
        }

        @Override
        void found(ByteBuffer head, int from, int to) {}
    }
}
