package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * Finds the end of records line by line; {@link Http1Framing} says the rules. A line that is whole is looked at once. What
 * is there of the last one is passed as soon as it cannot matter any more, so that hardly more than {@link #KEPT} bytes are ever
 * asked for again.
 *
 * <p><b>Threading:</b> one caller at a time, as by the contract.
 */
abstract class Http1Parser implements LastRecordParser, RangeParser {
    /**
     * What comes next. A line whose beginning was passed is the rest of one.
     *
     * <pre>
     * START_LINE → HEADER ⟲ → START_LINE
     *              HEADER → CHUNK_SIZE ⟲ → TRAILER ⟲ → START_LINE
     *              HEADER → AWAITED → CHUNK_SIZE or START_LINE, where the client waits for "100 Continue" before the body
     * instead of START_LINE, where no records follow: PLAIN
     * </pre>
     */
    enum State {
        START_LINE,
        REST_OF_START_LINE,
        HEADER,
        REST_OF_HEADER,
        AWAITED,
        CHUNK_SIZE,
        REST_OF_CHUNK_SIZE,
        TRAILER,
        REST_OF_TRAILER,
        PLAIN
    }

    /** Not an answer: the line was part of the record, look at the next. */
    static final long NEXT_LINE = -1;

    /** Not a length: no {@code Content-Length} so far. */
    static final long NO_LENGTH = -1;

    /** Of a header that matters so many bytes decide. None that a body's length depends on is longer. */
    static final int KEPT = 120;

    private static final int HEAD = 512;
    private static final int VERSION_LENGTH = "HTTP/1.1".length();
    private static final int LINE_END = 2;
    /** {@code 0 CR LF} and a lone line feed; any other chunk has one byte of data at least. */
    static final int SHORTEST_CHUNK = 4;

    private static final int CHUNK_SIZE_DECIDED = 18;

    State state = State.START_LINE;

    // what the head of the message says
    long contentLength = NO_LENGTH;
    boolean transferEncoding;
    boolean chunked;
    boolean oldVersion;

    /** Behind this message there are no records. */
    boolean lastRecord;

    /** Bytes of the record that were passed, of those that the limit of a block counts. */
    private int passed;
    /** From the head's first byte: no line ends before it. */
    private int scanned;

    @Override
    public final long parse(ByteBuffer head) {
        return parse(head, head.position(), head.limit());
    }

    @Override
    public final long parse(ByteBuffer head, int start, int limit) {
        if (state == State.PLAIN) {
            return FramingAnswer.UNFRAMED;
        }
        if (state == State.AWAITED) {
            long answer = awaited(head, start, limit);
            if (answer != NEXT_LINE) {
                return answer;
            }
        }
        if (state == State.START_LINE && scanned == 0 && !mayBegin(head.get(start))) {
            return FramingAnswer.NOT_A_RECORD;
        }
        int line = start;
        int from = start + scanned;
        while (line < limit) {
            int lf = Ascii.indexOf(head, from, limit, Ascii.LF);
            if (passed + (lf < 0 ? limit : lf) - start >= Ascii.MAX_LINE) {
                return FramingAnswer.NOT_A_RECORD;
            }
            if (lf < 0) {
                break;
            }
            long answer = line(head, start, line, lf);
            if (answer != NEXT_LINE) {
                return answer;
            }
            line = lf + 1;
            from = line;
        }
        return incomplete(head, start, line, limit);
    }

    // -- Lines that are whole

    /** Looks at a line with its LF at {@code lf}; an answer or {@link #NEXT_LINE}. */
    private long line(ByteBuffer head, int start, int from, int lf) {
        int to = Ascii.textEnd(head, from, lf);
        return switch (state) {
            case START_LINE -> to == from ? emptyStartLine(lf + 1 - start) : wholeStartLine(head, from, to);
            case REST_OF_START_LINE -> restOfStartLine(head, from, to);
            case HEADER -> to == from ? headEnds(lf + 1 - start) : wholeHeader(head, from, to, lf);
            case REST_OF_HEADER -> {
                state = State.HEADER;
                yield NEXT_LINE;
            }
            case CHUNK_SIZE -> {
                contentLength = Http1Fields.chunkSize(head, from, to);
                yield chunk(lf + 1L - start, to == lf);
            }
            case REST_OF_CHUNK_SIZE -> chunk(lf + 1L - start, to == lf);
            case TRAILER -> to == from ? finish(lf + 1L - start) : NEXT_LINE;
            default -> {
                state = State.TRAILER;
                yield NEXT_LINE;
            }
        };
    }

    private long wholeStartLine(ByteBuffer head, int from, int to) {
        long answer = startLine(head, from, to);
        return answer == NEXT_LINE ? restOfStartLine(head, from, to) : answer;
    }

    private long wholeHeader(ByteBuffer head, int from, int to, int lf) {
        return lf - from < KEPT ? header(head, from, to) : longHeader(head, from);
    }

    /** A header of which no more than {@link #KEPT} bytes are looked at. */
    private long longHeader(ByteBuffer head, int from) {
        int to = from + KEPT;
        boolean lengthMayBeBehind = Http1Fields.value(head, from, to, "content-length") != Http1Fields.NONE
                || Http1Fields.value(head, from, to, "transfer-encoding") != Http1Fields.NONE;
        return lengthMayBeBehind ? FramingAnswer.NOT_A_RECORD : header(head, from, to);
    }

    private long header(ByteBuffer head, int from, int to) {
        return switch (head.get(from)) {
            case ' ', '\t' -> FramingAnswer.NOT_A_RECORD;
            case 'c', 'C' -> contentHeader(head, from, to);
            case 't', 'T' -> transferEncoding(head, from, to);
            default -> {
                otherHeader(head, from, to);
                yield NEXT_LINE;
            }
        };
    }

    private long contentHeader(ByteBuffer head, int from, int to) {
        int value = Http1Fields.value(head, from, to, "content-length");
        if (value == Http1Fields.NONE) {
            otherHeader(head, from, to);
            return NEXT_LINE;
        }
        long length = value < 0 ? Ascii.BAD : Http1Fields.number(head, value, to);
        if (length < 0 || (contentLength != NO_LENGTH && contentLength != length)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        contentLength = length;
        return NEXT_LINE;
    }

    private long transferEncoding(ByteBuffer head, int from, int to) {
        int value = Http1Fields.value(head, from, to, "transfer-encoding");
        if (value == Http1Fields.NONE) {
            return NEXT_LINE;
        }
        if (value < 0 || chunked) {
            // nothing may come behind the coding that delimits the body
            return FramingAnswer.NOT_A_RECORD;
        }
        transferEncoding = true;
        chunked = Http1Fields.endsWith(head, value, to, "chunked");
        return NEXT_LINE;
    }

    /** The rules of RFC 9112, 6.3. */
    private long headEnds(int length) {
        if (transferEncoding && (contentLength != NO_LENGTH || oldVersion)) {
            return FramingAnswer.NOT_A_RECORD;
        }
        return behindHead(length);
    }

    private long chunk(long line, boolean loneLineFeed) {
        if (contentLength < 0 || loneLineFeed) {
            return FramingAnswer.NOT_A_RECORD;
        }
        if (contentLength == 0) {
            state = State.TRAILER;
            return NEXT_LINE;
        }
        return goOn(State.CHUNK_SIZE, line + contentLength + LINE_END);
    }

    // -- A line that is not whole

    /** All lines before {@code line} were looked at; of this one there may be nothing. */
    private long incomplete(ByteBuffer head, int start, int line, int limit) {
        int needed = line < limit ? neededFrom(head, line, limit) : line;
        if (state == State.PLAIN) {
            return FramingAnswer.UNFRAMED;
        }
        if (needed < 0) {
            return FramingAnswer.NOT_A_RECORD;
        }
        scanned = limit - needed;
        if (needed == start) {
            return FramingAnswer.atLeast(Math.max(scanned + 1, state == State.CHUNK_SIZE ? SHORTEST_CHUNK : 1));
        }
        passed += needed - start;
        return FramingAnswer.part(needed - start, scanned + certain(head, needed, limit));
    }

    /** From where on the bytes of the line must be seen again; below 0 where it is no line of such a record. */
    private int neededFrom(ByteBuffer head, int line, int limit) {
        int there = limit - line;
        switch (state) {
            case START_LINE -> {
                return there < startLineDecided() ? line : startLineNeededFrom(head, line, limit);
            }
            case REST_OF_START_LINE -> {
                return Math.max(line, limit - restOfStartLineNeeded());
            }
            case HEADER -> {
                return headerNeededFrom(head, line, limit);
            }
            case CHUNK_SIZE -> {
                if (there < CHUNK_SIZE_DECIDED) {
                    return line;
                }
                contentLength = Http1Fields.chunkSize(head, line, limit);
                state = State.REST_OF_CHUNK_SIZE;
                return contentLength < 0 ? -1 : limit - 1;
            }
            case REST_OF_CHUNK_SIZE -> {
                // the carriage return
                return limit - 1;
            }
            case TRAILER -> {
                if (there == 1 && head.get(line) == Ascii.CR) {
                    return line;
                }
                state = State.REST_OF_TRAILER;
                return limit;
            }
            default -> {
                return limit;
            }
        }
    }

    private int startLineNeededFrom(ByteBuffer head, int line, int limit) {
        if (startLine(head, line, limit) != NEXT_LINE) {
            return -1;
        }
        state = State.REST_OF_START_LINE;
        return limit - restOfStartLineNeeded();
    }

    private int headerNeededFrom(ByteBuffer head, int line, int limit) {
        boolean perhapsEmpty = limit - line == 1 && head.get(line) == Ascii.CR;
        boolean matters = perhapsEmpty || mayMatter(head, line, limit);
        if (matters && limit - line < KEPT) {
            return line;
        }
        if (matters && longHeader(head, line) != NEXT_LINE) {
            return -1;
        }
        state = State.REST_OF_HEADER;
        return limit;
    }

    private boolean mayMatter(ByteBuffer head, int from, int to) {
        return switch (head.get(from)) {
            case ' ', '\t' -> true;
            case 't', 'T' -> Ascii.agreesIgnoringCase(head, from, to, "transfer-encoding");
            case 'c', 'C' ->
                Ascii.agreesIgnoringCase(head, from, to, "content-length") || otherMayMatter(head, from, to);
            default -> otherMayMatter(head, from, to);
        };
    }

    /** How many bytes of the record must come behind what is there. */
    private int certain(ByteBuffer head, int needed, int limit) {
        return switch (state) {
            case HEADER, TRAILER ->
                // the empty line; behind another line's end there is that as well
                needed == limit || head.get(needed) == Ascii.CR ? 1 : 2;
            case REST_OF_CHUNK_SIZE -> contentLength == 0 ? 2 : SHORTEST_CHUNK;
            default -> 2;
        };
    }

    // -- Ends of records

    /** The message goes on with a record of its own. */
    final long goOn(State next, long length) {
        state = next;
        passed = 0;
        scanned = 0;
        return FramingAnswer.record(length);
    }

    /** The message ends. */
    final long finish(long length) {
        State next = lastRecord ? State.PLAIN : State.START_LINE;
        forget();
        return goOn(next, length);
    }

    /** Nothing is known of the message that comes. */
    void forget() {
        contentLength = NO_LENGTH;
        transferEncoding = false;
        chunked = false;
        oldVersion = false;
        lastRecord = false;
    }

    @Override
    public final boolean wasLast() {
        return state == State.PLAIN;
    }

    /** Whether HTTP/1.0 or 1.1 is there; remembers which. */
    final boolean version(ByteBuffer head, int from, int to) {
        oldVersion = Ascii.startsWith(head, from, to, "HTTP/1.0");
        return oldVersion || Ascii.startsWith(head, from, to, "HTTP/1.1");
    }

    static int versionStart(int to) {
        return to - VERSION_LENGTH;
    }

    // -- What differs by direction

    /** Whether a message may begin with that byte. */
    abstract boolean mayBegin(byte first);

    /** A start line of no text, which ends a record of {@code length} bytes or is none. */
    abstract long emptyStartLine(int length);

    /** So many bytes of a start line are enough for {@link #startLine}. */
    abstract int startLineDecided();

    /** Looks at the beginning of a start line. */
    abstract long startLine(ByteBuffer head, int from, int to);

    /** So many bytes before those that come are needed for {@link #restOfStartLine}. */
    abstract int restOfStartLineNeeded();

    /** Looks at the end of a start line, and goes on to the headers. */
    abstract long restOfStartLine(ByteBuffer head, int from, int to);

    /** Whether the beginning of a header may become one that {@link #otherHeader} looks at. */
    abstract boolean otherMayMatter(ByteBuffer head, int from, int to);

    /** A header that says nothing of the body's length. */
    abstract void otherHeader(ByteBuffer head, int from, int to);

    /** The head has so many bytes, and what it says is free of contradictions. */
    abstract long behindHead(int length);

    /** What comes behind a head with whose body the client waits: an answer, or {@link #NEXT_LINE} in another state. */
    abstract long awaited(ByteBuffer head, int start, int limit);

    @Override
    public int headLength() {
        return HEAD;
    }
}
