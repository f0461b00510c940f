package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * Finds the end of messages line by line; each line is looked at once, when it is whole. {@link Http1Framing} says the rules.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
final class Http1Parser implements RecordParser {
    /**
     * What the next line is.
     *
     * <pre>
     * START_LINE → HEADERS → START_LINE
     *              HEADERS → CHUNK_SIZE ⟲ → TRAILERS → START_LINE
     *              HEADERS → BODY → START_LINE, where the client waits for "100 Continue" before the body
     * instead of START_LINE, after the last record: PLAIN
     * </pre>
     */
    private enum State {
        START_LINE,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        TRAILERS,
        PLAIN
    }

    /** Not an answer: the line was part of the record, look at the next. */
    private static final long NEXT_LINE = -1;

    private static final int HEAD = 512;
    private static final int NONE = -1;
    private static final int VERSION_LENGTH = "HTTP/1.1".length();
    private static final int LINE_END = 2;
    /** {@code 0 CR LF} and a lone line feed. */
    private static final int SHORTEST_LAST_CHUNK = 4;

    private static final int MAX_CHUNK_DIGITS = 16;
    private static final long MAX_CHUNK = 1L << 40;

    private final boolean requests;

    private State state = State.START_LINE;
    /** From the head's first byte: where the line begins that is looked at, and up to where it has no end. */
    private int line;

    private int scanned;

    // what the head of the message says
    private long contentLength = NONE;
    private boolean transferEncoding;
    private boolean chunked;
    private boolean oldVersion;
    private boolean lastRecord;
    private boolean expectsContinue;
    private int status;

    Http1Parser(boolean requests) {
        this.requests = requests;
    }

    @Override
    public long parse(ByteBuffer head) {
        if (state == State.PLAIN) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (state == State.BODY) {
            return record(contentLength);
        }
        int start = head.position();
        int limit = head.limit();
        if (state == State.START_LINE && scanned == 0 && !mayBegin(head.get(start))) {
            return FramingAnswer.NOT_A_RECORD;
        }
        while (true) {
            int lf = Ascii.indexOf(head, start + scanned, limit, Ascii.LF);
            // a header block has its limit as a whole, and begins with the head
            int blockStart = start + (state == State.START_LINE || state == State.HEADERS ? 0 : line);
            if ((lf < 0 ? limit : lf) - blockStart >= Ascii.MAX_LINE) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (lf < 0) {
                return incomplete(limit - start);
            }
            int lineStart = start + line;
            line = scanned = lf + 1 - start;
            long answer = line(head, lineStart, lf);
            if (answer != NEXT_LINE) {
                return answer;
            }
            if (line >= limit - start) {
                return incomplete(limit - start);
            }
        }
    }

    private long incomplete(int there) {
        scanned = there;
        if (line > 0 && (state == State.CHUNK_SIZE || state == State.TRAILERS)) {
            int before = line;
            line = 0;
            scanned -= before;
            return FramingAnswer.part(before, state == State.CHUNK_SIZE ? SHORTEST_LAST_CHUNK : 1);
        }
        return FramingAnswer.atLeast(there + 1L);
    }

    /** Looks at a line with its LF at {@code lf}; an answer or {@link #NEXT_LINE}. */
    private long line(ByteBuffer head, int from, int lf) {
        int to = Ascii.textEnd(head, from, lf);
        switch (state) {
            case START_LINE:
                return requests ? requestLine(head, from, to) : statusLine(head, from, to);
            case HEADERS:
                return to == from ? bodyBehindHead() : header(head, from, to);
            case CHUNK_SIZE:
                return chunk(head, from, to, lf);
            default:
                return to == from ? record(line) : NEXT_LINE;
        }
    }

    private boolean mayBegin(byte first) {
        if (!requests) {
            return first == 'H';
        }
        int letter = first | 0x20;
        return (letter >= 'a' && letter <= 'z') || first == Ascii.CR || first == Ascii.LF;
    }

