package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DelimiterFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("delimiter", Map.of("bytes", "0d0d0A", "max", "100"), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("delimiters that begin twice")
                        .record("abc\r\r\n")
                        .record("\r\r\n")
                        .record("\r\n\rx\r\r\r\n")
                        .record("\u0001\r\r\n"),
                Sample.responses("longest").record("x".repeat(97) + "\r\r\n").record("\r\r\n"),
                Sample.responses("too long").record("y\r\r\n").plain("x".repeat(98) + "\r\r\n"));
    }

    @Test
    void takesDelimitersAsText() {
        RecordParser parser =
                Framings.find("delimiter", Map.of("text", "END"), null).parser(StreamDirection.REQUESTS);
        assertEquals(4, parser.parse(ByteBuffer.wrap(Sample.bytes('x', 'E', 'N', 'D', 'y'))));
    }

    @Test
    void asksForNoMoreThanTheRestOfADelimiter() {
        RecordParser parser = framing().parser(StreamDirection.REQUESTS);
        assertEquals(FramingAnswer.atLeast(4), parser.parse(ByteBuffer.wrap(Sample.bytes('x', '\r'))));
    }
}
