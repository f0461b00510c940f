package io.recordsockets.inbound;

import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Looks for records ahead of the application, where they are held. As little as possible is read ahead: what the parser must
 * see. The rest of a record waits in the kernel.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class RecordFinder {
    /** A record above the hold limit is delivered in steps of this part of the limit. */
    private static final int STEPS_PER_LIMIT = 4;

    /** Longer heads than this are text, in which a parser looks for an end, in bytes. */
    private static final int MAX_HEADER = 64;

    /** For less than this, in bytes, a look is as good as a wait. */
    private static final int MIN_EXPECTED = 256;

    private static final int END = -1;

    /** Of {@link #fill}: there is no memory to read ahead into, and the application gets what there is. */
    private static final int NO_ROOM = -2;

    private final InboundGate gate;
    private final RecordFollower follower;
    private final RecordTracker tracker;
    private final Arenas arenas;

    /** The kernel may have more than the last look took. */
    private boolean moreInKernel;

    /** The last grant is for a record of which the kernel does not have all yet. */
    private boolean early;

    RecordFinder(InboundGate gate, RecordFollower follower, Arenas arenas) {
        this.gate = gate;
        this.follower = follower;
        this.tracker = follower.tracker;
        this.arenas = arenas;
    }

    // -- Before the application reads

    /** Ends the hold where its time is over and nothing moves any more. */
    boolean releaseIfDue() throws IOException {
        boolean released = gate.releaseIfDue();
        if (released) {
            follower.lookForTls();
        }
        return released;
    }

    /**
     * Whether the application may read.
     *
     * @param event whether the kernel has just said that there is input
     */
    boolean look(boolean event) throws IOException {
        if (!gate.framing() || gate.granted > gate.delivered) {
            return true;
        }
        if (gate.lettingGo()) {
            gate.grantAsItComes();
            return true;
        }
        boolean readable = event;
        int room = 0;
        while (gate.framing()) {
            if (tracker.recordStart() > gate.delivered) {
                gate.grant(tracker.recordStart());
                return true;
            }
            long expected = expected();
            if (expected >= MIN_EXPECTED) {
                return lookForExpected(readable, expected);
            }
            long missing = missing();
            int ahead = aheadLength();
            if (missing > ahead && (tracker.endKnown() || tracker.headStart() > gate.received)) {
                return lookForBody(readable, missing);
            }
            if (gate.received - gate.delivered >= Math.min(gate.holdLimit(), RecordTracker.HEAD_LIMIT)) {
                gate.release(HoldRelease.HOLD_LIMIT, gate.received);
                return true;
            }
            // Twice as much each time, so that a long head takes a few reads, not one for each byte that is missing.
            room = (int) Math.min(Math.max(missing, Math.max(ahead, 2 * room)), RecordTracker.HEAD_LIMIT);
            int n = fill(room, readable);
            if (n == NO_ROOM) {
                return true;
            }
            if (gate.framing() && n < room && tracker.recordStart() <= gate.delivered) {
                return !holdPart();
            }
            readable = false;
        }
        return true;
    }

    /** Holds what is there of a head; a stranger may leave it at that. */
    private boolean holdPart() {
        boolean held = gate.holdBack(missing(), 0);
        if (held) {
            follower.buffer().fit();
        }
        return held;
    }

    /** How many bytes more it takes to know more; above 0. */
    private long missing() {
        return tracker.target() - gate.received;
    }

    /** How many bytes to read ahead: a header where bodies are large, else as much as is likely to be there. */
    private int aheadLength() {
        int header = tracker.headLength();
        if (header > MAX_HEADER || !gate.arrivals().bulk()) {
            return gate.arrivals().look();
        }
        return (int) Math.max(header - Math.max(gate.received - tracker.headStart(), 0), 1);
    }

    /** The record ends, or goes on, behind bytes that only the kernel has. */
    private boolean lookForBody(boolean event, long missing) throws IOException {
        if (!gate.worthWaiting(tracker.target() - tracker.recordStart())) {
            gate.letGo();
            return true;
        }
        long wanted = Math.max(Math.min(missing - earlyBytes(), stepLength()), 1);
        int inKernel = gate.transport.receivable();
        if (inKernel >= wanted) {
            if (inKernel < missing && stepLength() < missing) {
                gate.counters().holdReleased(HoldRelease.HOLD_LIMIT);
                gate.grant(gate.received + inKernel);
            } else {
                early = inKernel < missing;
                gate.grant(gate.received + missing);
            }
            return true;
        }
        return holdInKernel(event, wanted, inKernel);
    }

    /** How much is to come at least of a record that does not begin with its length, by the records before it. */
    private long expected() {
        int length = gate.ladder.predictedLength();
        boolean open = !tracker.endKnown() && tracker.headStart() <= gate.received && gate.inUserSpace() == 0;
        boolean text = length > 0 && open && tracker.headLength() > MAX_HEADER;
        return text && gate.worthWaiting(length) ? tracker.recordStart() + length - gate.received : 0;
    }

    /** All of it stays in the kernel, and none of it is looked at before the application reads it. */
    private boolean lookForExpected(boolean event, long expected) throws IOException {
        int inKernel = gate.transport.receivable();
        if (inKernel >= expected) {
            gate.grantExpected(inKernel);
            return true;
        }
        return holdInKernel(event, expected, inKernel);
    }

    /** Waits for so many bytes behind those that only the kernel has. */
    private boolean holdInKernel(boolean event, long wanted, int inKernel) throws IOException {
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
        return tracker.endKnown() && length <= gate.holdLimit()
                ? gate.arrivals().earlyBytes(length)
                : 0;
    }

    /** Records within the limit are waited for whole; what is longer is delivered in steps. */
    private long stepLength() {
        boolean whole = tracker.target() - tracker.recordStart() <= gate.holdLimit();
        return whole ? Long.MAX_VALUE : Math.max(gate.holdLimit() / STEPS_PER_LIMIT, 1);
    }

    /**
     * Reads ahead of the application.
     *
     * @return bytes; 0 where there are none now, {@link #END} where there will be none, {@link #NO_ROOM}
     */
    private int fill(int room, boolean event) throws IOException {
        if (!gate.keeps(follower.buffer(), room)) {
            return NO_ROOM;
        }
        ByteBuffer arena = arenas.take();
        if (arena == null) {
            gate.letGo();
            return NO_ROOM;
        }
        int n = 0;
        try {
            n = receive(arena.limit(room), event);
        } finally {
            arenas.give(arena);
            if (n <= 0 && follower.buffer().isEmpty()) {
                follower.release();
            }
        }
        if (n > 0) {
            moreInKernel = n == room;
            gate.ladder.looked();
            gate.arrivals().looked(n, moreInKernel);
            follower.advanceBuffered();
        } else if (n < 0) {
            gate.drain(HoldRelease.END_OF_STREAM);
        }
        return n;
    }

    private int receive(ByteBuffer arena, boolean event) throws IOException {
        if (gate.transport.receiveMayWait()) {
            if (!event && gate.transport.receivable() == 0) {
                return 0;
            }
            // A blocking receive would wait for the mark.
            gate.mark(1);
        }
        try {
            int n = gate.transport.receive(arena);
            if (n > 0) {
                follower.buffer().append(gate.received, arena, 0, n);
                gate.received += n;
            }
            return n;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            gate.keepForLater(e);
            return END;
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
            follower.buffer().copy(gate.delivered, dst, n);
            gate.delivered += n;
            follower.forgetDelivered();
        }
    }

    /** The application's read goes to the kernel now. */
    void readBegins() {
        moreInKernel = false;
        follower.readBegins();
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
        if (!gate.framing()) {
            return;
        }
        if (room && early) {
            gate.arrivals().earlyWake(!early());
            early = false;
        }
        if (room) {
            gate.granted = Math.min(gate.granted, gate.received);
        }
        if (some) {
            follower.observe(room);
        }
    }

    /** How many bytes the application can read now without being made to wait; those that are named are not held any more. */
    int available() throws IOException {
        if (!gate.transport.readsMayWait()) {
            return gate.inUserSpace() + gate.transport.receivable();
        }
        if (!look(false) && !releaseIfDue()) {
            return 0;
        }
        long there = gate.received + gate.transport.receivable();
        gate.granted = Math.max(gate.granted, there);
        return (int) (there - gate.delivered);
    }
}
