package io.recordsockets.bench.scenario;

import io.recordsockets.bench.wild.Samples;

/** Requests of text protocols, of a size. */
final class Heads {
    private Heads() {}

    /** A request whose head is about so long, with a body that its head announces where it has one. */
    static byte[] http1(int headBytes, int bodyBytes) {
        StringBuilder head = new StringBuilder(bodyBytes == 0 ? "GET" : "POST")
                .append(" /orders/4711?state=open HTTP/1.1\r\nHost: shop.example.org\r\n");
        if (bodyBytes > 0) {
            head.append("Content-Length: ").append(bodyBytes).append("\r\n");
        }
        for (int i = 0; head.length() < headBytes - 60; i++) {
            head.append("X-Header-")
                    .append(100 + i)
                    .append(": ")
                    .append("v".repeat(40))
                    .append("\r\n");
        }
        return Samples.join(Samples.ascii(head + "\r\n"), Samples.text(bodyBytes));
    }

    /** One line that asks for so many keys. */
    static byte[] multiGet(int keys) {
        StringBuilder line = new StringBuilder("get");
        for (int i = 0; i < keys; i++) {
            line.append(" key-").append(10_000 + i);
        }
        return Samples.ascii(line + "\r\n");
    }
}
