package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class ZooKeeperFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("zookeeper", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("a session")
                        .record(withBody(bytes(0, 0, 0, 45), 45))
                        .record(withBody(bytes(0, 0, 0, 8), 8))
                        .record(withBody(bytes(0, 0x10, 0, 0), 1 << 20)),
                Sample.responses("its answers")
                        .record(withBody(bytes(0, 0, 0, 37), 37))
                        .record(withBody(bytes(0, 0, 1, 0), 256)),
                Sample.requests("four-letter word").record("ruok").unframed("\n"),
                Sample.requests("word after a request")
                        .record(bytes(0, 0, 0, 1, 0))
                        .plain("ruok"),
                Sample.requests("no word").plain("RUOK"),
                Sample.responses("text of a four-letter word").unframed("imok"),
                Sample.responses("longer text").unframed("Zookeeper version: 3.9.2"),
                Sample.responses("negative length").record(bytes(0, 0, 0, 1, 0)).plain("\u00ff\u00ff\u00ff\u00ff"));
    }
}
