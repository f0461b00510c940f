package io.recordsockets.outbound;

import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One send of a record: to whom, how, and what became of it at each receiver.
 *
 * <p><b>Threading:</b> see {@link Entry}. The last receiver to come to an end lets the payload go, and tells the group and those
 * who wait for the receipt.
 */
final class Delivery extends Entry implements SendReceipt {
    /** The connection has not seen it yet: the sender is on its way, or waits for room. */
    static final byte UNOFFERED = 0;

    static final byte QUEUED = 1;

    /** In a write that is under way: it will turn out to be started, or sent, or queued still. */
    static final byte WRITING = 2;

    static final byte STARTED = 3;
    static final byte SENT = 4;
    static final byte UNSENT = 5;
    static final byte EXPIRED = 6;
    static final byte SUPERSEDED = 7;
    static final byte FAILED = 8;

    private static final RecordState[] STATES = {
        RecordState.QUEUED,
        RecordState.QUEUED,
        RecordState.QUEUED,
        RecordState.STARTED,
        RecordState.SENT,
        RecordState.UNSENT,
        RecordState.EXPIRED,
        RecordState.SUPERSEDED,
        RecordState.FAILED
    };

    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(Delivery.class, "open", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The next older send of the same handle; guarded there. */
    Delivery next;

    final long length;
    private final boolean application;
    private final boolean endsInRecord;

    /** What it is queued as part of; null for nothing. It has the states of receivers where it was not split. */
    private volatile Bundle bundle;

    /** How many receivers accepted it. Of the thread that sends. */
    int accepted;

    /** Expires it; null where it needs none. */
    private volatile Timers.Timer timer;

    /** What receipts tell beside the state; null where nobody asked. */
    private final Times times;

    /** The bytes; null once every receiver has come to an end. */
    private volatile Payload payload;

    /** Receivers that have not come to an end. */
    @SuppressWarnings("unused") // through OPEN
    private volatile int open;

    private static final class Times {
        final long[] startedNs;
        final long[] endedNs;
        final Throwable[] causes;
        final CompletableFuture<SendReceipt> ended = new CompletableFuture<>();

        Times(int receivers) {
            startedNs = new long[receivers];
            endedNs = new long[receivers];
            causes = new Throwable[receivers];
        }
    }

    /** @param payload with a use for this delivery */
    Delivery(Payload payload, SendOptions options, Connection[] receivers, Group group, long nowNs, boolean tracked) {
        super(options, receivers, group, nowNs);
        this.payload = payload;
        this.length = payload.length();
        this.application = false;
        this.endsInRecord = false;
        this.times = tracked ? new Times(receivers.length) : null;
        this.open = receivers.length;
        if (receivers.length == 0) {
            finish();
        }
    }

    /** A write of the application's to the channel. */
    Delivery(Payload payload, Connection[] receivers, long nowNs, boolean endsInRecord) {
        super(SendOptions.DEFAULT, receivers, null, nowNs);
        this.payload = payload;
        this.length = payload.length();
        this.application = true;
        this.endsInRecord = endsInRecord;
        this.times = null;
        this.open = receivers.length;
    }

    @Override
    long length() {
        return length;
    }

    @Override
    int records() {
        return 1;
    }

    @Override
    Delivery record(int number) {
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
    void joined(Bundle bundle) {
        this.bundle = bundle;
    }

    Bundle bundle() {
        return bundle;
    }

    @Override
    byte at(int index) {
        Bundle bundle = this.bundle;
        if (bundle != null) {
            byte state = bundle.at(index);
            if (state != Bundle.SPLIT) {
                return state;
            }
        }
        return super.at(index);
    }

    @Override
    void move(int index, byte state, long nowNs) {
        if (state == STARTED && times != null) {
            times.startedNs[index] = nowNs;
        }
        setState(index, state);
    }

    /** @param nowNs may be from before this was queued, where a newer send ends it whose clock was read before it waited */
    @Override
    void end(int index, byte state, Throwable cause, long nowNs) {
        noteEnd(index, state, cause, nowNs);
        setState(index, state);
        if (endedAt(1)) {
            finish();
        }
    }

    /** What the receipt tells beside the state, which is to be set after it. */
    void noteEnd(int index, byte state, Throwable cause, long nowNs) {
        if (times != null) {
            times.causes[index] = cause;
            times.endedNs[index] = nowNs - queuedNs() < 0 ? queuedNs() : nowNs;
            if (state == SENT && times.startedNs[index] == 0) {
                times.startedNs[index] = nowNs;
            }
        }
    }

    /** It has ended at so many receivers more; whether those were the last, so that it has to be finished. */
    private boolean endedAt(int receivers) {
        return (int) OPEN.getAndAdd(this, -receivers) == receivers;
    }

    /** At every receiver, before any was offered it. */
    void endAll(byte state, Throwable cause, long nowNs) {
        for (int i = 0; i < receivers.length; i++) {
            end(i, state, cause, nowNs);
        }
    }

    /** Has it end when its lifetime is over, wherever it has not begun. */
    void expireBy(Flusher flusher) {
        if (expires && !hasEnded()) {
            Timers.Timer timer = flusher.at(deadlineNs, this::expire);
            this.timer = timer;
            // Either this sees the end, or the end sees the timer.
            if (hasEnded()) {
                timer.cancel();
            }
        }
    }

    private void expire() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) <= WRITING) {
                receivers[i].outbound().takingBack().end(this, i, EXPIRED, null);
            }
        }
    }

    /** Its bundle has ended at each of its receivers, at so many as a whole. */
    void endWithBundle(int wholeReceivers) {
        if (endedAt(wholeReceivers)) {
            finish();
        }
    }

    private void finish() {
        leaveBundle();
        Payload payload = this.payload;
        this.payload = null;
        payload.release();
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

    /** Whether a receipt was asked for. */
    boolean isTracked() {
        return times != null;
    }

    /** The bytes, for a receiver that has not come to an end. */
    Payload payload() {
        return payload;
    }

    boolean hasEnded() {
        return open == 0;
    }

    /** Whether a receiver has begun to get it, and not come to the end of it. */
    boolean hasBegun() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) == STARTED) {
                return true;
            }
        }
        return false;
    }

    /** Whether every receiver has it. */
    boolean sentToAll() {
        for (int i = 0; i < receivers.length; i++) {
            if (at(i) != SENT) {
                return false;
            }
        }
        return true;
    }

    // -- The receipt

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
        return STATES[at(index)];
    }

    @Override
    public int count(RecordState state) {
        int count = 0;
        for (int i = 0; i < receivers.length; i++) {
            if (STATES[at(i)] == state) {
                count++;
            }
        }
        return count;
    }

    @Override
    public long startedNs(int index) {
        // The state is read first: it is written after the time.
        return at(index) < STARTED ? 0 : times.startedNs[index];
    }

    @Override
    public long endedNs(int index) {
        return at(index) < SENT ? 0 : times.endedNs[index];
    }

    @Override
    public Throwable cause(int index) {
        return at(index) == FAILED ? times.causes[index] : null;
    }

    @Override
    public CompletionStage<SendReceipt> ended() {
        return times.ended.minimalCompletionStage();
    }
}
