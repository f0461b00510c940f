package io.recordsockets.framing;

import io.recordsockets.spi.FramingAnswer;
import java.nio.ByteBuffer;

/**
 * The stream of responses; {@link Http1Framing} says the rules. Shown the requests, it knows which responses have no body.
 *
 * <p><b>Threading:</b> as by {@link PairedParser}. Of the fields below, {@code sent} is written by who sends and read by who
 * receives, {@code answered} the other way round; all others belong to who receives.
 */
final class Http1Responses extends Http1Parser implements PairedParser {
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS + 3;

    private short status;
    private boolean events;

    /** What was asked for; null before the first byte of it. */
    private volatile Http1Sent sent;

    /** How many final responses have come. */
    private volatile int answered;

    @Override
    public boolean sent(ByteBuffer view, int index, int length) {
        return ofSent().follow(view, index, length, answered);
    }

    @Override
    public boolean unseen(long length) {
        return ofSent().skip(length);
    }

    private Http1Sent ofSent() {
        Http1Sent requests = sent;
        if (requests == null) {
            requests = new Http1Sent();
            sent = requests;
        }
        return requests;
    }

    @Override
    boolean mayBegin(byte first) {
        return first == 'H';
    }

    @Override
    long emptyStartLine(int length) {
        return FramingAnswer.NOT_A_RECORD;
    }

    @Override
    int startLineDecided() {
        return STATUS_END;
    }

    @Override
    long startLine(ByteBuffer head, int from, int to) {
        if (to - from < STATUS_END || !version(head, from, to) || head.get(from + STATUS - 1) != ' ') {
            return FramingAnswer.NOT_A_RECORD;
        }
        status = (short) Ascii.decimal(head, from + STATUS, from + STATUS_END);
        return status < 100 ? FramingAnswer.NOT_A_RECORD : NEXT_LINE;
    }

    @Override
    int restOfStartLineNeeded() {
        return 0;
    }

    @Override
    long restOfStartLine(ByteBuffer head, int from, int to) {
        state = State.HEADER;
        return NEXT_LINE;
    }

    @Override
    boolean otherMayMatter(ByteBuffer head, int from, int to) {
        return Ascii.agreesIgnoringCase(head, from, to, "content-type");
    }

    @Override
    void otherHeader(ByteBuffer head, int from, int to) {
        int value = Http1Fields.value(head, from, to, "content-type");
        events |= value >= 0 && Http1Fields.isWord(head, value, to, "text/event-stream");
    }

    @Override
    long behindHead(int length) {
        if (status < 200) {
            lastRecord = status == 101;
            return finish(length);
        }
        int number = answered;
        Http1Sent requests = sent;
        boolean bodiless = status == 204 || status == 304 || (requests != null && requests.wasHead(number));
        boolean tunnel = status < 300 && requests != null && requests.wasConnect(number);
        answered = number + 1;
        if (bodiless || tunnel) {
            lastRecord = tunnel;
            return finish(length);
        }
        if (events) {
            lastRecord = true;
            return finish(length);
        }
        if (chunked) {
            return goOn(State.CHUNK_SIZE, length);
        }
        // without a length the body ends with the connection: the head is all that can be told
        lastRecord = contentLength == NO_LENGTH;
        return finish(length + Math.max(contentLength, 0));
    }

    @Override
    long awaited(ByteBuffer head, int start, int limit) {
        throw new IllegalStateException("responses are not waited for");
    }

    @Override
    void forget() {
        super.forget();
        events = false;
    }
}