    private long requestLine(ByteBuffer head, int from, int to) {
        if (to == from) {
            return record(line);
        }
        int version = to - VERSION_LENGTH;
        if (version <= from || head.get(version - 1) != ' ') {
            return FramingAnswer.NOT_A_RECORD;
        }
        lastRecord = Ascii.startsWith(head, from, to, "CONNECT ");
        if (Ascii.startsWith(head, from, to, "PRI * HTTP/2.0")) {
            lastRecord = true;
        } else if (!version(head, version, to)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        state = State.HEADERS;
        return NEXT_LINE;
    }

    private long statusLine(ByteBuffer head, int from, int to) {
        int code = from + VERSION_LENGTH + 1;
        if (!version(head, from, to) || to < code + 3 || head.get(code - 1) != ' ') {
            return FramingAnswer.NOT_A_RECORD;
        }
        status = (int) Ascii.decimal(head, code, code + 3);
        if (status < 100) {
            return FramingAnswer.NOT_A_RECORD;
        }
        lastRecord = status == 101;
        state = State.HEADERS;
        return NEXT_LINE;
    }

    private boolean version(ByteBuffer head, int from, int to) {
        oldVersion = Ascii.startsWith(head, from, to, "HTTP/1.0");
        return oldVersion || Ascii.startsWith(head, from, to, "HTTP/1.1");
    }

    private long header(ByteBuffer head, int from, int to) {
        switch (head.get(from)) {
            case ' ':
            case '\t':
                return FramingAnswer.NOT_A_RECORD;
            case 'c':
            case 'C':
                return contentLength(head, from, to);
            case 'e':
            case 'E':
                int value = value(head, from, to, "expect");
                expectsContinue |= value >= 0 && Ascii.startsWithIgnoringCase(head, value, to, "100-continue");
                return NEXT_LINE;
            case 't':
            case 'T':
                return transferEncoding(head, from, to);
            case 'u':
            case 'U':
                // in a response it only tells what the server would like
                lastRecord |= requests && value(head, from, to, "upgrade") >= 0;
                return NEXT_LINE;
            default:
                return NEXT_LINE;
        }
    }

    private long contentLength(ByteBuffer head, int from, int to) {
        int value = value(head, from, to, "content-length");
        if (value < 0) {
            return value == NONE ? NEXT_LINE : FramingAnswer.NOT_A_RECORD;
        }
        long length = Ascii.decimal(head, value, valueEnd(head, value, to));
        if (length < 0 || (contentLength != NONE && contentLength != length)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        contentLength = length;
        return NEXT_LINE;
    }

    private long transferEncoding(ByteBuffer head, int from, int to) {
        int value = value(head, from, to, "transfer-encoding");
        if (value < 0) {
            return value == NONE ? NEXT_LINE : FramingAnswer.NOT_A_RECORD;
        }
        if (chunked) {
            // nothing may come behind the coding that delimits the body
            return FramingAnswer.NOT_A_RECORD;
        }
        transferEncoding = true;
        int end = valueEnd(head, value, to);
        int last = end;
        while (last > value && head.get(last - 1) != ',') {
            last--;
        }
        last = skipBlanks(head, last, end);
        chunked = end - last == "chunked".length() && Ascii.startsWithIgnoringCase(head, last, end, "chunked");
        return NEXT_LINE;
    }

    /**
     * Where the value begins, if the line is a header of this name; {@link #NONE} if it is another, {@code NONE - 1} if
     * there are blanks before the colon, which some take for this header and some do not.
     */
    private static int value(ByteBuffer head, int from, int to, String name) {
        int colon = from + name.length();
        if (colon >= to || !Ascii.startsWithIgnoringCase(head, from, to, name)) {
            return NONE;
        }
        switch (head.get(colon)) {
            case ':':
                return skipBlanks(head, colon + 1, to);
            case ' ':
            case '\t':
                return NONE - 1;
            default:
                return NONE;
        }
    }

    private static int skipBlanks(ByteBuffer head, int from, int to) {
        int at = from;
        while (at < to && (head.get(at) == ' ' || head.get(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int valueEnd(ByteBuffer head, int from, int to) {
        int end = to;
        while (end > from && (head.get(end - 1) == ' ' || head.get(end - 1) == '\t')) {
            end--;
        }
        return end;
    }

    /** The rules of RFC 9112, 6.3, as far as one stream shows them. */
    private long bodyBehindHead() {
        if (transferEncoding && (contentLength != NONE || oldVersion)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (!requests && (status < 200 || status == 204 || status == 304)) {
            return record(line);
        }
        if (transferEncoding && !chunked) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (requests && expectsContinue && (chunked || contentLength > 0)) {
            return headAlone();
        }
        if (chunked) {
            state = State.CHUNK_SIZE;
            return NEXT_LINE;
        }
        if (contentLength != NONE) {
            return record(line + contentLength);
        }
        return requests ? record(line) : FramingAnswer.NOT_A_RECORD;
    }

    /** The server must see the head to ask for the body (RFC 9110, 10.1.1), so the two are records of their own. */
    private long headAlone() {
        long length = line;
        state = chunked ? State.CHUNK_SIZE : State.BODY;
        line = scanned = 0;
        return FramingAnswer.record(length);
    }

    private long chunk(ByteBuffer head, int from, int to, int lf) {
        if (to == lf) {
            return FramingAnswer.NOT_A_RECORD;
        }
        long size = 0;
        int at = from;
        for (int digit; at < to && (digit = Character.digit(head.get(at), 16)) >= 0; at++) {
            size = size << 4 | digit;
            if (size > MAX_CHUNK || at - from >= MAX_CHUNK_DIGITS) {
                return FramingAnswer.NOT_A_RECORD;
            }
        }
        if (at == from || (at < to && head.get(at) != ';' && head.get(at) != ' ' && head.get(at) != '\t')) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (size == 0) {
            state = State.TRAILERS;
            return NEXT_LINE;
        }
        long next = line + size + LINE_END;
        if (next >= head.remaining()) {
            line = scanned = 0;
            return FramingAnswer.part(next, SHORTEST_LAST_CHUNK);
        }
        line = scanned = (int) next;
        return NEXT_LINE;
    }

    private long record(long length) {
        state = lastRecord ? State.PLAIN : State.START_LINE;
        line = scanned = 0;
        contentLength = NONE;
        transferEncoding = false;
        chunked = false;
        oldVersion = false;
        lastRecord = false;
        expectsContinue = false;
        return FramingAnswer.record(length);
    }

    @Override
    public int headLength() {
        return HEAD;
    }
}
