package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("line", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("lines of many lengths")
                        .record("\n")
                        .record("a\n")
                        .record("abcdefg\n")
                        .record("abcdefgh\n")
                        .record("bytes beside LF: \u000b\u0009\u008a\u0000\r\n"),
                Sample.requests("longest").record("x".repeat(65_535) + "\n").record("y\n"),
                Sample.requests("too long").record("y\n").plain("x".repeat(65_536) + "\n"));
    }

    @Test
    void doesNotLookAgainAtBytesThatItHasSeen() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        byte[] line = new byte[1000];
        Arrays.fill(line, (byte) 'x');
        assertEquals(FramingAnswer.atLeast(901), parser.parse(ByteBuffer.wrap(line, 0, 900)));
        // only a parser that looks again finds these
        Arrays.fill(line, 0, 900, (byte) '\n');
        assertEquals(FramingAnswer.atLeast(951), parser.parse(ByteBuffer.wrap(line, 0, 950)));
        line[960] = '\n';
        assertEquals(FramingAnswer.record(961), parser.parse(ByteBuffer.wrap(line, 0, 1000)));
    }
}
