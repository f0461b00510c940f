package io.recordsockets.outbound;

import io.recordsockets.SendOutcome;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Receiver;
import java.util.Arrays;

/**
 * Gathers the small records that go to the members of a group in one burst. A record joins the bundle that is open, or is the
 * first of the next one.
 *
 * <p>Where a bundle stays alone with its first record, because the members are sent other things in between, some of the next
 * records go by themselves: what is queued as a bundle of one costs more.
 *
 * <p>A bundle is open for others once all of its receivers have it, so that what a thread sends later to one of them comes
 * behind it there.
 *
 * <p><b>Threading:</b> {@link #bundle} under the group's lock, {@link #offer} by the thread whose record was bundled. Of threads that send at the
 * same time, each may have a bundle of its own; the last one to open it has others join it. A race costs or saves some bundles.
 */
final class Bundling {
    private static final int MAX_PAUSE = 64;

    private volatile Bundle open;

    /** Records that are to go by themselves before the next bundle is begun. */
    private int pause;

    /** How many they were after the last bundle. */
    private int lastPause;

    /** The bundle that a record is part of from now on, where it is one to be; else null. Nobody can end the record yet. */
    Bundle bundle(Delivery delivery) {
        if (!Bundle.takes(delivery)) {
            return null;
        }
        Bundle last = open;
        if (last != null) {
            if (last.add(delivery)) {
                return last;
            }
            open = null;
            pauseAfter(last);
        }
        if (pause > 0) {
            pause--;
            return null;
        }
        return new Bundle(delivery);
    }

    private void pauseAfter(Bundle bundle) {
        lastPause = bundle.records() > 1 ? 0 : Math.min(2 * lastPause + 1, MAX_PAUSE);
        pause = lastPause;
    }

    /** Queues a record as part of its bundle, or by itself where the bundle has no room; answers how many wait for that. */
    int offer(Bundle bundle, Delivery delivery, long nowNs) {
        if (bundle.singles() == null) {
            return open(bundle, delivery, nowNs);
        }
        if (bundle.isFilledBy(delivery)) {
            for (Receiver receiver : delivery.receivers) {
                receiver.filled();
            }
        }
        int waiting = 0;
        for (int index : bundle.singles()) {
            waiting += offerSingly(delivery, index, nowNs);
        }
        return waiting;
    }

    private int open(Bundle bundle, Delivery first, long nowNs) {
        Receiver[] receivers = first.receivers;
        int[] singles = new int[receivers.length];
        int count = 0;
        int waiting = 0;
        for (int i = 0; i < receivers.length; i++) {
            if (!receivers[i].offer(bundle, i, nowNs)) {
                singles[count++] = i;
                waiting += offerSingly(first, i, nowNs);
            }
        }
        bundle.offered(Arrays.copyOf(singles, count));
        if (count < receivers.length) {
            open = bundle;
        } else {
            pauseAfter(bundle);
        }
        return waiting;
    }

    private static int offerSingly(Delivery delivery, int index, long nowNs) {
        SendOutcome outcome = delivery.receivers[index].offer(delivery, index, nowNs, false, false);
        delivery.offered(index, outcome);
        return outcome == null ? 1 : 0;
    }
}
