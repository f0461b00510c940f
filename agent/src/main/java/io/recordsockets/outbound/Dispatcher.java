package io.recordsockets.outbound;

import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendRefusedException;
import io.recordsockets.SendResult;
import io.recordsockets.outbound.payload.Payload;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.Refusals;
import java.util.Objects;

/**
 * Carries a send to its receivers: checks the record, counts it in its group, and offers it to each queue.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Dispatcher {
    private final SendResources resources;
    private final boolean checksRecords;

    /** @param checksRecords whether what is sent under a framing must be one record of it */
    Dispatcher(SendResources resources, boolean checksRecords) {
        this.resources = resources;
        this.checksRecords = checksRecords;
    }

    /** Without a receipt; else as the other. */
    SendResult send(
            RecordHandle record,
            SendOptions options,
            Receiver[] receivers,
            Framer[] framers,
            GroupQueue group,
            BurstClock burst) {
        SendResult result =
                send(record, options, receivers, framers, group, burst, false).result();
        if (result instanceof Refusals refusals) {
            resources.refusals().watch(refusals, resources.flusher());
        }
        return result;
    }

    /**
     * Carries a record to its receivers.
     *
     * @param framers what is sent to them is to be one record of each of these
     * @param group what it goes through; null for none
     * @throws IllegalArgumentException if its bytes are not one record of a receiver's framing; nothing is sent
     */
    Delivery send(
            RecordHandle record,
            SendOptions options,
            Receiver[] receivers,
            Framer[] framers,
            GroupQueue group,
            BurstClock burst,
            boolean tracked) {
        Handle handle = Handle.of(record);
        Objects.requireNonNull(options, "options");
        Payload payload = handle.retained();
        long sentNs = System.nanoTime();
        Throwable refusal;
        try {
            check(handle, payload, framers);
            refusal = group == null ? null : group.admit(payload.length(), options, sentNs);
        } catch (RuntimeException | Error e) {
            payload.release();
            throw e;
        }
        long nowNs = group == null ? sentNs : System.nanoTime();
        Delivery delivery = delivery(payload, options, receivers, group, sentNs, tracked);
        try {
            carry(handle, delivery, group, refusal, options, burst, nowNs);
        } catch (RuntimeException | Error e) {
            // It has been counted, and those who wait for room or for its receipt wait for its end.
            refuseUnoffered(delivery, e);
            throw e;
        }
        if (delivery.refusals() != null) {
            resources.refusals().count(delivery.refusals());
        }
        return delivery;
    }

    private void check(Handle handle, Payload payload, Framer[] framers) {
        if (checksRecords) {
            for (Framer framer : framers) {
                handle.check(framer, payload);
            }
        }
    }

    /** @param payload with a use, and counted in the group: both are undone where this fails */
    private Delivery delivery(
            Payload payload,
            SendOptions options,
            Receiver[] receivers,
            GroupQueue group,
            long sentNs,
            boolean tracked) {
        try {
            Delivery delivery = new Delivery(payload, options, receivers, group, sentNs, tracked);
            delivery.countIn(resources.bytesOnce());
            return delivery;
        } catch (RuntimeException | Error e) {
            if (group != null) {
                group.ended(payload.length());
            }
            payload.release();
            throw e;
        }
    }

    private static void refuseUnoffered(Delivery delivery, Throwable cause) {
        for (int i = 0; i < delivery.receivers.length; i++) {
            if (delivery.at(i) == EntryState.UNOFFERED) {
                delivery.receivers[i].refuse(delivery, i, cause);
            }
        }
    }

    private void carry(
            Handle handle,
            Delivery delivery,
            GroupQueue group,
            Throwable refusal,
            SendOptions options,
            BurstClock burst,
            long nowNs) {
        int receivers = delivery.receivers.length;
        if (receivers == 0) {
            return;
        }
        if (refusal != null) {
            boolean expired = delivery.hasExpired(nowNs);
            byte end = expired ? EntryState.EXPIRED : EntryState.FAILED;
            resources.closedTally().addEnded(end, receivers);
            delivery.refusedByGroup(expired ? SendOutcome.EXPIRED : outcome(refusal));
            delivery.endAll(end, expired ? null : refusal, nowNs);
            handle.track(delivery);
            return;
        }
        boolean late = resources.jvmEnd().isLate();
        boolean atOnce = late || !burst.inBurst(nowNs);
        Bundle bundle = null;
        if (group == null) {
            handle.track(delivery);
        } else {
            bundle = handle.trackInGroup(group, delivery, !atOnce);
        }
        int waiting = bundle == null ? offer(delivery, nowNs, atOnce) : group.offer(bundle, delivery, nowNs);
        Flusher flusher = resources.flusher();
        delivery.expireBy(flusher);
        if (waiting > 0) {
            offerWaiting(delivery, nowNs, atOnce, waiting);
        }
        flusher.wakeUp();
        if (options.urgency() < SendOptions.DEFAULT_URGENCY) {
            flusher.hurry();
        }
        burst.sent(nowNs, System.nanoTime(), atOnce);
        if (late || resources.jvmEnd().isLate()) {
            resources.jvmEnd().await(delivery);
        }
    }

    private static SendOutcome outcome(Throwable refusal) {
        return refusal instanceof SendRefusedException limit ? limit.outcome() : SendOutcome.INTERRUPTED;
    }

    /** To all that have room, so that waiting for one delays no other; answers how many have none. */
    private static int offer(Delivery delivery, long nowNs, boolean atOnce) {
        Receiver[] receivers = delivery.receivers;
        int waiting = 0;
        for (int i = 0; i < receivers.length; i++) {
            SendOutcome outcome = receivers[i].offer(delivery, i, nowNs, atOnce, false);
            if (outcome != SendOutcome.ACCEPTED) {
                delivery.offered(i, outcome);
                waiting += outcome == null ? 1 : 0;
            }
        }
        return waiting;
    }

    /** To those that had no room. */
    private static void offerWaiting(Delivery delivery, long nowNs, boolean atOnce, int waiting) {
        Receiver[] receivers = delivery.receivers;
        int left = waiting;
        for (int i = 0; i < receivers.length && left > 0; i++) {
            if (delivery.isWaiting(i)) {
                left--;
                delivery.offered(i, receivers[i].offer(delivery, i, nowNs, atOnce, true));
            }
        }
    }
}
