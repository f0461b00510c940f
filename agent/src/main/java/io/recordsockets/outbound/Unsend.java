package io.recordsockets.outbound;

import io.recordsockets.RecordSocket;
import io.recordsockets.UnsendResult;
import java.util.ArrayList;
import java.util.List;

/** One call to unsend, and what it found. Used by one thread. */
final class Unsend {
    private final List<RecordSocket> takenBack = new ArrayList<>();
    private final List<RecordSocket> started = new ArrayList<>();
    private final List<RecordSocket> sent = new ArrayList<>();
    private final List<RecordSocket> ended = new ArrayList<>();

    /** From all receivers of a send. */
    void everywhere(Delivery delivery) {
        for (int i = 0; i < delivery.receivers.length; i++) {
            delivery.receivers[i].outbound().unsend(delivery, i, this);
        }
    }

    /** A receiver's answer: the state that the record was in, or {@link Delivery#UNSENT} where it was taken back now. */
    void found(Connection receiver, byte state, boolean now) {
        switch (state) {
            case Delivery.UNSENT:
                (now ? takenBack : ended).add(receiver);
                break;
            case Delivery.STARTED:
                started.add(receiver);
                break;
            case Delivery.SENT:
                sent.add(receiver);
                break;
            default:
                ended.add(receiver);
                break;
        }
    }

    UnsendResult result() {
        return new UnsendResult(takenBack, started, sent, ended);
    }
}
