package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class MqttFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("mqtt", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("a session of 3.1.1")
                        .record(withBody(bytes(0x10, 0x25), 0x25))
                        .record(withBody(bytes(0x82, 0x0A), 10))
                        .record(withBody(bytes(0x30, 0x80, 0x01), 128))
                        .record(withBody(bytes(0x3B, 0x05), 5))
                        .record(withBody(bytes(0x62, 0x02), 2))
                        .record(bytes(0xC0, 0))
                        .record(bytes(0xE0, 0)),
                Sample.responses("a session of 5.0")
                        .record(withBody(bytes(0x20, 0x03), 3))
                        .record(withBody(bytes(0x90, 0x04), 4))
                        .record(withBody(bytes(0x32, 0xFF, 0x7F), 16_383))
                        .record(withBody(bytes(0xF0, 0x02), 2)),
                Sample.responses("fifth byte of length")
                        .record(bytes(0xD0, 0))
                        .plain("\u0030\u0080\u0080\u0080\u0080\u0001"),
                Sample.requests("reserved type").plain("\u0000\u0000"),
                Sample.requests("text").plain("GET / HTTP/1.1\r\n"),
                Sample.requests("quality of service 3").plain("\u0036\u0002ab"));
    }
}
