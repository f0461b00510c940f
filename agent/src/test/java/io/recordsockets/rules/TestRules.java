package io.recordsockets.rules;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Rules over framings that exist in tests only. */
public final class TestRules {
    private TestRules() {}

    /** Parses rules over {@code lines}, {@code fixed}, {@code requests-only}, {@code mute}, {@code broken} and {@code none}. */
    public static RuleSet parse(String text) throws RuleException {
        return RuleSet.parse(text, "test.rules", new Framings());
    }

    /** Keeps the parameters that it saw. */
    static final class Framings implements FramingFinder {
        final Map<String, String> seen = new HashMap<>();

        @Override
        public RecordFraming find(String name, Map<String, String> parameters) {
            seen.putAll(parameters);
            switch (name) {
                case "none":
                    return null;
                case "lines":
                case "fixed":
                    return direction -> new NoRecords();
                case "requests-only":
                    return direction -> direction == StreamDirection.REQUESTS ? new NoRecords() : null;
                case "mute":
                    throw new IllegalArgumentException();
                case "broken":
                    throw new IllegalArgumentException("two\nlines");
                default:
                    throw new IllegalArgumentException(
                            "unknown framing, framing=" + name + ", known: fixed, lines, none");
            }
        }
    }

    private static final class NoRecords implements RecordParser {
        @Override
        public long parse(ByteBuffer head) {
            return FramingAnswer.NOT_A_RECORD;
        }

        @Override
        public int headLength() {
            return 1;
        }
    }
}
