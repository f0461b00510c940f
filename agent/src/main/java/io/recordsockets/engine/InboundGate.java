package io.recordsockets.engine;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.Log;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import sun.nio.ch.RecordTransport;

/**
 * The gate between what has come in and what the application may have. It knows how far the stream has come, holds input
 * back, and lets it go: when a record is whole, when a guard says so, and for good where there is doubt.
 *
 * <p><b>Positions:</b> {@code delivered <= received}; the bytes between are in user space. The application may have what is
 * before {@code granted}, of which some may still be in the kernel.
 *
 * <p>Where an event is held back, {@link #hold} is running and the kernel will report again: the bytes that it reported were
 * taken, or the low-water mark is above them. A mark above 1 stands only while a hold is running.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #holdDeadlineNs()}.
 */
final class InboundGate {
    /** Stalls without a whole record between them that make doubt, before and after the framing has once been right. */
    private static final int STALLS_DETECTING = 3;

    private static final int STALLS_FRAMED = 16;

    final RecordTransport transport;
    final RuleCounters counters;
    final ArrivalPattern arrivals = new ArrivalPattern();

    /** Bytes that the application has got. */
    long delivered;

    /** Bytes that have left the kernel. */
    long received;

    /** The application may have the bytes before this position. */
    long granted;

    /** Met while reading ahead; the application's turn to see it comes after the bytes before it. */
    IOException pendingError;

    private final InboundLimits limits;
    private final Clock clock;
    private final String rule;
    private final Hold hold;
    private ConnectionState state = ConnectionState.DETECTING;

    /** SO_RCVLOWAT as it is in force. */
    private int lowWaterMark = 1;

    private int stallsInRow;

    InboundGate(RecordTransport transport, InboundLimits limits, RuleCounters counters, String rule, Clock clock) {
        this.transport = transport;
        this.limits = limits;
        this.counters = counters;
        this.rule = rule;
        this.clock = clock;
        this.hold = new Hold(limits);
    }

    /** Whether records are looked for. */
    boolean framing() {
        return state.framing();
    }

    /** Whether the framing has yet to be right for once. */
    boolean detecting() {
        return state == ConnectionState.DETECTING;
    }

    /** Bytes in user space. */
    int inUserSpace() {
        return (int) (received - delivered);
    }

    /** Whether an event is held back. */
    boolean holding() {
        return hold.active();
    }

    /** When the hold wants to be looked at, as a {@link System#nanoTime()}. Any thread. */
    long holdDeadlineNs() {
        return hold.deadlineNs();
    }

    /** Whether the kernel was told to report no less than so much, and so has more to say where it reports less. */
    boolean belowMark(int inKernel) {
        return lowWaterMark > 1 && inKernel < lowWaterMark;
    }

    /** Bytes that a record may have to be waited for whole. */
    int holdLimit() {
        return limits.holdLimit();
    }

    /** Records became whole, the last of this length. */
    void recordsWhole(int whole, long lastLength) {
        if (state == ConnectionState.DETECTING) {
            state = ConnectionState.FRAMED;
        }
        stallsInRow = 0;
        arrivals.record(lastLength);
        counters.records(whole);
    }

    /** A record is whole up to this position, or as much of it as is waited for. */
    void grant(long position) {
        granted = position;
        if (hold.active()) {
            if (ArrivalPattern.large(position - delivered)) {
                hold.tell(arrivals, position);
            }
            endHold();
        } else {
            arrivals.arrivedWhole();
        }
    }

    /**
     * Holds the event back until so much more has come in.
     *
     * @return false where nothing can be held
     */
    boolean holdBack(long wanted, int inKernel) {
        arrivals.arrivedInPieces();
        if (inKernel == 0 && received == delivered) {
            return true;
        }
        if (!hold.active()) {
            hold.begin(clock.nanoTime(), received + inKernel);
        }
        mark((int) Math.min(wanted, Integer.MAX_VALUE));
        return state.framing();
    }

    /** What the application leaves behind in user space has a hold of its own: nobody may look again before it is whole. */
    void holdTail() {
        if (received > delivered && delivered >= granted && state.framing() && !hold.active()) {
            hold.begin(clock.nanoTime(), received);
        }
    }

    private void endHold() {
        hold.end();
        mark(1);
    }

    void mark(int bytes) {
        if (bytes == lowWaterMark) {
            return;
        }
        try {
            transport.intOption(LinuxSocketOptions.SOL_SOCKET, LinuxSocketOptions.SO_RCVLOWAT, bytes);
            lowWaterMark = bytes;
        } catch (IOException e) {
            // The mark before stays in force until leaving takes it down.
            plain(PlainReason.OPTION_FAILED);
        }
    }

    /** Ends the hold where its time is over and nothing moves any more. */
    boolean releaseIfDue() throws IOException {
        if (!hold.active()) {
            return false;
        }
        long nowNs = clock.nanoTime();
        if (hold.deadlineNs() - nowNs > 0) {
            return false;
        }
        long position = received + transport.receivable();
        if (hold.moved(nowNs, position)) {
            return false;
        }
        boolean moving = hold.overdue(nowNs);
        release(moving ? HoldRelease.HOLD_TIME : HoldRelease.STALL, position);
        boolean detecting = detecting();
        if ((detecting || !moving) && ++stallsInRow >= (detecting ? STALLS_DETECTING : STALLS_FRAMED)) {
            plain(PlainReason.STALLED);
        }
        return true;
    }

    void release(HoldRelease why, long position) {
        counters.holdReleased(why);
        granted = position;
        endHold();
    }

    void keepForLater(IOException e) {
        pendingError = e;
        drain(HoldRelease.ERROR);
    }

    /** Nothing more comes in: delivers what is there. */
    void drain(HoldRelease why) {
        if (state.framing()) {
            if (hold.active() || received > Math.max(delivered, granted)) {
                counters.holdReleased(why);
            }
            leaveFraming(ConnectionState.DRAINING);
        }
    }

    void plain(PlainReason why) {
        plain(why, null);
    }

    void plain(PlainReason why, Throwable cause) {
        if (state.framing()) {
            counters.plain(why);
            if (hold.active()) {
                counters.holdReleased(HoldRelease.PLAIN);
            }
            leaveFraming(ConnectionState.PASS_THROUGH);
            if (why != PlainReason.PROTOCOL_CHANGE && counters.firstPlain(why)) {
                Log.log()
                        .warn(
                                "connection is plain TCP from here on, reason={}, rule={}; told once",
                                why.label(),
                                rule,
                                cause);
            }
        }
    }

    /** Someone else finds the records: plain TCP, and nothing that anybody has to be told. */
    void standAside() {
        if (state.framing()) {
            leaveFraming(ConnectionState.PASS_THROUGH);
        }
    }

    private void leaveFraming(ConnectionState next) {
        state = next;
        granted = Long.MAX_VALUE;
        endHold();
    }

    /** The channel is closed: what is left is gone. */
    void close() {
        state = ConnectionState.CLOSED;
        delivered = received;
        pendingError = null;
    }
}
