package io.recordsockets.outbound;

import io.recordsockets.RecordHandle;
import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.payload.LeakWatch;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.SendGroup;
import io.recordsockets.spi.RecordParser;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an application holds of a record. It knows the sends of the record, so that it can be taken back and each unsend has an
 * exact answer: one by one those that have not ended everywhere, and as {@link EndedSends} all others but a few.
 */
final class Handle implements RecordHandle {
    private static final int FEW_SENDS = 8;

    private final Payload payload;
    private final LeakWatch.Use use;
    private final Cleaner.Cleanable cleanable;

    /** The framing that this was last found to be a record of. */
    private volatile Framer checked;

    /** The newest first, linked by {@link Delivery#next()}. Guarded by {@link #use}. */
    private Delivery deliveries;

    /** How many those are, and at how many the ended ones are taken out: each send looks at few. Guarded by {@link #use}. */
    private int tracked;

    private int forgetAt = FEW_SENDS;

    /** Null until there are any. Guarded by {@link #use}. */
    private EndedSends ended;

    Handle(Payload payload, LeakWatch leaks) {
        this.payload = payload;
        this.use = leaks.use(payload);
        this.cleanable = leaks.watch(this, use);
    }

    /**
     * A handle that an application gives.
     *
     * @throws IllegalArgumentException where it is not of this engine
     */
    static Handle of(RecordHandle record) {
        if (record instanceof Handle handle) {
            return handle;
        }
        Objects.requireNonNull(record, "record must not be null");
        throw new IllegalArgumentException(
                "not a record of this engine, class=" + record.getClass().getName());
    }

    /** The bytes, with one more use that the caller releases. */
    Payload retained() {
        try {
            if (use.isClosed() || !payload.retain()) {
                throw new IllegalStateException("the record handle is closed, length=" + payload.length());
            }
            return payload;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Checks that this is one record of a framing; once for each, as long as no other comes in between.
     *
     * @param framer null for none
     * @param payload retained by the caller
     * @throws IllegalArgumentException where it is not
     */
    void check(Framer framer, Payload payload) {
        Framer known = checked;
        if (framer == null || known == framer || known != null && known.sendsAs(framer)) {
            return;
        }
        RecordParser parser = framer.checker();
        String problem = parser == null ? null : RecordCheck.problem(parser, payload.head(), payload.length());
        if (problem != null) {
            throw new IllegalArgumentException("the bytes are not one record of the receiver's framing: " + problem
                    + ", length=" + payload.length()
                    + "; send each record by itself, or switch the check off with check-records=off");
        }
        checked = framer;
    }

    /** A send of this record begins, through no group or none that has room. */
    void track(Delivery delivery) {
        synchronized (use) {
            link(delivery);
        }
    }

    /**
     * A send of this record begins through its group.
     *
     * @param inBurst whether it can be part of a bundle, which may leave at once: those who then take back know of it
     * @return the bundle that it is part of; null where it is to go by itself
     */
    Bundle trackInGroup(GroupQueue group, Delivery delivery, boolean inBurst) {
        synchronized (use) {
            // What can fail comes before it joins a bundle, which may leave.
            link(delivery);
            return group.track(delivery, inBurst);
        }
    }

    private void link(Delivery delivery) {
        delivery.linkTo(deliveries);
        deliveries = delivery;
        if (++tracked >= forgetAt) {
            forgetEnded();
        }
    }

    /** What has ended goes on as a number. */
    private void forgetEnded() {
        tracked = 1;
        for (Delivery kept = deliveries; kept.next() != null; ) {
            if (kept.next().hasEnded()) {
                if (ended == null) {
                    ended = new EndedSends();
                }
                Delivery forgotten = kept.next();
                ended.add(forgotten);
                kept.linkTo(forgotten.next());
                forgotten.linkTo(null);
            } else {
                kept = kept.next();
                tracked++;
            }
        }
        forgetAt = Math.max(FEW_SENDS, 2 * tracked);
    }

    /** How many sends are kept one by one. */
    int tracked() {
        synchronized (use) {
            return tracked;
        }
    }

    /**
     * Takes the record back.
     *
     * @param receiver from where; null for all
     * @param group null for all sends, through whatever they went
     */
    UnsendResult unsend(Receiver receiver, SendGroup group) {
        Unsend unsend = new Unsend();
        List<Delivery> found = new ArrayList<>();
        synchronized (use) {
            // Each send is either here or there, whatever ends meanwhile.
            for (Delivery delivery = deliveries; delivery != null; delivery = delivery.next()) {
                if (group == null || delivery.group == group) {
                    found.add(delivery);
                }
            }
            if (ended != null) {
                ended.findFor(unsend, receiver, group);
            }
        }
        for (Delivery delivery : found) {
            for (int i = 0; i < delivery.receivers.length; i++) {
                if (receiver == null || delivery.receivers[i] == receiver) {
                    EngineSocket.of(delivery.receivers[i]).unsend(delivery, i, unsend);
                }
            }
        }
        return unsend.result();
    }

    @Override
    public long length() {
        return payload.length();
    }

    @Override
    public ByteBuffer bytes() {
        if (!(payload instanceof MemoryPayload memoryPayload)) {
            throw new UnsupportedOperationException("the record is a region of a file");
        }
        if (use.isClosed()) {
            throw new IllegalStateException("the record handle is closed, length=" + payload.length());
        }
        return memoryPayload.view(0, payload.length()).slice().asReadOnlyBuffer();
    }

    @Override
    public UnsendResult unsend() {
        return unsend(null, null);
    }

    @Override
    public boolean isClosed() {
        return use.isClosed();
    }

    @Override
    public void close() {
        use.close();
        cleanable.clean();
    }

    @Override
    public String toString() {
        return "RecordHandle[length=" + payload.length() + (use.isClosed() ? ", closed]" : "]");
    }
}
