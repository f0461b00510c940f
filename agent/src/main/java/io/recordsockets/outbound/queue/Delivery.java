package io.recordsockets.outbound.queue;

import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendResult;
import io.recordsockets.os.Callbacks;
import io.recordsockets.outbound.payload.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * One send of a record: to whom, how, and what became of it at each receiver.
 *
 * <p><b>Threading:</b> see {@link Entry}. The last receiver to come to an end lets the payload go, and tells the group and those
 * who wait for the receipt.
 */
public final class Delivery extends Entry implements SendReceipt {
    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(Delivery.class, "open", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** See {@link #next()}. */
    private Delivery next;

    public final long length;
    private final boolean application;
    private final boolean endsInRecord;

    /** What it is queued as part of; null for nothing. It has the states of receivers where it was not split. */
    private volatile Bundle bundle;

    /** What the send came to where not all accepted it at once; else null. Written by the thread that sends, before it returns. */
    private Refusals refusals;

    /** Expires it; null where it needs none. */
    private volatile Timers.Timer timer;

    /** What receipts tell beside the state; null where nobody asked. */
    private final ReceiptTimes times;

    /** The bytes; null once every receiver has come to an end. */
    private volatile Payload payload;

    /** See {@link #countIn}; null for none. */
    private LongAdder counter;

    /** Receivers that have not come to an end. */
    @SuppressWarnings("unused") // through OPEN
    private volatile int open;

    /** @param payload with a use for this delivery */
    public Delivery(
            Payload payload, SendOptions options, Receiver[] receivers, SendGroup group, long nowNs, boolean tracked) {
        super(options, receivers, group, nowNs);
        this.payload = payload;
        this.length = payload.length();
        this.application = false;
        this.endsInRecord = false;
        this.times = tracked ? new ReceiptTimes(receivers.length, nowNs) : null;
        this.open = receivers.length;
        if (receivers.length == 0) {
            finish();
        }
    }

    /** A write of the application's to the channel. */
    public Delivery(Payload payload, Receiver[] receivers, long nowNs, boolean endsInRecord) {
        super(SendOptions.DEFAULT, receivers, null, nowNs);
        this.payload = payload;
        this.length = payload.length();
        this.application = true;
        this.endsInRecord = endsInRecord;
        this.times = null;
        this.open = receivers.length;
    }

    /** Before anybody else sees this: its bytes count there until it has ended, once, however many the receivers are. */
    public void countIn(LongAdder bytesOnce) {
        if (receivers.length > 0) {
            counter = bytesOnce;
            bytesOnce.add(length);
        }
    }

    /** The next older send of the same handle; guarded there. */
    public Delivery next() {
        return next;
    }

    /** Puts this before an older send of the same handle. */
    public void linkTo(Delivery older) {
        next = older;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int records() {
        return 1;
    }

    @Override
    public Delivery record(int number) {
        return this;
    }

    @Override
    boolean isApplication() {
        return application;
    }

    @Override
    boolean endsInRecord() {
        return endsInRecord;
    }

    // -- What the connections do; each under its lock, for its own number

    /** Before anybody else sees this. */
    void bundledIn(Bundle bundle) {
        this.bundle = bundle;
    }

    public Bundle bundle() {
        return bundle;
    }

    @Override
    public byte at(int index) {
        Bundle bundle = this.bundle;
        if (bundle != null) {
            byte state = bundle.at(index);
            if (state != EntryState.SPLIT) {
                return state;
            }
        }
        return super.at(index);
    }

    @Override
    void move(int index, byte state, long nowNs) {
        if (state == EntryState.STARTED && times != null) {
            times.started(index, nowNs);
        }
        setState(index, state);
    }

    @Override
    public void end(int index, byte state, Throwable cause, long nowNs) {
        noteEnd(index, state, cause, nowNs);
        setState(index, state);
        if (endedAt(1)) {
            finish();
        }
    }

    /** What the receipt tells beside the state, which is to be set after it. */
    void noteEnd(int index, byte state, Throwable cause, long nowNs) {
        if (times != null) {
            times.ended(index, state == EntryState.SENT, cause, nowNs);
        }
    }

    /** It has ended at so many receivers more; whether those were the last, so that it has to be finished. */
    private boolean endedAt(int receivers) {
        return (int) OPEN.getAndAdd(this, -receivers) == receivers;
    }

    /** At every receiver, before any was offered it. */
    public void endAll(byte state, Throwable cause, long nowNs) {
        for (int i = 0; i < receivers.length; i++) {
            end(i, state, cause, nowNs);
        }
    }

    /** Has it end when its lifetime is over, wherever it has not begun. */
    public void expireBy(Timers.Scheduler scheduler) {
        if (expires && !hasEnded()) {
            Timers.Timer timer = scheduler.at(deadlineNs, this::expire);
            this.timer = timer;
            // Either this sees the end, or the end sees the timer.
            if (hasEnded()) {
                timer.cancel();
            }
        }
    }

    private void expire() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) <= EntryState.WRITING) {
                receivers[i].end(this, i, EntryState.EXPIRED, null);
            }
        }
    }

    /** Its bundle has ended at each of its receivers, at so many as a whole. */
    public void endWithBundle(int wholeReceivers) {
        if (endedAt(wholeReceivers)) {
            finish();
        }
    }

    private void finish() {
        leaveBundle();
        Payload payload = this.payload;
        this.payload = null;
        payload.release();
        if (counter != null) {
            counter.add(-length);
        }
        Timers.Timer timer = this.timer;
        if (timer != null) {
            timer.cancel();
        }
        if (group != null) {
            group.ended(length);
        }
        if (times != null) {
            // What depends on it is not ours, and must not run under our locks or in our thread.
            Callbacks.run(() -> times.ended.complete(this));
        }
    }

    /** Where the bundle keeps its records for those who split it, a handle that is kept must not keep them all. */
    private void leaveBundle() {
        Bundle bundle = this.bundle;
        if (bundle != null && bundle.wasSplit()) {
            for (int i = 0; i < receivers.length; i++) {
                if (bundle.isWhole(i)) {
                    setState(i, bundle.at(i));
                }
            }
            this.bundle = null;
        }
    }

    // -- Of the thread that sends

    /** What the send has come to at a receiver; null where it waits for room. */
    public void offered(int index, SendOutcome outcome) {
        if (refusals == null) {
            if (outcome == SendOutcome.ACCEPTED) {
                return;
            }
            refusals = new Refusals(receivers);
        }
        refusals.set(index, outcome);
    }

    public boolean isWaiting(int index) {
        return refusals != null && refusals.isWaiting(index);
    }

    public void refusedByGroup(SendOutcome outcome) {
        refusals = Refusals.all(receivers, outcome);
    }

    /** Null where every receiver accepted it at once. */
    public Refusals refusals() {
        return refusals;
    }

    /** Whether a receipt was asked for. */
    boolean isTracked() {
        return times != null;
    }

    /** The bytes, for a receiver that has not come to an end. */
    public Payload payload() {
        return payload;
    }

    public boolean hasEnded() {
        return open == 0;
    }

    /** Whether a receiver has begun to get it, and not come to the end of it. */
    public boolean hasBegun() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) == EntryState.STARTED) {
                return true;
            }
        }
        return false;
    }

    /** Whether every receiver has it. */
    public boolean sentToAll() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) != EntryState.SENT) {
                return false;
            }
        }
        return true;
    }

    // -- The receipt

    @Override
    public SendResult result() {
        Refusals refusals = this.refusals;
        if (refusals != null && !refusals.isEmpty()) {
            return refusals;
        }
        return group == null ? receivers[0].allAccepted() : group.allAccepted(receivers);
    }

    @Override
    public int receivers() {
        return receivers.length;
    }

    @Override
    public RecordSocket receiver(int index) {
        return receivers[index];
    }

    @Override
    public RecordState state(int index) {
        Objects.checkIndex(index, receivers.length);
        return EntryState.toldAs(at(index));
    }

    @Override
    public int count(RecordState state) {
        int count = 0;
        for (int i = 0; i < receivers.length; i++) {
            if (EntryState.toldAs(at(i)) == state) {
                count++;
            }
        }
        return count;
    }

    @Override
    public Instant queuedAt() {
        return Instant.now().minusNanos(System.nanoTime() - queuedNs());
    }

    @Override
    public Duration startedAfter(int index) {
        Objects.checkIndex(index, receivers.length);
        // The state is read first: it is written after the time.
        return at(index) < EntryState.STARTED ? null : times.startedAfter(index);
    }

    @Override
    public Duration endedAfter(int index) {
        Objects.checkIndex(index, receivers.length);
        return at(index) < EntryState.SENT ? null : times.endedAfter(index);
    }

    @Override
    public Throwable cause(int index) {
        Objects.checkIndex(index, receivers.length);
        return at(index) == EntryState.FAILED ? times.cause(index) : null;
    }

    @Override
    public CompletionStage<SendReceipt> ended() {
        return times.ended.minimalCompletionStage();
    }

    @Override
    public String toString() {
        return ReceiptTimes.describe(this, "length=" + length + ", urgency=" + urgency);
    }
}
