package io.recordsockets.framing;

/**
 * DNS over TCP, both ways: a length of 2 bytes and as many bytes of message (RFC 1035, 4.2.2; RFC 7766).
 *
 * <pre>
 *  stream                                        records
 * +--------+----------+--------+--------------+ +--------+----------+  +--------+--------------+
 * | 0x001C | 28 bytes | 0x002C | 44 bytes     | | 0x001C | 28 bytes |  | 0x002C | 44 bytes     |
 * +--------+----------+--------+--------------+ +--------+----------+  +--------+--------------+
 * </pre>
 *
 * <p><b>What is acted on early:</b> each message, those of a zone transfer too. <b>Who must speak first:</b> nobody within one.
 */
final class DnsFraming {
    static final String NAME = "dns";

    private static final int LENGTH = 2;
    private static final int MAX_MESSAGE = 65_535;

    private DnsFraming() {}

    static LengthFieldFraming framing() {
        return LengthFieldFraming.leading(LENGTH, MAX_MESSAGE);
    }
}
