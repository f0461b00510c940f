package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.framing.FramingDriver.Asking;
import io.recordsockets.framing.FramingDriver.Outcome;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.util.HexFormat;

/** What holds for any bytes at all. The driver itself checks each answer. */
final class FramingInvariants {
    /** No parser asks for more bytes of a head than this, whatever a peer sends. */
    static final int MOST_KEPT = 128;

    private FramingInvariants() {}

    /** The records of a stream depend on its bytes alone, not on when they come or how they are shown; and little is kept. */
    static void agreeHoweverCut(RecordFraming framing, StreamDirection direction, byte[] stream, int[] cuts) {
        Outcome whole = outcome(framing, direction, stream, Memory.HEAP, Asking.EAGER, stream.length);
        for (Asking asking : Asking.values()) {
            agree(whole, framing, direction, stream, asking, FramingContract.oneByOne(stream.length));
            agree(whole, framing, direction, stream, asking, cuts);
        }
    }

    private static void agree(
            Outcome whole,
            RecordFraming framing,
            StreamDirection direction,
            byte[] stream,
            Asking asking,
            int[] arrivals) {
        Outcome pieces = outcome(framing, direction, stream, Memory.DIRECT_IN_THE_MIDDLE, asking, arrivals);
        assertEquals(
                whole,
                pieces,
                () -> framing.getClass() + " " + direction + " " + asking + " pieces=" + arrivals.length + " stream="
                        + HexFormat.of().formatHex(stream));
    }

    private static Outcome outcome(
            RecordFraming framing,
            StreamDirection direction,
            byte[] stream,
            Memory memory,
            Asking asking,
            int... arrivals) {
        RecordParser parser = framing.parser(direction);
        FramingDriver driver = new FramingDriver(parser, memory.hold(stream), memory, asking);
        Outcome outcome = driver.run(arrivals);
        assertTrue(
                driver.mostKept() <= MOST_KEPT,
                () -> framing.getClass() + " " + direction + " keeps " + driver.mostKept() + " stream="
                        + HexFormat.of().formatHex(stream));
        return outcome;
    }
}
