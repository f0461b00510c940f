package io.recordsockets.framing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.recordsockets.RecordFraming;
import io.recordsockets.spi.StreamDirection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Any bytes at all, steered by the branches that they reach. The build runs the inputs that are kept beside this class; {@code
 * JAZZER_FUZZ=1 mvn -pl agent -am test -Dtest=FramingFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for new ones.
 */
class FramingFuzzTest {
    private static final int MAX_STREAM = 4096;

    private static final List<RecordFraming> FRAMINGS = List.of(
            Framings.find("memcached", Map.of(), null),
            Framings.find("resp", Map.of(), null),
            Framings.find("http1", Map.of(), null),
            Framings.find("postgresql", Map.of(), null),
            Framings.find("zookeeper", Map.of(), null),
            Framings.find("mqtt", Map.of(), null),
            Framings.find("varint", Map.of(), null),
            Framings.find("line", Map.of("max", "100"), null),
            Framings.find("delimiter", Map.of("text", "aab"), null),
            Framings.find("length-field", Map.of("offset", "1", "length", "8", "adjust", "-2", "max", "1m"), null));

    /** The first byte is framing and direction (from < to E requests, from F to O responses), the second one cut, then the stream. */
    @FuzzTest(maxDuration = "60s")
    void findsTheSameRecordsHoweverAStreamIsCut(byte[] data) {
        if (data.length < 3 || data.length > MAX_STREAM) {
            return;
        }
        int choice = data[0] & 0xFF;
        RecordFraming framing = FRAMINGS.get(choice % FRAMINGS.size());
        StreamDirection direction = StreamDirection.values()[choice / FRAMINGS.size() % 2];
        byte[] stream = Arrays.copyOfRange(data, 2, data.length);
        int cut = 1 + (data[1] & 0xFF) % stream.length;
        FramingInvariants.agreeHoweverCut(framing, direction, stream, new int[] {cut, stream.length});
    }
}
