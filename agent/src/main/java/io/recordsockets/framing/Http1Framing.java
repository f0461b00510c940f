package io.recordsockets.framing;

import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;

/**
 * HTTP/1.0 and 1.1 (RFC 9112). A record is what the other side can act on: a head together with a body of known length; of a
 * chunked body each chunk, with the head before them as a record of its own.
 *
 * <pre>
 *  requests                                      responses
 * +--------------------------+ +---------------+ +----------------------------+ +---------------+ +-----------+
 * | POST / HTTP/1.1 CR LF    | | GET / HTTP/1.1| | HTTP/1.1 200 OK CR LF      | | 3 CR LF       | | 0 CR LF   |
 * | Content-Length: 3 CR LF  | | CR LF         | | Transfer-Encoding: chunked | | abc CR LF     | | trailers  |
 * | CR LF abc                | | CR LF         | | CR LF CR LF                | |               | | CR LF     |
 * +--------------------------+ +---------------+ +----------------------------+ +---------------+ +-----------+
 * </pre>
 *
 * <p><b>What is acted on early:</b> token streams, watches and progress come as chunks, a unit each. A body of known length
 * may be a slow download; that is left to the limits of the engine. Events ({@code text/event-stream}) are smaller than
 * anything that the framing could tell.
 *
 * <p><b>What is sent and received through the API</b> are whole {@linkplain Http1Messages messages}: a record between a head and
 * its chunks would be part of that message.
 *
 * <p><b>Who must speak first:</b> a client that sends {@code Expect: 100-continue} waits for an answer to its head, so that is
 * a record. Then the body comes or, where it was refused, perhaps the next request: the first bytes tell, as a hint. An
 * upgrade is answered before anything of the new protocol may come; behind the head, and its body, there are no records.
 *
 * <p><b>No records follow:</b> behind a request with {@code Upgrade} and its body, behind {@code CONNECT}, at the preface of
 * HTTP/2 ({@code PRI}), behind a response of status 101, the head of a stream of events, and the head of a response whose body
 * ends with the connection.
 *
 * <p>Not a record, since it is in doubt where it ends or who else thinks otherwise: a message with both {@code
 * Content-Length} and {@code Transfer-Encoding}, lengths that differ or are no numbers, requests whose last coding is not {@code
 * chunked}, {@code Transfer-Encoding} in HTTP/1.0, folded header lines, blanks before the colon, header blocks over 64 KiB, and
 * headers of over 120 bytes that tell the length of the body.
 *
 * <p>A response to HEAD names the length of a body that does not come; the stream of responses alone does not tell. On the
 * side that sends the requests the parser of responses is {@linkplain PairedParser shown} them, and knows. Elsewhere, and with
 * more than 32 requests outstanding, this waits for the engine's guard against stalls.
 *
 * <p>A lone LF ends a header line as CR LF does (RFC 9112, 2.2), but no size of a chunk. An empty line before a request is a
 * record by itself.
 */
final class Http1Framing implements MessageFraming {
    static final Http1Framing INSTANCE = new Http1Framing();
    static final String NAME = "http1";

    private Http1Framing() {}

    @Override
    public RecordParser parser(StreamDirection direction) {
        return direction == StreamDirection.REQUESTS ? new Http1Requests() : new Http1Responses();
    }

    @Override
    public String toString() {
        return NAME;
    }

    @Override
    public RecordParser messages(StreamDirection direction) {
        return new Http1Messages(direction == StreamDirection.REQUESTS ? new Http1Requests() : new Http1Responses());
    }
}
