package io.recordsockets.it.program;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordFramingProvider;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/** A framing of an application: each byte is a record. */
public final class NestedFraming implements RecordFramingProvider {
    @Override
    public String name() {
        return "nested";
    }

    @Override
    public Set<String> parameters() {
        return Set.of();
    }

    @Override
    public RecordFraming framing(Map<String, String> parameters) {
        return direction -> new RecordParser() {
            @Override
            public long parse(ByteBuffer head) {
                return FramingAnswer.record(1);
            }

            @Override
            public int headLength() {
                return 1;
            }
        };
    }
}
