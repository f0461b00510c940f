package io.recordsockets.outbound.queue;

import io.recordsockets.SendOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the queues of its receivers hold as one: a record that was sent, or a {@link Bundle} of several. They refer to it by its
 * receivers' numbers, so that a send to many costs one object and a byte for each.
 *
 * <p><b>Threading:</b> the state of a receiver changes under the lock of its connection; it is read by any thread.
 */
public abstract class Entry {
    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);

    public final int urgency;
    public final Object key;
    final boolean fenced;

    /** When it is of no use any more; meaningful where {@link #expires}. */
    public final long deadlineNs;

    public final boolean expires;
    public final SendGroup group;
    public final Receiver[] receivers;

    private final long queuedNs;
    private final byte[] states;

    Entry(SendOptions options, Receiver[] receivers, SendGroup group, long nowNs) {
        this.urgency = options.urgency();
        this.key = options.key();
        this.fenced = options.fenced();
        this.expires = options.lifetime() != null;
        this.deadlineNs = expires ? nowNs + Durations.toNanos(options.lifetime()) : 0;
        this.receivers = receivers;
        this.group = group;
        this.queuedNs = nowNs;
        this.states = new byte[receivers.length];
    }

    /** Bytes on the wire. */
    public abstract long length();

    /** How many records it is. */
    public abstract int records();

    /** One of them, in the order of their sends. */
    public abstract Delivery record(int number);

    /** Bytes that the application wrote to the channel itself: accepted like any write, so never taken back or dropped. */
    boolean isApplication() {
        return false;
    }

    /** Whether a record of the application's goes on behind these bytes of it; nothing may come between. */
    boolean endsInRecord() {
        return false;
    }

    /** When it was sent, as a {@link System#nanoTime()}. */
    public final long queuedNs() {
        return queuedNs;
    }

    /** Whether it is of no use any more where it has not begun. */
    public final boolean hasExpired(long nowNs) {
        return expires && deadlineNs - nowNs <= 0;
    }

    /** The number of a receiver; below 0 where it is none. */
    public final int indexOf(Receiver receiver) {
        for (int i = 0; i < receivers.length; i++) {
            if (receivers[i] == receiver) {
                return i;
            }
        }
        return -1;
    }

    // -- What the connections do; each under its lock, for its own number

    public byte at(int index) {
        return (byte) STATE.getAcquire(states, index);
    }

    final void setState(int index, byte state) {
        STATE.setRelease(states, index, state);
    }

    /** Between the states that are not ends. */
    void move(int index, byte state, long nowNs) {
        setState(index, state);
    }

    /** To one of the ends. */
    abstract void end(int index, byte state, Throwable cause, long nowNs);

    /** Whether something of it waits in the queue. */
    boolean waits(int index) {
        return at(index) == EntryState.QUEUED;
    }
}
