package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class DnsFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("dns", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("pipelined queries")
                        .record(withBody(bytes(0, 28), 28))
                        .record(withBody(bytes(0, 44), 44)),
                Sample.responses("largest")
                        .record(withBody(bytes(0xFF, 0xFF), 65_535))
                        .record(bytes(0, 1, 1)));
    }
}
