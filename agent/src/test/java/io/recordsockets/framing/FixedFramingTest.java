package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class FixedFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("fixed", Map.of("length", "3"), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("three records").record("abc").record("def").record("\n\n\n"));
    }
}
