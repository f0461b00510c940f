package io.recordsockets.outbound;

import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;

/** One call to unsend, and what it found. Used by one thread. */
final class Unsend {
    private final ReceiverList.Builder unsent = new ReceiverList.Builder();
    private final ReceiverList.Builder started = new ReceiverList.Builder();
    private final ReceiverList.Builder sent = new ReceiverList.Builder();
    private final ReceiverList.Builder ended = new ReceiverList.Builder();

    /** So many records were taken back now. */
    void unsent(Receiver receiver, int records) {
        if (records > 0) {
            unsent.add(receiver, records);
        }
    }

    /** A receiver's earlier sends: how many it was sent, and how many came to another end. */
    void found(Receiver receiver, long timesSent, long timesEnded) {
        sent.add(receiver, timesSent);
        ended.add(receiver, timesEnded);
    }

    /** A receiver's answer: the state that the record was in, or {@link EntryState#UNSENT} where it was taken back now. */
    void found(Receiver receiver, byte state, boolean now) {
        switch (state) {
            case EntryState.UNSENT -> (now ? unsent : ended).add(receiver, 1);
            case EntryState.STARTED -> started.add(receiver, 1);
            case EntryState.SENT -> sent.add(receiver, 1);
            default -> ended.add(receiver, 1);
        }
    }

    UnsendResult result() {
        return UnsendResult.of(unsent.build(), started.build(), sent.build(), ended.build());
    }
}
