package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    public RecordParser parser(StreamDirection direction) {
        return new Parser(delimiter, max);
    }

    private static final class Parser implements RecordParser {
        private final byte[] delimiter;
        private final byte first;
        private final int max;
        /** From the head's first byte: no delimiter begins before it. */
        private int scanned;

        Parser(byte[] delimiter, int max) {
            this.delimiter = delimiter;
            this.first = delimiter[0];
            this.max = max;
        }

        @Override
        public long parse(ByteBuffer head) {
            int start = head.position();
            int limit = head.limit();
            int at = start + scanned;
            while ((at = Ascii.indexOf(head, at, limit, first)) >= 0) {
                int there = Math.min(delimiter.length, limit - at);
                if (!matches(head, at, there)) {
                    at++;
                } else if (there == delimiter.length) {
                    scanned = 0;
                    return upToMax(at - start, false);
                } else {
                    scanned = at - start;
                    return upToMax(scanned, true);
                }
            }
            scanned = limit - start;
            return upToMax(scanned, true);
        }

        private boolean matches(ByteBuffer head, int at, int length) {
            for (int i = 1; i < length; i++) {
                if (head.get(at + i) != delimiter[i]) {
                    return false;
                }
            }
            return true;
        }

        private long upToMax(int text, boolean incomplete) {
            long length = (long) text + delimiter.length;
            if (length > max) {
                return FramingAnswer.NOT_A_RECORD;
            }
            return incomplete ? FramingAnswer.atLeast(length) : FramingAnswer.record(length);
        }

        @Override
        public int headLength() {
            return HEAD;
        }
    }
}
