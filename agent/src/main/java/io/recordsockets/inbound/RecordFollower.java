package io.recordsockets.inbound;

import io.recordsockets.framing.ProxyHeader;
import io.recordsockets.framing.TlsDetector;
import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows the records through the stream, wherever its bytes are: in the application's own memory when it has read them, or
 * in user space when they were read ahead. Keeps the head of a record of which the application already has a part, as far as
 * the parser has to see it again. And tells the {@link Ladder} how records come.
 *
 * <p>A connection may open with a PROXY header, which is passed whatever the framing; TLS behind it, or at the beginning, ends
 * framing.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class RecordFollower {
    /**
     * A first record that claims to be longer than this, in bytes, is doubt. Letters of another protocol, read as a length,
     * claim half a gigabyte and more.
     */
    private static final long DOUBTFUL_LENGTH = 256L * 1024 * 1024;

    final RecordTracker tracker;

    private final InboundGate gate;

    /** Null where what goes out tells nothing of what comes in. */
    final Outgoing outgoing;

    /** What was read ahead; and the head of a record of which the application already has a part. Null until there is any. */
    private StreamBuffer buffer;

    /** What a connection may open with, before the first record, is behind. */
    private boolean opened;

    /** A record became whole since the application's read began. */
    private boolean completed;

    /** Whether it was known by then where the current record ends. */
    private boolean announced;

    RecordFollower(InboundGate gate, RecordParser parser) {
        this.gate = gate;
        this.tracker = new RecordTracker(parser);
        this.outgoing = Outgoing.of(parser);
    }

    StreamBuffer buffer() {
        if (buffer == null) {
            buffer = new StreamBuffer(gate.rule.memory);
        }
        return buffer;
    }

    /** Whether the application's own read goes straight to the kernel, and nothing is to be told to it first. */
    boolean following() {
        return gate.framing() && gate.following() && gate.received == gate.delivered && gate.pendingError == null;
    }

    /** Looks for records in what is in user space. */
    void advanceBuffered() {
        advance(buffer.bytes(), buffer.index(buffer.start()), buffer.start(), gate.received);
        refuseLongHead(gate.received);
    }

    private void advance(ByteBuffer view, int index, long viewStart, long viewEnd) {
        int whole;
        long before = tracker.recordStart();
        try {
            if (!opened && !opens(view, index, viewStart, viewEnd)) {
                return;
            }
            whole = tracker.advance(view, index, viewStart, viewEnd);
        } catch (RuntimeException | Error e) {
            gate.plain(PlainReason.PARSER_FAILED, e);
            return;
        }
        boolean guessing = guessing();
        boolean absurd = (gate.detecting() || guessing)
                && tracker.endKnown()
                && tracker.target() - tracker.recordStart() > DOUBTFUL_LENGTH;
        if (whole == RecordTracker.UNFRAMED) {
            gate.plain(PlainReason.PROTOCOL_CHANGE);
        } else if (whole < 0 || whole == 0 && absurd) {
            long start = tracker.recordStart();
            boolean tls = start >= viewStart && isTls(view, index + (int) (start - viewStart), viewEnd - start);
            if (guessing && !tls) {
                missed();
            } else {
                gate.plain(tls ? PlainReason.TLS : PlainReason.NOT_A_RECORD);
            }
        } else if (whole > 0) {
            completed = true;
            gate.recordsWhole(whole, tracker.lastLength(), tracker.recordStart() - before);
        }
    }

    /** Whether what a connection may open with is behind. */
    private boolean opens(ByteBuffer view, int index, long viewStart, long viewEnd) {
        ByteBuffer bytes = view.duplicate().limit(index + (int) (viewEnd - viewStart));
        if (tracker.recordStart() == 0 && !tracker.endKnown()) {
            long answer = ProxyHeader.parse(bytes, index, bytes.limit());
            if (FramingAnswer.isAtLeast(answer)) {
                tracker.await(FramingAnswer.length(answer));
                return false;
            }
            if (FramingAnswer.isRecord(answer)) {
                tracker.endsAt(FramingAnswer.length(answer));
            }
        }
        if (tracker.endKnown() && !tracker.pass(viewEnd)) {
            return false;
        }
        long start = tracker.recordStart();
        if (start < viewEnd) {
            excludeTls(bytes.position(index + (int) (start - viewStart)), start);
        }
        return opened;
    }

    private void excludeTls(ByteBuffer bytes, long start) {
        switch (TlsDetector.detect(bytes)) {
            case TLS -> gate.plain(PlainReason.TLS);
            case NOT_TLS -> {
                opened = true;
                // The parser is to see what was looked at.
                tracker.await(start + 1);
            }
            default -> tracker.await(start + TlsDetector.BYTES);
        }
    }

    /** A record has stalled: it may be that the peers have gone over to TLS. */
    void lookForTls() {
        long start = tracker.recordStart();
        if (gate.framing() && buffer != null && !buffer.isEmpty() && buffer.start() <= start && start < gate.received) {
            ByteBuffer bytes = buffer.bytes().duplicate().clear();
            if (isTls(bytes, buffer.index(start), gate.received - start)) {
                gate.plain(PlainReason.TLS);
            }
        }
    }

    private static boolean isTls(ByteBuffer view, int index, long length) {
        ByteBuffer bytes = view.duplicate().limit(index + (int) length).position(index);
        return TlsDetector.detect(bytes) == TlsDetector.Answer.TLS;
    }

    private void refuseLongHead(long end) {
        if (gate.framing()
                && Math.max(end, tracker.endKnown() ? end : tracker.target()) - tracker.headStart()
                        > RecordTracker.HEAD_LIMIT) {
            if (guessing()) {
                missed();
            } else {
                gate.plain(PlainReason.HEAD_TOO_LONG);
            }
        }
    }

    /** Whether a wrong place may be given up for another: while bytes are in user space, or waited for, it may not. */
    private boolean guessing() {
        return gate.ladder.sampler.guessing() && !gate.ladder.holding() && gate.received == gate.delivered;
    }

    /** Where records begin is not known any more: another read may be where one does. */
    private void missed() {
        gate.ladder.sampler.missed();
        restart();
    }

    /** The next byte that is looked at begins a record, for a parser that has seen none. */
    private void restart() {
        release();
        try {
            tracker.restart(gate.rule.parsers.get(), gate.received);
            completed = false;
        } catch (RuntimeException | Error e) {
            gate.plain(PlainReason.PARSER_FAILED, e);
        }
    }

    /** Forgets what nobody needs any more: the parser may still need a head of which the application has a part. */
    void forgetDelivered() {
        buffer.dropBefore(gate.framing() ? Math.min(gate.delivered, tracker.headStart()) : gate.delivered);
    }

    /** Gives the memory back. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    // -- What the application reads by itself

    /** A read of the application goes to the kernel now. */
    void readBegins() {
        gate.ladder.countPassed();
        completed = false;
        announced = tracker.endKnown();
    }

    /** What a read of the application, made while nothing was held, tells of how records come. */
    void observe(boolean room) {
        Ladder ladder = gate.ladder;
        if (ladder.holding()) {
            return;
        }
        boolean part = gate.received > tracker.recordStart();
        if (completed) {
            boolean alone = room && !part;
            boolean sampled = ladder.inPieces()
                    ? ladder.pieceRecordRead(alone, announced, tracker.lastLength(), gate.nanoTime())
                    : ladder.wholeRead(alone);
            if (sampled && outgoing != null && outgoing.wanted()) {
                // What it was shown does not fit what it will see.
                outgoing.stop();
                restart();
            }
        }
        // What a full buffer left in the kernel is no piece of its own.
        if (part && room && gate.framing()) {
            ladder.partRead(ladder.inPieces() ? 0 : gate.nanoTime());
        }
    }

    /**
     * The application's own read while nothing is in user space or held.
     *
     * @return as {@code SocketChannel.read}
     */
    int readFollowing(ByteBuffer dst) throws IOException {
        readBegins();
        return followed(dst, gate.transport.receive(dst));
    }

    /** As {@link #readFollowing(ByteBuffer)}, by the read of the JDK's socket adaptor. */
    int readFollowing(byte[] dst, int offset, int length, long timeoutNs) throws IOException {
        readBegins();
        int n = gate.transport.receive(dst, offset, length, timeoutNs);
        return followed(ByteBuffer.wrap(dst, offset, length).position(offset + Math.max(n, 0)), n);
    }

    /** A read of the application has put so many bytes before the position of a buffer, or met the end. */
    private int followed(ByteBuffer dst, int n) {
        if (n > 0) {
            follow(dst, dst.position() - n, n);
            if (gate.framing()) {
                observe(dst.hasRemaining());
            }
        } else if (n < 0) {
            gate.drain(HoldRelease.END_OF_STREAM);
        }
        return n;
    }

    /** Looks for records in bytes that the application has read by itself, with nothing buffered before them. */
    void follow(ByteBuffer dst, int index, int n) {
        long start = gate.received;
        gate.received += n;
        gate.delivered = gate.received;
        gate.granted = Math.max(gate.granted, gate.delivered);
        try {
            follow(dst, index, n, start);
        } catch (RuntimeException | Error e) {
            // The application has its bytes; whatever is wrong here is none of its business.
            gate.plain(PlainReason.PARSER_FAILED, e);
        }
    }

    private void follow(ByteBuffer dst, int index, int n, long start) {
        // A head of which the buffer has the beginning is completed there.
        for (int copied = 0; gate.framing() && tracker.headStart() < start && copied < n; ) {
            long wanted = Math.max(tracker.target() - (start + copied), tracker.headLength());
            int chunk = (int) Math.min(n - copied, wanted);
            if (!keep(start + copied, dst, index + copied, chunk)) {
                return;
            }
            copied += chunk;
            if (gate.framing()) {
                advance(buffer.bytes(), buffer.index(buffer.start()), buffer.start(), start + copied);
                refuseLongHead(start + copied);
            }
        }
        if (gate.framing() && tracker.headStart() >= start) {
            release();
            followHere(dst, index, n, start);
        }
    }

    /** Looks for records whose heads are all in these bytes; keeps the head of the last, where it is not whole. */
    private void followHere(ByteBuffer dst, int index, int n, long start) {
        advance(dst, index, start, gate.received);
        refuseLongHead(gate.received);
        // Below 0 by as much as the record has to come, which may be gigabytes.
        long head = gate.received - tracker.headStart();
        if (gate.framing() && head > 0) {
            keep(tracker.headStart(), dst, index + n - (int) head, (int) head);
        }
    }

    /**
     * Keeps a part of a head that the application has and the parser has to see again.
     *
     * @return false where there is no memory for it, and so the place is lost
     */
    private boolean keep(long position, ByteBuffer dst, int index, int n) {
        try {
            if (buffer().reserve(n)) {
                buffer.append(position, dst, index, n);
                return true;
            }
            gate.counters().holdReleased(HoldRelease.MEMORY);
            if (gate.ladder.holding()) {
                gate.plain(PlainReason.OUT_OF_MEMORY);
            } else {
                missed();
            }
        } catch (OutOfMemoryError e) {
            gate.plain(PlainReason.OUT_OF_MEMORY, e);
        }
        return false;
    }
}
