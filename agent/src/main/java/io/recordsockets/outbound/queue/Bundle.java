package io.recordsockets.outbound.queue;

import io.recordsockets.SendOptions;
import io.recordsockets.outbound.payload.MemoryPayload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Small records that were sent to the same receivers one after the other, and which each of these queues, writes and ends as
 * one: what a record costs at each receiver, a bundle costs once.
 *
 * <p><b>It grows until it is sealed</b>: by the first receiver that takes it for a write, by whatever else is queued behind it at
 * any of them, or because it is full. So it keeps its place in every queue, and takes nothing that was sent later than what
 * comes behind it.
 *
 * <p><b>It is split</b> at a receiver where its records do not share their fate: one of them is taken back, or dropped, or a
 * write ends among them. From then on that receiver knows its records only; for the others it goes on as it was. A receiver
 * that has no room for a full one knows its records only from the start.
 *
 * <p><b>Threading:</b> its own monitor guards what it holds, and is taken last; the states see {@link Entry}.
 */
public final class Bundle extends Entry {
    /** With so many bytes it is full, and worth a write. */
    public static final int FULL_BYTES = 32 << 10;

    /**
     * Longer records leave from their own memory. So do shorter ones to few: for each receiver the copy, which is one for all of
     * them, may take {@link MemoryPayload#COPY_LIMIT} bytes.
     */
    static final int MAX_RECORD_BYTES = 16 << 10;

    /** No bundle has more bytes: it takes a last record where it is not full yet. */
    public static final int MAX_BYTES = FULL_BYTES + MAX_RECORD_BYTES;

    public static final int MAX_RECORDS = 512;

    private static final int FIRST_CAPACITY = 16;
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** Never 0; for those who remember a bundle and do not hold it. */
    public final long id = LAST_ID.incrementAndGet();

    // -- Guarded by this; final once it is sealed

    private Delivery[] records = new Delivery[FIRST_CAPACITY];
    private int count;
    private long length;
    private boolean anyTracked;
    private volatile boolean sealed;

    /** The record that made it worth a write; null for none. */
    private Delivery filler;

    // -- Guarded by this

    /** Receivers where it has neither ended nor been split. */
    private int open;

    /** Receivers where it has ended unsplit. */
    private int whole;

    // -- End of fields guarded by this

    /** Receivers that never had it, by their numbers; null until all were offered it. Of its maker, then never changed. */
    private int[] singles;

    /** Makes one that nobody knows yet, with its first record. */
    public Bundle(Delivery first) {
        super(SendOptions.ofUrgency(first.urgency), first.receivers, first.group, first.queuedNs());
        open = receivers.length;
        append(first);
    }

    /** Whether a record can be part of one. */
    public static boolean takes(Delivery delivery) {
        return delivery.length
                        <= Math.min((long) delivery.receivers.length * MemoryPayload.COPY_LIMIT, MAX_RECORD_BYTES)
                && delivery.receivers.length > 1
                && delivery.key == null
                && !delivery.fenced
                && !delivery.expires
                && delivery.payload() instanceof MemoryPayload;
    }

    /** Takes a further record, which nobody knows yet; false where it does not. */
    public synchronized boolean add(Delivery delivery) {
        if (sealed || delivery.receivers != receivers || delivery.urgency != urgency) {
            return false;
        }
        append(delivery);
        return true;
    }

    private void append(Delivery delivery) {
        if (count == records.length) {
            records = Arrays.copyOf(records, 2 * count);
        }
        records[count++] = delivery;
        length += delivery.length;
        anyTracked |= delivery.isTracked();
        delivery.bundledIn(this);
        if (length >= FULL_BYTES) {
            filler = delivery;
            sealed = true;
        } else if (count == MAX_RECORDS) {
            sealed = true;
        }
    }

    /** It takes no more. */
    public void seal() {
        if (!sealed) {
            synchronized (this) {
                sealed = true;
            }
        }
    }

    public boolean isSealed() {
        return sealed;
    }

    /** Whether this record made it worth a write. */
    public boolean isFilledBy(Delivery delivery) {
        return sealed && filler == delivery;
    }

    @Override
    public long length() {
        if (sealed) {
            return length;
        }
        synchronized (this) {
            return length;
        }
    }

    @Override
    public int records() {
        if (sealed) {
            return count;
        }
        synchronized (this) {
            return count;
        }
    }

    @Override
    public Delivery record(int number) {
        if (sealed) {
            return records[number];
        }
        synchronized (this) {
            return records[number];
        }
    }

    public int[] singles() {
        return singles;
    }

    /** All receivers were offered it; these have no room for it. */
    public void offered(int[] singles) {
        this.singles = singles;
    }

    /** Copies the bytes of a sealed one, which a receiver has taken. */
    public void copyTo(ByteBuffer dst) {
        for (int i = 0; i < count; i++) {
            ((MemoryPayload) records[i].payload()).copyTo(dst);
        }
    }

    // -- What the connections do; each under its lock, for its own number

    /** Whether the receiver has it as a whole. */
    public boolean isWhole(int index) {
        return at(index) != EntryState.SPLIT;
    }

    /** The receiver has no room for it: each record is to be offered there by itself. */
    public void exclude(int index) {
        setState(index, EntryState.SPLIT);
        leave(0);
    }

    /** From now on each record has its own state there, which is this one's. */
    public void split(int index) {
        seal();
        byte state = at(index);
        for (int i = 0; i < count; i++) {
            records[i].setState(index, state);
        }
        setState(index, EntryState.SPLIT);
        leave(0);
    }

    @Override
    void end(int index, byte state, Throwable cause, long nowNs) {
        for (int i = 0; anyTracked && i < count; i++) {
            records[i].noteEnd(index, state, cause, nowNs);
        }
        setState(index, state);
        leave(1);
    }

    private void leave(int asWhole) {
        synchronized (this) {
            whole += asWhole;
            if (--open > 0) {
                return;
            }
        }
        if (whole > 0) {
            endRecords();
        }
        if (!wasSplit()) {
            // Nobody asks for them any more, and one whose handle is kept must not keep the others.
            records = null;
            filler = null;
        }
    }

    private void endRecords() {
        Throwable problem = null;
        for (int i = 0; i < count; i++) {
            try {
                records[i].endWithBundle(whole);
            } catch (RuntimeException | Error e) {
                // Where no thread can be started for a receipt, the others still end.
                problem = e;
            }
        }
        if (problem instanceof Error) {
            throw (Error) problem;
        } else if (problem != null) {
            throw (RuntimeException) problem;
        }
    }

    /** Whether some receiver knows its records only; once it has ended or been split at all of them. */
    boolean wasSplit() {
        return whole < receivers.length;
    }

    @Override
    boolean waits(int index) {
        byte state = at(index);
        if (state != EntryState.SPLIT) {
            return state == EntryState.QUEUED;
        }
        for (int i = 0; i < count; i++) {
            if (records[i].waits(index)) {
                return true;
            }
        }
        return false;
    }
}
