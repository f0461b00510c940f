package io.recordsockets.inbound;

import sun.nio.ch.RecordInbound;

/**
 * The time that a record has been held. It ends where nothing has moved for the stall time, and in any case after the hold
 * time, so that a framing that does not fit the stream cannot keep bytes from the application for long. A record that is held
 * again after a part of it was delivered has what it has left of its hold time.
 *
 * <p><b>Threading:</b> written under the connection's lock; {@link #deadlineNs()} is read by selectors without it.
 */
final class Hold {
    private long startNs;
    private long startPosition;
    private long stallNs;
    private long holdTimeNs;

    /** How far the stream had come at the last look, kernel included. */
    private long progress;

    private volatile long deadlineNs = RecordInbound.NO_DEADLINE;

    boolean active() {
        return deadlineNs != RecordInbound.NO_DEADLINE;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void begin(long nowNs, long position, long stallNs, long holdTimeNs) {
        startNs = nowNs;
        startPosition = position;
        this.stallNs = stallNs;
        this.holdTimeNs = holdTimeNs;
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
        return elapsedNs(nowNs) >= holdTimeNs;
    }

    /** For how long the hold has lasted. */
    long elapsedNs(long nowNs) {
        return nowNs - startNs;
    }

    /** How far the stream had come when it began. */
    long startPosition() {
        return startPosition;
    }

    void end() {
        deadlineNs = RecordInbound.NO_DEADLINE;
    }

    private void extend(long nowNs) {
        // Sums of clock times are not compared: they may wrap.
        deadlineNs = startNs + Math.min(nowNs - startNs + stallNs, holdTimeNs);
    }
}
