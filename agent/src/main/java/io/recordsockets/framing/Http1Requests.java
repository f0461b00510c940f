package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * The stream of requests; {@link Http1Framing} says the rules.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
class Http1Requests extends Http1Parser {
    private static final String HTTP_2 = "PRI * HTTP/2.0";
    /** {@code " HTTP/1.1"} and the carriage return. */
    private static final int VERSION = 10;

    /** Shorter bodies are not told from a request: there might be no byte more to decide by. */
    private static final int SHORTEST_REQUEST = 16;

    private static final int MAX_METHOD = 12;

    private boolean expectsContinue;
    private boolean headMethod;
    private boolean connectMethod;

    /** A request has ended its head; for those who follow what they have sent. */
    void requested(boolean isHead, boolean isConnect) {}

    @Override
    boolean mayBegin(byte first) {
        int letter = Ascii.lower(first);
        return (letter >= 'a' && letter <= 'z') || first == Ascii.CR || first == Ascii.LF;
    }

    @Override
    long emptyStartLine(int length) {
        return finish(length);
    }

    @Override
    int startLineDecided() {
        return HTTP_2.length();
    }

    @Override
    long startLine(ByteBuffer head, int from, int to) {
        if (Ascii.startsWith(head, from, to, HTTP_2)) {
            state = State.PLAIN;
            return FramingAnswer.UNFRAMED;
        }
        headMethod = Ascii.startsWith(head, from, to, "HEAD ");
        connectMethod = Ascii.startsWith(head, from, to, "CONNECT ");
        lastRecord = connectMethod;
        return NEXT_LINE;
    }

    @Override
    int restOfStartLineNeeded() {
        return VERSION;
    }

    @Override
    long restOfStartLine(ByteBuffer head, int from, int to) {
        int version = versionStart(to);
        if (version <= from || head.get(version - 1) != ' ' || !version(head, version, to)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        state = State.HEADER;
        return NEXT_LINE;
    }

    @Override
    boolean otherMayMatter(ByteBuffer head, int from, int to) {
        return Ascii.agreesIgnoringCase(head, from, to, "expect")
                || Ascii.agreesIgnoringCase(head, from, to, "upgrade");
    }

    @Override
    void otherHeader(ByteBuffer head, int from, int to) {
        switch (head.get(from)) {
            case 'e', 'E' -> {
                int value = Http1Fields.value(head, from, to, "expect");
                expectsContinue |= value >= 0 && Ascii.startsWithIgnoringCase(head, value, to, "100-continue");
            }
            case 'u', 'U' -> lastRecord |= Http1Fields.value(head, from, to, "upgrade") >= 0;
            default -> {}
        }
    }

    @Override
    long behindHead(int length) {
        if (transferEncoding && !chunked) {
            return FramingAnswer.NOT_A_RECORD;
        }
        requested(headMethod, connectMethod);
        if (expectsContinue && (chunked || contentLength > 0)) {
            return goOn(State.AWAITED, length);
        }
        if (chunked) {
            return goOn(State.CHUNK_SIZE, length);
        }
        return finish(length + Math.max(contentLength, 0));
    }

    /**
     * The client sends the body once the server has asked for it, or because it is tired of waiting; or, where it was refused,
     * its next request. The first bytes tell: a size with what may follow one, or a word in capitals with a path behind it. A body
     * that begins like a request is mistaken for one, and costs the framing of this connection, no more.
     */
    @Override
    long awaited(ByteBuffer head, int start, int limit) {
        if (chunked) {
            return awaitedChunk(head, start, limit);
        }
        if (contentLength >= SHORTEST_REQUEST) {
            int at = start;
            int end = Math.min(limit, start + MAX_METHOD);
            while (at < end && head.get(at) >= 'A' && head.get(at) <= 'Z') {
                at++;
            }
            if (at > start && at < start + MAX_METHOD) {
                if (at == limit || (head.get(at) == ' ' && at + 1 == limit)) {
                    return FramingAnswer.atLeast(limit - start + 1L);
                }
                if (head.get(at) == ' ' && beginsTarget(head.get(at + 1))) {
                    return newRequest();
                }
            }
        }
        return finish(contentLength);
    }

    private static boolean beginsTarget(byte b) {
        return b == '/' || b == '*' || b == 'h';
    }

    private long awaitedChunk(ByteBuffer head, int start, int limit) {
        int at = Http1Fields.digitsEnd(head, start, limit);
        if (at == limit) {
            return FramingAnswer.atLeast(limit - start + 1L);
        }
        byte behind = head.get(at);
        if (at > start && (behind == Ascii.CR || behind == ';' || Http1Fields.isBlank(behind))) {
            state = State.CHUNK_SIZE;
            return NEXT_LINE;
        }
        return newRequest();
    }

    private long newRequest() {
        forget();
        state = State.START_LINE;
        return NEXT_LINE;
    }

    @Override
    void forget() {
        super.forget();
        expectsContinue = false;
    }
}
