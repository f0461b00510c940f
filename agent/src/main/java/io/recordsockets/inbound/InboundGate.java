package io.recordsockets.inbound;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.Log;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.monitor.RuleCounters;
import java.io.IOException;
import sun.nio.ch.RecordInbound;
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
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #holdDeadlineNs()} and {@link #waitForNothing()}.
 */
final class InboundGate {
    /** Records in a row of which each stalled that make doubt. */
    private static final int MAX_STALLS = 16;

    /** For less than this, in bytes, to ask the kernel to wait takes as many calls as it saves. */
    private static final int MIN_MARK = 256;

    final RecordTransport transport;
    final Ladder ladder;

    /** Bytes that the application has got. */
    long delivered;

    /** Bytes that have left the kernel. */
    long received;

    /** The application may have the bytes before this position. */
    long granted;

    /** Met while reading ahead; the application's turn to see it comes after the bytes before it. */
    IOException pendingError;

    final InboundRule rule;

    /** Null until it is asked for. */
    private ArrivalPattern arrivals;

    /** Null where none was needed since the connection follows. */
    private volatile Hold hold;

    private ConnectionState state = ConnectionState.DETECTING;

    /** Null until one is needed. */
    private LowWaterMark mark;

    /** The largest mark: half of a receive buffer that the application has set, so that its sender goes on meanwhile. */
    private volatile int maxMark = Integer.MAX_VALUE;

    private int stallsInRow;

    /** The rest of the current record is not held: a guard has let go of it, it must not be, or nothing tells its length. */
    private boolean letGo;

    /** From now on nothing waits. Set by any thread. */
    private volatile boolean open;

    InboundGate(RecordTransport transport, InboundRule rule) {
        this.transport = transport;
        this.rule = rule;
        this.ladder = new Ladder(rule);
    }

    RuleCounters counters() {
        return rule.counters;
    }

    /** What the records are like. */
    ArrivalPattern arrivals() {
        if (arrivals == null) {
            arrivals = new ArrivalPattern(rule.experience.averageLength());
        }
        return arrivals;
    }

    /** Whether records are looked for. */
    boolean framing() {
        return state.framing();
    }

    /** Whether the framing has yet to be right for once. */
    boolean detecting() {
        return state == ConnectionState.DETECTING;
    }

    /** Whether the application reads without being made to wait: what it reads is looked at afterwards. */
    boolean following() {
        return lettingGo() && !holding();
    }

    /** Whether nothing of the current record is to wait. */
    boolean lettingGo() {
        return letGo || open || !ladder.holding();
    }

    boolean holdsAlways() {
        return rule.limits.mode() == HoldMode.ON;
    }

    /** Bytes in user space. */
    int inUserSpace() {
        return (int) (received - delivered);
    }

    /** Whether an event is held back. */
    boolean holding() {
        Hold hold = this.hold;
        return hold != null && hold.active();
    }

    /** When the hold wants to be looked at, as a {@link System#nanoTime()}. Any thread. */
    long holdDeadlineNs() {
        Hold hold = this.hold;
        return hold == null ? RecordInbound.NO_DEADLINE : hold.deadlineNs();
    }

    /** Whether the kernel was told to report no less than so much, and so has more to say where it reports less. */
    boolean belowMark(int inKernel) {
        return mark != null && mark.above(inKernel);
    }

    int holdLimit() {
        return rule.limits.holdLimit();
    }

    /** Whether it is worth while to wait for a record of this length. */
    boolean worthWaiting(long length) {
        return length <= maxMark && (holdsAlways() || arrivals().expected(length));
    }

    long nanoTime() {
        return rule.clock.nanoTime();
    }

    /** Records became whole: the last of this length, and so many bytes in all. */
    void recordsWhole(int whole, long lastLength, long bytes) {
        if (state == ConnectionState.DETECTING) {
            state = ConnectionState.FRAMED;
        }
        if (!letGo) {
            stallsInRow = 0;
        }
        letGo = false;
        ladder.recordsWhole(Math.min(lastLength, bytes / whole));
        if (arrivals != null) {
            arrivals.record(lastLength);
        }
        rule.counters.records(whole);
    }

    /** A record is whole up to this position, or as much of it as is waited for. */
    void grant(long position) {
        granted = position;
        if (!holding()) {
            ladder.wholeAtOnce();
            return;
        }
        long elapsedNs = hold.elapsedNs(rule.clock.nanoTime());
        if (ArrivalPattern.large(position - delivered)) {
            arrivals().arrived(position - hold.startPosition(), elapsedNs);
        }
        endHold();
        ladder.heldWhole(elapsedNs);
    }

    /** So much is there of a record as was to be expected; the rest, where there is any, is not waited for. */
    void grantExpected(int inKernel) {
        grant(received + inKernel);
        stallsInRow = 0;
        letGo = true;
    }

    /** The application gets what is there, and the rest of the record as it comes. */
    void letGo() {
        letGo = true;
        grantAsItComes();
    }

    /** Where {@link #lettingGo()}: what is in user space first, and then whatever its read finds. */
    void grantAsItComes() {
        granted = received > delivered ? received : received + 1;
        endHold();
    }

