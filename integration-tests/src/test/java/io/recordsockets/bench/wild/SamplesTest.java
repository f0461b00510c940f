package io.recordsockets.bench.wild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFramings;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SamplesTest {
    static final List<String> FRAMINGS = Samples.FRAMINGS;

    @ParameterizedTest
    @FieldSource("FRAMINGS")
    void recordsAreRecordsOfTheirFraming(String framing) {
        RecordParser parser = RecordFramings.of(Samples.rule(framing)).parser(StreamDirection.REQUESTS);
        if (Samples.opening(framing).length > 0) {
            parsesWhole(parser, Samples.opening(framing));
        }
        parsesWhole(parser, Samples.record(framing, 100));
        parsesWhole(parser, Samples.record(framing, 2048));
    }

    @ParameterizedTest
    @FieldSource("FRAMINGS")
    void announcementsAreNotWhole(String framing) {
        RecordParser parser = RecordFramings.of(Samples.rule(framing)).parser(StreamDirection.REQUESTS);
        if (Samples.opening(framing).length > 0) {
            parsesWhole(parser, Samples.opening(framing));
        }
        byte[] announcement = Samples.announcement(framing);
        long answer = parser.parse(ByteBuffer.wrap(announcement));
        assertTrue(
                !FramingAnswer.isRecord(answer) || FramingAnswer.length(answer) > announcement.length,
                () -> framing + " answer=" + Long.toHexString(answer));
    }

    /** As one record, or in parts on which an application can act. */
    private static void parsesWhole(RecordParser parser, byte[] record) {
        int at = 0;
        while (at < record.length) {
            long answer =
                    parser.parse(ByteBuffer.wrap(record, at, record.length - at).slice());
            assertNotEquals(FramingAnswer.NOT_A_RECORD, answer);
            assertFalse(FramingAnswer.isAtLeast(answer));
            at += (int) FramingAnswer.length(answer);
        }
        assertEquals(record.length, at);
    }
}
