package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static io.recordsockets.framing.Sample.withBody;

import io.recordsockets.RecordFraming;
import java.util.List;
import java.util.Map;

class PostgresqlFramingTest extends FramingContract {
    @Override
    RecordFraming framing() {
        return Framings.find("postgresql", Map.of(), null);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                Sample.requests("no encryption to be had, then a query")
                        .record(bytes(0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x30))
                        .record(bytes(0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F))
                        .record(withBody(bytes(0, 0, 0, 41, 0, 3, 0, 0), 33))
                        .record(withBody(bytes(0x70, 0, 0, 0, 40), 36))
                        .record("Q\u0000\u0000\u0000\rselect 1\u0000")
                        .record(bytes(0x58, 0, 0, 0, 4)),
                Sample.requests("protocol 3.2").record(withBody(bytes(0, 0, 0, 9, 0, 3, 0, 2), 1)),
                Sample.requests("TLS")
                        .record(bytes(0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F))
                        .unframed("\u0016\u0003\u0001\u0002\u0000\u0001"),
                Sample.requests("GSSAPI")
                        .record(bytes(0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x30))
                        .unframed("\u0000\u0000\u0001\u0000\u0060\u0082\u0000\u0000"),
                Sample.requests("cancel").record(withBody(bytes(0, 0, 0, 16, 0x04, 0xD2, 0x16, 0x2E), 8)),
                Sample.requests("protocol 2").plain("\u0000\u0000\u0000\u0008\u0000\u0002\u0000\u0000"),
                Sample.requests("start-up of 16 MB").plain("\u0000\u00ff\u0000\u0008\u0000\u0003\u0000\u0000"),
                Sample.responses("refused encryption twice, then a session")
                        .record("N")
                        .record("N")
                        .record(withBody(bytes(0x52, 0, 0, 0, 8), 4))
                        .record(withBody(bytes(0x53, 0, 0, 0, 25), 21))
                        .record(withBody(bytes(0x4E, 0, 0, 0, 30), 26))
                        .record(withBody(bytes(0x44, 0, 1, 0, 0), 65_532))
                        .record(bytes(0x31, 0, 0, 0, 4))
                        .record(bytes(0x5A, 0, 0, 0, 5, 0x49)),
                Sample.responses("TLS").record("S").unframed("\u0016\u0003\u0003\u0000\u007a\u0002"),
                Sample.responses("GSSAPI").record("G").unframed("R\u0000\u0000\u0000\u0008"),
                Sample.responses("length below itself")
                        .record(bytes(0x52, 0, 0, 0, 4))
                        .plain("Z\u0000\u0000\u0000\u0003"),
                Sample.responses("length above the largest int").plain("E\u0080\u0000\u0000\u0000"));
    }
}