    /**
     * Holds the event back until so much more has come in.
     *
     * @return false where nothing can be held
     */
    boolean holdBack(long wanted, int inKernel) {
        if (inKernel == 0 && received == delivered) {
            return true;
        }
        ladder.waits();
        if (open) {
            letGo();
            return false;
        }
        beginHold(received + inKernel);
        // With bytes left in the kernel it would report them at once, without a mark.
        boolean worthMark = inKernel > 0 || wanted >= MIN_MARK && ladder.manyPieces();
        mark(worthMark ? (int) Math.min(wanted, Integer.MAX_VALUE) : 1);
        if (inKernel > 0 && !belowMark(inKernel) && state.framing()) {
            // The budget has room for no higher mark, and the kernel would report at once.
            release(HoldRelease.MEMORY, received + inKernel);
            return false;
        }
        return state.framing();
    }

    private void beginHold(long position) {
        if (hold == null) {
            hold = new Hold();
        }
        if (!hold.active()) {
            hold.begin(rule.clock.nanoTime(), position, ladder.stallNs(), ladder.holdTimeNs());
        }
    }

    /** What the application leaves behind in user space has a hold of its own: nobody may look again before it is whole. */
    void holdTail() {
        if (received > delivered && delivered >= granted && state.framing() && !holding()) {
            if (lettingGo()) {
                grantAsItComes();
            } else {
                beginHold(received);
            }
        }
    }

    private void endHold() {
        if (hold != null) {
            hold.end();
            if (!ladder.holding()) {
                hold = null;
            }
        }
        mark(1);
    }

    void mark(int bytes) {
        if (mark == null) {
            if (bytes == 1) {
                return;
            }
            mark = new LowWaterMark(transport, rule.memory);
        }
        try {
            mark.set(Math.max(1, Math.min(bytes, maxMark)));
        } catch (IOException e) {
            // The mark before stays in force until leaving takes it down.
            plain(PlainReason.OPTION_FAILED);
        }
    }

    /** The application has set the receive buffer, in bytes. Any thread. */
    void receiveBuffer(int bytes) {
        maxMark = Math.max(bytes / 2, 1);
    }

    /** Whether there is budget to keep so many bytes in the buffer; where not, the application gets what there is. */
    boolean keeps(StreamBuffer buffer, int bytes) {
        try {
            if (buffer.reserve(bytes)) {
                return true;
            }
            rule.counters.holdReleased(HoldRelease.MEMORY);
            letGo();
        } catch (OutOfMemoryError e) {
            plain(PlainReason.OUT_OF_MEMORY, e);
        }
        return false;
    }

    /** Ends the hold where its time is over and nothing moves any more. */
    boolean releaseIfDue() throws IOException {
        if (!holding()) {
            return false;
        }
        if (open) {
            letGo();
            return true;
        }
        long nowNs = rule.clock.nanoTime();
        if (hold.deadlineNs() - nowNs > 0) {
            return false;
        }
        long position = received + transport.receivable();
        if (hold.moved(nowNs, position)) {
            return false;
        }
        boolean moving = hold.overdue(nowNs);
        long delayNs = hold.elapsedNs(nowNs);
        release(moving ? HoldRelease.HOLD_TIME : HoldRelease.STALL, position);
        letGo = true;
        ladder.heldInVain(delayNs);
        if (!moving && ++stallsInRow >= MAX_STALLS) {
            plain(PlainReason.STALLED);
        }
        return true;
    }

    void release(HoldRelease why, long position) {
        rule.counters.holdReleased(why);
        granted = position;
        endHold();
    }

    /** The application's read time-out is over. */
    void releaseForTimeout(long position) {
        release(HoldRelease.READ_TIMEOUT, position);
        letGo = true;
    }

    void keepForLater(IOException e) {
        pendingError = e;
        drain(HoldRelease.ERROR);
    }

    /** A look ahead of the application failed: it may read, and meets a failure of the connection itself. Answers true. */
    boolean lookFailed(Throwable e) {
        if (e instanceof IOException) {
            drain(HoldRelease.ERROR);
        } else {
            plain(PlainReason.PARSER_FAILED, e);
        }
        return true;
    }

    /** Nothing more comes in: delivers what is there. */
    void drain(HoldRelease why) {
        if (state.framing()) {
            if (holding() || received > Math.max(delivered, granted)) {
                rule.counters.holdReleased(why);
            }
            leaveFraming(ConnectionState.DRAINING);
        }
    }

    void plain(PlainReason why) {
        plain(why, null);
    }

    void plain(PlainReason why, Throwable cause) {
        if (state.framing()) {
            if (why != PlainReason.RECORD_SOCKET) {
                rule.counters.plain(why);
                if (holding()) {
                    rule.counters.holdReleased(HoldRelease.PLAIN);
                }
            }
            leaveFraming(ConnectionState.PASS_THROUGH);
            if (why.isDoubt() && rule.counters.firstPlain(why)) {
                Log.log()
                        .warn(
                                "connection is plain TCP from here on, reason={}, rule={}; told once",
                                why.label(),
                                rule.text,
                                cause);
            }
        }
    }

    private void leaveFraming(ConnectionState next) {
        state = next;
        granted = Long.MAX_VALUE;
        endHold();
        ladder.leave();
    }

    /** Nothing waits from now on. Any thread; who has the lock acts on it. */
    void waitForNothing() {
        open = true;
    }

    /** The channel is closed: what is left is gone. */
    void close() {
        if (state.framing()) {
            ladder.leave();
        }
        state = ConnectionState.CLOSED;
        if (mark != null) {
            mark.giveBack();
        }
        delivered = received;
        pendingError = null;
        hold = null;
    }
}
