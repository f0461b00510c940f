package io.recordsockets.framing;

/**
 * The Kafka protocol, both ways: a size of 4 bytes and as many bytes of request or response (kafka.apache.org, "Kafka
 * protocol guide", Network and Common Request and Response Structure). The size is signed; negative ones are not records.
 *
 * <pre>
 *  stream                                                          records
 * +------------+--------------------+------------+--------------+ +------------+--------------------+
 * | 0x0000002A | key, version, id...| 0x00000010 | ...          | | 0x0000002A | 42 bytes           | ...
 * +------------+--------------------+------------+--------------+ +------------+--------------------+
 * </pre>
 *
 * <p><b>What is acted on early:</b> nothing; a client completes a fetch with its last byte, and the broker sends it at once.
 * <b>Who must speak first:</b> nobody within a record; SASL tokens have a size in front as well.
 */
final class KafkaFraming {
    static final String NAME = "kafka";

    private static final int SIZE = 4;

    private KafkaFraming() {}

    static LengthFieldFraming framing() {
        return LengthFieldFraming.leading(SIZE, Integer.MAX_VALUE);
    }
}
