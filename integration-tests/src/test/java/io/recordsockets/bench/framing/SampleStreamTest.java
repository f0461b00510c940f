package io.recordsockets.bench.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.Framings;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SampleStreamTest {
    @Test
    void isUnderstoodByItsFramingWhateverThePieces() {
        for (String framing : SampleStream.FRAMINGS) {
            int whole = records(framing, Integer.MAX_VALUE);
            assertTrue(whole > 1000, framing + " records=" + whole);
            assertEquals(whole, records(framing, 1400), framing);
            assertEquals(whole, records(framing, 7), framing);
        }
    }

    private static int records(String framing, int pieceBytes) {
        ByteBuffer stream = SampleStream.of(framing);
        return StreamWalk.records(
                Framings.find(framing, SampleStream.parameters(framing), null).parser(StreamDirection.REQUESTS),
                stream,
                pieceBytes);
    }
}
