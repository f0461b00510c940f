package io.recordsockets.engine;

import sun.nio.ch.RecordInbound;

/**
 * The time that a record has been held. It ends where nothing has moved for the stall time, and in any case after the hold
 * time, so that a framing that does not fit the stream cannot keep bytes from the application for long.
 *
 * <p><b>Threading:</b> written under the connection's lock; {@link #deadlineNs()} is read by selectors without it.
 */
final class Hold {
    private final InboundLimits limits;

    private long startNs;
    private long startPosition;

    /** How far the stream had come at the last look, kernel included. */
    private long progress;

    private volatile long deadlineNs = RecordInbound.NO_DEADLINE;

    Hold(InboundLimits limits) {
        this.limits = limits;
    }

    boolean active() {
        return deadlineNs != RecordInbound.NO_DEADLINE;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void begin(long nowNs, long position) {
        startNs = nowNs;
        startPosition = position;
        progress = position;
        extend(nowNs);
    }

    /** Whether the stream has moved since the last look; if so, the deadline moves on. */
    boolean moved(long nowNs, long position) {
        if (position <= progress || overdue(nowNs)) {
            return false;
        }
        progress = position;
        extend(nowNs);
        return true;
    }

    /** Whether the hold time is over. */
    boolean overdue(long nowNs) {
        return nowNs - startNs >= limits.holdTimeNs();
    }

    /** Tells how fast the stream has come up to a position. */
    void tell(ArrivalPattern arrivals, long position) {
        arrivals.arrived(position - startPosition, System.nanoTime() - startNs);
    }

    void end() {
        deadlineNs = RecordInbound.NO_DEADLINE;
    }

    private void extend(long nowNs) {
        // Sums of clock times are not compared: they may wrap.
        deadlineNs = startNs + Math.min(nowNs - startNs + limits.stallNs(), limits.holdTimeNs());
    }
}
