package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * Whole HTTP messages: what {@link Http1Parser} takes for a record, in the middle of a message, is a part.
 *
 * <pre>
 *  records                                   messages
 * +------+ +---------+ +---------+ +------+ +--------------------------------------+
 * | head | | 3 abc   | | 2 de    | | 0    | | head, 3 abc, 2 de, 0                 |
 * +------+ +---------+ +---------+ +------+ +--------------------------------------+
 * </pre>
 *
 * <p>A request whose client waits for {@code 100 Continue} ends with its body. Where the server refuses and the client goes on
 * with another request instead, the two are one message: nothing can be told before that request is there.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
final class Http1Messages implements LastRecordParser {
    private final Http1Parser records;

    Http1Messages(Http1Parser records) {
        this.records = records;
    }

    @Override
    public long parse(ByteBuffer head) {
        long answer = records.parse(head);
        if (!FramingAnswer.isRecord(answer)) {
            return answer;
        }
        return switch (records.state) {
            case AWAITED -> FramingAnswer.part(FramingAnswer.length(answer), 1);
            case CHUNK_SIZE -> FramingAnswer.part(FramingAnswer.length(answer), Http1Parser.SHORTEST_CHUNK);
            default -> answer;
        };
    }

    @Override
    public boolean wasLast() {
        return records.wasLast();
    }

    @Override
    public int headLength() {
        return records.headLength();
    }
}
