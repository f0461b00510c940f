package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class KafkaFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("kafka", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("api versions, metadata, produce")
                        .record(withBody(bytes(0, 0, 0, 42), 42))
                        .record(withBody(bytes(0, 0, 0, 16), 16))
                        .record(withBody(bytes(0, 1, 0, 0), 65_536)),
                Sample.responses("empty, fetch").record(bytes(0, 0, 0, 0)).record(withBody(bytes(0, 0, 0x10, 0), 4096)),
                Sample.requests("negative size").record(bytes(0, 0, 0, 1, 9)).plain("\u00ff\u00ff\u00ff\u00f0"),
                Sample.requests("smallest negative size").plain("\u0080\u0000\u0000\u0000"));
    }
}
