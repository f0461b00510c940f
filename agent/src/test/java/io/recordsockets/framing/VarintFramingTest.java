package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VarintFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("varint", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("one to three bytes of length")
                        .record(withBody(bytes(3), 3))
                        .record(bytes(0))
                        .record(withBody(bytes(0xAC, 0x02), 300))
                        .record(withBody(bytes(0x80, 0x80, 0x01), 16_384)),
                Sample.responses("sixth byte of length").record(bytes(0)).plain("\u0080\u0080\u0080\u0080\u0080"),
                Sample.responses("negative length").plain("\u00ff\u00ff\u00ff\u00ff\u000f"));
    }

    @Test
    void takesLengthsUpToTheLargestInt() {
        assertEquals(5L + Integer.MAX_VALUE, answer(bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x07)));
        assertEquals(FramingAnswer.NOT_A_RECORD, answer(bytes(0x80, 0x80, 0x80, 0x80, 0x08)));
    }

    private long answer(byte[] head) {
        return framing().parser(StreamDirection.REQUESTS).parse(ByteBuffer.wrap(head));
    }
}
