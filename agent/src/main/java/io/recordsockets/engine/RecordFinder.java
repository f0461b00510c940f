package io.recordsockets.engine;

import io.recordsockets.framing.TlsDetector;
import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.os.LinuxSocketOptions;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Looks for records: ahead of the application in what it must read for that, and behind it in what the application has read
 * by itself. As little as possible is read ahead: what the parser must see. The rest of a record waits in the kernel.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class RecordFinder {
    /** A record above the hold limit is delivered in steps of this part of the limit. */
    private static final int STEPS_PER_LIMIT = 4;

    /**
     * A first record that claims to be longer than this, in bytes, is doubt. Letters of another protocol, read as a length,
     * claim half a gigabyte and more.
     */
    private static final long DOUBTFUL_LENGTH = 256L * 1024 * 1024;

    private static final int END = -1;

    private final InboundGate gate;
    private final RecordTracker tracker;

    /** What was read ahead; and the head of a record of which the application already has a part. */
    private final StreamBuffer buffer;

    /** The kernel may have more than the last look took. */
    private boolean moreInKernel;

    /** The last grant is for a record of which the kernel does not have all yet. */
    private boolean early;

    /** The last grant was given on trust. */
    private boolean onTrust;

    /** Where the last whole record ended when the application's read began. */
    private long wholeBefore;

    /** The connection does not begin with a TLS handshake. */
    private boolean tlsExcluded;

    RecordFinder(InboundGate gate, RecordParser parser, BufferPool pool) {
        this.gate = gate;
        this.tracker = new RecordTracker(parser);
        this.buffer = new StreamBuffer(pool);
    }

    // -- Before the application reads

    /**
     * Whether the application may read.
     *
     * @param event whether the kernel has just said that there is input
     */
    boolean look(boolean event) throws IOException {
        if (!gate.framing() || gate.granted > gate.delivered) {
            return true;
        }
        if (trusted()) {
            onTrust = true;
            gate.granted = gate.received + 1;
            return true;
        }
        boolean readable = event;
        while (gate.framing()) {
            if (tracker.recordStart() > gate.delivered) {
                gate.grant(tracker.recordStart());
                return true;
            }
            long missing = missing();
            int readAhead = gate.arrivals.bulk() ? tracker.headLength() : ArrivalPattern.SMALL_LOOK;
            if (tracker.endKnown() || tracker.headStart() > gate.received && missing > readAhead) {
                return lookForBody(readable, missing);
            }
            if (gate.received - gate.delivered >= Math.min(gate.holdLimit(), RecordTracker.HEAD_LIMIT)) {
                gate.counters.holdReleased(HoldRelease.HOLD_LIMIT);
                gate.grant(gate.received);
                return true;
            }
            long asked = Math.max(missing, readAhead - Math.max(gate.received - tracker.headStart(), 0));
            asked = Math.min(asked, RecordTracker.HEAD_LIMIT);
            int n = fill((int) asked, readable);
            refuseLongHead(gate.received);
            if (gate.framing() && n < asked && tracker.recordStart() <= gate.delivered) {
                return !gate.holdBack(missing(), 0);
            }
            readable = false;
        }
        return true;
    }

    /** Whether the application may read without a look, which it does from the first byte of a record on. */
    boolean trusted() {
        return gate.arrivals.trusted()
                && gate.received == gate.delivered
                && gate.received == tracker.recordStart()
                && gate.framing();
    }

    /** How many bytes more it takes to know more; above 0. */
    private long missing() {
        return tlsExcluded ? tracker.target() - gate.received : Math.max(TlsDetector.BYTES - gate.received, 1);
    }

    /** The record ends, or goes on, behind bytes that only the kernel has. */
    private boolean lookForBody(boolean event, long missing) throws IOException {
        long wanted = Math.max(Math.min(missing - earlyBytes(), stepLength()), 1);
        int inKernel = gate.transport.receivable();
        if (inKernel >= wanted) {
            if (inKernel < missing && stepLength() < missing) {
                gate.counters.holdReleased(HoldRelease.HOLD_LIMIT);
                gate.grant(gate.received + inKernel);
            } else {
                early = inKernel < missing;
                gate.grant(gate.received + missing);
            }
            return true;
        }
        if (inKernel == 0) {
            int n = fill(1, event);
            return n == 0 ? !gate.holdBack(wanted, 0) : look(false);
        }
        if (event && gate.belowMark(inKernel)) {
            // Below the mark, and yet reported: it is the end, or the kernel cannot hold so much.
            boolean end = gate.transport.poll(LinuxSocketOptions.POLLRDHUP) != 0;
            gate.release(end ? HoldRelease.END_OF_STREAM : HoldRelease.HOLD_LIMIT, gate.received + inKernel);
            return true;
        }
        return !gate.holdBack(wanted, inKernel);
    }

    /** How much of the current record may be missing when the application is woken for it. */
    private long earlyBytes() {
        long length = tracker.target() - tracker.recordStart();
        return tracker.endKnown() && length <= gate.holdLimit() ? gate.arrivals.earlyBytes(length) : 0;
    }

    /** Records within the limit are waited for whole; what is longer is gate.delivered in steps. */
    private long stepLength() {
        boolean whole = tracker.target() - tracker.recordStart() <= gate.holdLimit();
        return whole ? Long.MAX_VALUE : Math.max(gate.holdLimit() / STEPS_PER_LIMIT, 1);
    }

    /**
     * Reads ahead of the application.
     *
     * @return bytes; 0 where there are none now, below 0 where there will be none
     */
    private int fill(int asked, boolean event) throws IOException {
        if (gate.transport.receiveMayWait()) {
            if (!event && gate.transport.receivable() == 0) {
                return 0;
            }
            // A blocking receive would wait for the mark.
            gate.mark(1);
        }
        int n = 0;
        try {
            n = gate.transport.receive(buffer.room(gate.received, asked));
        } catch (OutOfMemoryError e) {
            gate.plain(PlainReason.OUT_OF_MEMORY, e);
            return 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            gate.keepForLater(e);
            return END;
        } finally {
            if (n > 0) {
                buffer.grow(n);
            } else if (buffer.isEmpty()) {
                buffer.release();
            }
        }
        if (n > 0) {
            gate.received += n;
            moreInKernel = n == asked;
            advance(buffer.bytes(), buffer.index(buffer.start()), buffer.start(), gate.received);
        } else if (n < 0) {
            gate.drain(HoldRelease.END_OF_STREAM);
        }
        return n;
    }

    private void advance(ByteBuffer view, int index, long viewStart, long viewEnd) {
        if (!tlsExcluded && !excludeTls(view, index, (int) (viewEnd - viewStart))) {
            return;
        }
        int whole;
        try {
            whole = tracker.advance(view, index, viewStart, viewEnd);
        } catch (RuntimeException | Error e) {
            gate.plain(PlainReason.PARSER_FAILED, e);
            return;
        }
        boolean absurd = gate.detecting() && tracker.endKnown() && tracker.target() > DOUBTFUL_LENGTH;
        if (whole == RecordTracker.UNFRAMED) {
            gate.plain(PlainReason.PROTOCOL_CHANGE);
        } else if (whole < 0 || whole == 0 && absurd) {
            gate.plain(PlainReason.NOT_A_RECORD);
        } else if (whole > 0) {
            gate.recordsWhole(whole, tracker.lastLength());
        }
    }

    /** Whether the connection is certain not to begin with a TLS handshake. */
    private boolean excludeTls(ByteBuffer view, int index, int length) {
        TlsDetector.Answer answer =
                TlsDetector.detect(view.duplicate().limit(index + length).position(index));
        if (answer == TlsDetector.Answer.TLS) {
            gate.plain(PlainReason.TLS);
        }
        tlsExcluded = answer == TlsDetector.Answer.NOT_TLS;
        return tlsExcluded;
    }

    private void refuseLongHead(long end) {
        if (gate.framing()
                && Math.max(end, tracker.endKnown() ? end : tracker.target()) - tracker.headStart()
                        > RecordTracker.HEAD_LIMIT) {
            gate.plain(PlainReason.HEAD_TOO_LONG);
        }
    }

    // -- While the application reads

    /** Whether the kernel may have more than the last look took. */
    boolean moreInKernel() {
        return moreInKernel;
    }

    /** Copies bytes that were read ahead to the application. */
    void deliver(ByteBuffer dst, int n) {
        if (n > 0) {
            buffer.copy(gate.delivered, dst, n);
            gate.delivered += n;
            forgetDelivered();
        }
    }

    /** Forgets what nobody needs any more: the parser may still need a head of which the application has a part. */
    private void forgetDelivered() {
        buffer.dropBefore(gate.framing() ? Math.min(gate.delivered, tracker.headStart()) : gate.delivered);
    }

    /** The application's read goes to the kernel now. */
    void readBegins() {
        moreInKernel = false;
        wholeBefore = tracker.recordStart();
    }

    /** Whether the application was woken early for a record of which it does not have all yet. */
    boolean early() {
        return early && gate.received < gate.granted;
    }

    /**
     * The application's read is over.
     *
     * @param some whether it got bytes from the kernel
     * @param room whether it would have taken more
     */
    void readEnds(boolean some, boolean room) {
        if (gate.framing()) {
            if (room && early) {
                gate.arrivals.earlyWake(!early());
                early = false;
            }
            if (room) {
                gate.granted = Math.min(gate.granted, gate.received);
            }
            if (onTrust && some && tracker.recordStart() == wholeBefore) {
                gate.arrivals.trustFailed();
            }
        }
        onTrust = false;
    }

    /** Gives the memory back. */
    void release() {
        buffer.release();
    }

    /** Looks for records in bytes that the application has read by itself, with nothing buffered before them. */
    void follow(ByteBuffer dst, int index, int n) {
        long start = gate.received;
        gate.received += n;
        gate.delivered = gate.received;
        gate.granted = Math.max(gate.granted, gate.delivered);
        tlsExcluded = true;
        try {
            follow(dst, index, n, start);
        } catch (OutOfMemoryError e) {
            gate.plain(PlainReason.OUT_OF_MEMORY, e);
        }
    }

    /**
     * The application's own read where {@link #trusted()}: nothing is in user space, and the bytes begin a record.
     *
     * @return as {@code SocketChannel.read}
     */
    int readOnTrust(ByteBuffer dst) throws IOException {
        long start = gate.received;
        int n = gate.transport.receive(dst);
        if (n > 0) {
            gate.received += n;
            gate.delivered = gate.received;
            try {
                followHere(dst, dst.position() - n, n, start);
            } catch (OutOfMemoryError e) {
                gate.plain(PlainReason.OUT_OF_MEMORY, e);
            }
            if (tracker.recordStart() == start) {
                gate.arrivals.trustFailed();
            }
        } else if (n < 0) {
            gate.drain(HoldRelease.END_OF_STREAM);
        }
        return n;
    }

    private void follow(ByteBuffer dst, int index, int n, long start) {
        // A head of which the buffer has the beginning is completed there.
        for (int copied = 0; gate.framing() && tracker.headStart() < start && copied < n; ) {
            long wanted = Math.max(tracker.target() - (start + copied), tracker.headLength());
            int chunk = (int) Math.min(n - copied, wanted);
            buffer.append(start + copied, dst, index + copied, chunk);
            copied += chunk;
            advance(buffer.bytes(), buffer.index(buffer.start()), buffer.start(), start + copied);
            refuseLongHead(start + copied);
        }
        if (gate.framing() && tracker.headStart() >= start) {
            buffer.release();
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
            buffer.append(tracker.headStart(), dst, index + n - (int) head, (int) head);
        }
    }
}
