package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LengthFieldFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return framing(Map.of("offset", "2", "length", "2"));
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("small")
                        .record(withBody(bytes(0xCA, 1, 0, 3), 3))
                        .record(bytes(0xCA, 1, 0, 0))
                        .record(withBody(bytes(0xCA, 1, 0, 200), 200)),
                Sample.responses("largest").record(withBody(bytes(0, 0, 0xFF, 0xFF), 65_535)));
    }

    @Test
    void readsFieldsOfEveryWidthInBothByteOrders() {
        for (int width : new int[] {1, 2, 3, 4, 8}) {
            byte[] big = new byte[width];
            big[width - 1] = 100;
            if (width > 1) {
                big[width - 2] = 1;
            }
            byte[] little = new byte[width];
            for (int i = 0; i < width; i++) {
                little[i] = big[width - 1 - i];
            }
            long expected = width + (width > 1 ? 356 : 100);
            String length = Integer.toString(width);
            assertEquals(expected, answer(Map.of("length", length), big));
            assertEquals(expected, answer(Map.of("length", length, "endian", "little"), little));
        }
    }

    @Test
    void takesFieldsUpToFourBytesAsUnsigned() {
        assertEquals(1 + 255, answer(Map.of("length", "1"), bytes(0xFF)));
        assertEquals(2 + 65_535, answer(Map.of("length", "2"), bytes(0xFF, 0xFF)));
        assertEquals(3 + 0xFF_FFFF, answer(Map.of("length", "3"), bytes(0xFF, 0xFF, 0xFF)));
        assertEquals(4 + 0xFFFF_FFFFL, answer(Map.of("length", "4"), bytes(0xFF, 0xFF, 0xFF, 0xFF)));
    }

    @Test
    void refusesLengthsThatNoRecordCanHave() {
        Map<String, String> eight = Map.of("length", "8");
        assertEquals(FramingAnswer.NOT_A_RECORD, answer(eight, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)));
        assertEquals(FramingAnswer.NOT_A_RECORD, answer(eight, bytes(0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)));
        assertEquals(FramingAnswer.NOT_A_RECORD, answer(eight, bytes(0x80, 0, 0, 0, 0, 0, 0, 0)));
        assertEquals(
                FramingAnswer.NOT_A_RECORD,
                answer(Map.of("length", "4", "header", "0"), bytes(0, 0, 0, 3)),
                "ends inside its own length field");
        assertEquals(FramingAnswer.NOT_A_RECORD, answer(Map.of("length", "4", "max", "100"), bytes(0, 0, 0, 97)));
        assertEquals(100, answer(Map.of("length", "4", "max", "100"), bytes(0, 0, 0, 96)));
    }

    @Test
    void countsFromTheHeaderThatTheRuleNames() {
        assertEquals(4 + 5, answer(Map.of("length", "3", "endian", "little", "header", "4"), bytes(5, 0, 0)));
        assertEquals(9, answer(Map.of("length", "4", "header", "0"), bytes(0, 0, 0, 9)));
        assertEquals(4 + 9 - 2, answer(Map.of("length", "4", "adjust", "-2"), bytes(0, 0, 0, 9)));
    }

    @Test
    void readsNoMoreThanTheFieldAhead() {
        assertEquals(4, framing().parser(StreamDirection.REQUESTS).headLength());
    }

    private static RecordFraming framing(Map<String, String> parameters) {
        return Framings.find("length-field", parameters, null);
    }

    private static long answer(Map<String, String> parameters, byte[] head) {
        RecordParser parser = framing(parameters).parser(StreamDirection.REQUESTS);
        return parser.parse(ByteBuffer.wrap(head));
    }
}
