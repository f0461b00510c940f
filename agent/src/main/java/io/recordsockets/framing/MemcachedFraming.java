package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;

/**
 * The memcached protocols: text with its meta commands (memcached {@code doc/protocol.txt}) and binary ({@code
 * doc/protocol-binary.txt}), told apart by the first byte of each record.
 *
 * <pre>
 *  requests                                          responses
 * +-----------------------+ +----------------------+ +--------+ +-----------------------------------+
 * | set k 0 0 3 CR LF     | | get a b CR LF        | | STORED | | VALUE a 0 3 CR LF abc CR LF       |
 * | abc CR LF             | |                      | | CR LF  | | VALUE b 0 1 CR LF d CR LF END CR LF|
 * +-----------------------+ +----------------------+ +--------+ +-----------------------------------+
 * </pre>
 *
 * <p>Requests: a line, with the data block behind it for {@code set add replace append prepend cas ms}. Any other line is a
 * record as well: the server has an answer even to words that it does not know.
 *
 * <p>Responses: {@code VALUE} blocks, {@code STAT}, {@code ITEM} and {@code PREFIX} lines up to {@code END} or an error are one
 * record, so a client wakes once for a get of many keys. {@code VA} has its data behind it. Any other line is a record.
 *
 * <p>Binary, both ways: a header of 24 bytes with the length of the rest at offset 8.
 *
 * <pre>
 *  0       1        2            4       5         6        8              12       16    24
 * +-------+--------+------------+-------+---------+--------+--------------+--------+-----+-----------------+
 * | magic | opcode | key length | extra | type    | vbucket| total body   | opaque | cas | total body bytes|
 * +-------+--------+------------+-------+---------+--------+--------------+--------+-----+-----------------+
 * </pre>
 *
 * <p><b>What is acted on early:</b> each answer of a pipeline is a record, and so is each quiet binary one and each meta
 * one. The values of one get are not: a server sends them at once, and clients complete their call at {@code END}. Dumps and
 * watches, which go on for long, are lines, a record each. <b>Who must speak first:</b> nobody in the middle of a record; a
 * server that refuses a value reads its data all the same.
 *
 * <p>Not a record: lines over 64 KiB, sizes that are no numbers, other lines in a list.
 */
final class MemcachedFraming implements RecordFraming {
    static final MemcachedFraming INSTANCE = new MemcachedFraming();
    static final String NAME = "memcached";

    static final byte BINARY_REQUEST = (byte) 0x80;
    static final byte BINARY_RESPONSE = (byte) 0x81;

    private static final int BINARY_HEADER = 24;
    private static final int BINARY_BODY_LENGTH = 8;

    private MemcachedFraming() {}

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new MemcachedRequests() : new MemcachedResponses();
    }

    @Override
    public String toString() {
        return NAME;
    }

    static long binary(ByteBuffer head) {
        if (head.remaining() < BINARY_HEADER) {
            return FramingAnswer.atLeast(BINARY_HEADER);
        }
        return FramingAnswer.record(BINARY_HEADER + (head.getInt(head.position() + BINARY_BODY_LENGTH) & 0xFFFF_FFFFL));
    }
}
