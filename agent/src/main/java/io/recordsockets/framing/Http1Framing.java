package io.recordsockets.framing;

import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;

/**
 * HTTP/1.0 and 1.1 (RFC 9112). A record is one message: its head, and the body that {@code Content-Length} or chunks
 * delimit.
 *
 * <pre>
 *  requests                                      responses
 * +--------------------------+ +--------------+ +--------------------------------+ +--------------------+
 * | POST / HTTP/1.1 CR LF    | | GET / HTTP/1.1| | HTTP/1.1 200 OK CR LF          | | HTTP/1.1 204 CR LF |
 * | Content-Length: 3 CR LF  | | CR LF        | | Transfer-Encoding: chunked     | | CR LF              |
 * | CR LF abc                | | CR LF        | | CR LF CR LF 3 CR LF abc CR LF  | |                    |
 * |                          | |              | | 0 CR LF CR LF                  | |                    |
 * +--------------------------+ +--------------+ +--------------------------------+ +--------------------+
 * </pre>
 *
 * <p>A client that sends {@code Expect: 100-continue} waits for an answer to its head, so head and body are records of their
 * own.
 *
 * <p>The last record of a connection before plain TCP: a request with {@code Upgrade}, {@code CONNECT}, the preface of HTTP/2
 * ({@code PRI}), a response of status 101.
 *
 * <p>Not a record, since it is in doubt where it ends or who else thinks otherwise: a message with both {@code
 * Content-Length} and {@code Transfer-Encoding}, lengths that differ or are no numbers, a last coding that is not {@code
 * chunked}, {@code Transfer-Encoding} in HTTP/1.0, folded header lines, blanks before the colon, header blocks over 64 KiB,
 * a response that ends with the connection.
 *
 * <p>A response to HEAD names the length of a body that does not come, and a response to CONNECT none; the stream of
 * responses alone does not tell. The first waits for the engine's guard against stalls; the second is plain TCP as
 * wanted.
 *
 * <p>A lone LF ends a header line as CR LF does (RFC 9112, 2.2), but no line of a chunked body. An empty line before a
 * request is a record by itself.
 */
final class Http1Framing implements RecordFraming {
    static final String NAME = "http1";

    @Override
    public RecordParser parser(StreamDirection direction) {
        return new Http1Parser(direction == StreamDirection.REQUESTS);
    }
}
