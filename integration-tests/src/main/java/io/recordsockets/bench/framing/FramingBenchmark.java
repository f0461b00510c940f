package io.recordsockets.bench.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.framing.Framings;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A parser goes over a mebibyte of ordinary requests that is in memory, either all there at once or growing in pieces
 * of 1400 bytes. Nothing is copied and no socket is touched: this is what finding the ends of records costs by
 * itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class FramingBenchmark {
    private static final int PIECE_BYTES = 1400;

    /** The name in the rule file; {@link FramingMain} goes through all that have a {@link SampleStream}. */
    @Param("length-field")
    public String framing;

    /** How the stream comes in: {@code whole} or {@code pieces}. */
    @Param({"whole", "pieces"})
    public String arrival;

    private RecordFraming parsers;
    private ByteBuffer stream;
    private int pieceBytes;

    /** What JMH turns into rates. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Amounts {
        /** Bytes gone over. */
        public long bytes;

        /** Records found. */
        public long records;
    }

    /** Makes the stream. */
    @Setup
    public void makeStream() {
        parsers = Framings.find(framing, SampleStream.parameters(framing), null);
        stream = SampleStream.of(framing);
        pieceBytes = arrival.equals("whole") ? stream.capacity() : PIECE_BYTES;
    }

    /** Once over the stream, with a parser of its own. */
    @Benchmark
    public int walk(Amounts amounts) {
        int records = StreamWalk.records(parsers.parser(StreamDirection.REQUESTS), stream, pieceBytes);
        amounts.records += records;
        amounts.bytes += stream.capacity();
        return records;
    }
}
