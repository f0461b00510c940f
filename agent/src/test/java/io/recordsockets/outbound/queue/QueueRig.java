package io.recordsockets.outbound.queue;

import io.recordsockets.SendOptions;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A queue by itself, with a clock that the test sets; records are named by their bytes. */
public final class QueueRig {
    public static final long MAX_WAIT_NS = 1000;

    public final OutboundQueue queue = new OutboundQueue();
    private final Receiver[] receivers = new Receiver[1];
    public long nowNs;

    public Delivery add(String name, SendOptions options) {
        Delivery delivery = new Delivery(payload(name), options, receivers, null, nowNs, true);
        queue.add(delivery, 0, nowNs);
        return delivery;
    }

    public Delivery add(String name, int urgency) {
        return add(name, SendOptions.ofUrgency(urgency));
    }

    Delivery keyed(String name, String key) {
        return add(name, SendOptions.DEFAULT.withKey(key));
    }

    /** What the application wrote itself. */
    Delivery write(String name, boolean continues, boolean endsInRecord) {
        Delivery delivery = new Delivery(payload(name), receivers, nowNs, endsInRecord);
        if (continues) {
            queue.addContinuation(delivery, 0, nowNs);
        } else {
            queue.add(delivery, 0, nowNs);
        }
        return delivery;
    }

    private static Payload payload(String name) {
        return new MemoryPayload(ByteBuffer.wrap(name.getBytes(StandardCharsets.ISO_8859_1)), null);
    }

    static String name(Delivery delivery) {
        Payload payload = delivery.payload();
        return StandardCharsets.ISO_8859_1
                .decode(((MemoryPayload) payload).view(0, payload.length()))
                .toString();
    }

    boolean unsend(Delivery delivery) {
        return queue.end(delivery, 0, EntryState.UNSENT, null, nowNs);
    }

    /** Takes the next entry for a write; null where nothing may go. */
    Taken take() {
        int ring = queue.poll(nowNs, MAX_WAIT_NS);
        if (ring < 0) {
            return null;
        }
        Taken taken = new Taken(ring);
        queue.take(ring, nowNs);
        return taken;
    }

    final class Taken {
        final Delivery delivery;
        private final int ring;
        private final long sequence;
        private final long waitingSinceNs;

        private Taken(int ring) {
            this.ring = ring;
            this.delivery = (Delivery) queue.peek(ring);
            this.sequence = queue.peekSequence(ring);
            this.waitingSinceNs = queue.peekWaitingSinceNs(ring);
        }

        void sent() {
            queue.endTaken(delivery, 0, EntryState.SENT, null, delivery.length, nowNs);
        }

        void begun() {
            queue.started(delivery, 0, nowNs);
        }

        void putBack() {
            queue.putBack(ring, delivery, 0, sequence, waitingSinceNs, nowNs);
        }
    }

    /** The name of the next record, which is sent; null where nothing may go. */
    String sendNext() {
        Taken taken = take();
        if (taken == null) {
            return null;
        }
        String name = name(taken.delivery);
        taken.sent();
        return name;
    }

    List<String> sendAll() {
        List<String> names = new ArrayList<>();
        for (String name; (name = sendNext()) != null; ) {
            names.add(name);
        }
        return names;
    }
}
