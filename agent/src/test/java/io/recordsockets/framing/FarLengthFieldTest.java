package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

/** A length field that stands far behind the beginning of its record. */
class FarLengthFieldTest extends FramingContract {
    private static final int OFFSET = 300;

    @Override
    RecordFraming framing() {
        return Framings.find("length-field", Map.of("offset", "300", "length", "2", "max", "1000"), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("several").record(record(0)).record(record(698)).record(record(3)),
                Sample.responses("above the limit").record(record(5)).plain("x".repeat(OFFSET) + "\u0002\u00bb"));
    }

    private static byte[] record(int body) {
        byte[] header = new byte[OFFSET + 2];
        header[OFFSET] = (byte) (body >>> 8);
        header[OFFSET + 1] = (byte) body;
        return withBody(header, body);
    }
}
